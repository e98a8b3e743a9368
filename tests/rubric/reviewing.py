"""A call with criteria, applications and reviewers as tests of reviews need them; states are set directly, reviews by the services."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from kanazawa_exchange.accounts.models import Person, StoredFile, User
from mobility.models import Answer, Application, ApplicationDocument, Choice
from programs.models import Call, CallPlace, Criterion, ProgramRun, Question, QuestionOption, RequiredDocument
from rubric.models import Review
from rubric.services import assignments, reviews
from tests.factories import PersonFactory, World

NOW = datetime(2018, 5, 10, 3, 0, tzinfo=UTC)
OPENS, CLOSES = datetime(2018, 4, 1, tzinfo=UTC), datetime(2018, 5, 1, tzinfo=UTC)


def call_of(run: ProgramRun, title: str = "Summer in Kazan", **values: Any) -> Call:
    """A call that has closed, with two criteria: motivation (5 points, counted twice) and language (10 points)."""
    titles = {"title_ja": f"{title} 募集", "title_en": title, "title_ru": f"{title}: набор"}
    fields = {"opens_at": OPENS, "closes_at": CLOSES, "status": "announced", "announced_at": OPENS, "lot_seed": "1"}
    call: Call = Call.objects.create(run=run, **{**titles, **fields, **values})
    criterion(call, 1, "Motivation", name_ja="志望動機", name_ru="Мотивация", scale=5, weight=Decimal(2))
    criterion(call, 2, "Language", name_ja="語学力", name_ru="Язык", scale=10)
    return call


def criterion(call: Call, order: int, name: str, **values: Any) -> Criterion:
    made: Criterion = Criterion.objects.create(call=call, order=order, name_en=name, **values)
    return made


def place(call: Call, world: World, places: int = 3) -> CallPlace:
    made: CallPlace = CallPlace.objects.create(call=call, institution=world.kazan, places=places, order=1)
    return made


def applied(
    call: Call,
    world: World,
    person: Person | None = None,
    *,
    wishes: Sequence[CallPlace] = (),
    answers: Mapping[Question, str] | None = None,
    documents: Mapping[RequiredDocument, StoredFile] | None = None,
    **values: Any,
) -> Application:
    """An application that has been handed over to review; what belongs to it is written while it is a draft."""
    facts = {"level": "bachelor", "institution": world.kanazawa, "language": "ja", "grade_index": Decimal("2.50")}
    made: Application = Application.objects.create(call=call, person=person or PersonFactory(), **facts)
    for order, one in enumerate(wishes, 1):
        Choice.objects.create(application=made, place=one, order=order)
    for asked, text in (answers or {}).items():
        Answer.objects.create(application=made, question=asked, text=text)
    for wanted, file in (documents or {}).items():
        ApplicationDocument.objects.create(application=made, document=wanted, file=file)
    for name, value in {"status": "in_review", "submitted_at": CLOSES - timedelta(days=1), **values}.items():
        setattr(made, name, value)
    made.save()
    return made


def question(call: Call, text: str, kind: str = "long_text", options: Sequence[str] = ()) -> Question:
    made: Question = Question.objects.create(call=call, order=1, kind=kind, text_en=text, text_ja=text, text_ru=text)
    for order, words in enumerate(options, 1):
        QuestionOption.objects.create(question=made, order=order, text_en=words)
    return made


def assign(application: Application, *reviewers: User, by: User | None = None) -> list[Review]:
    assignments.assign([(application, reviewer) for reviewer in reviewers], by=by, now=NOW)
    return [Review.objects.get(application=application, reviewer=reviewer) for reviewer in reviewers]


def points(call: Call, *given: int | None) -> Mapping[int, int | None]:
    """Points in the order of the criteria."""
    return dict(zip(call.criteria.values_list("pk", flat=True), given, strict=True))


def finish(review: Review, *given: int, comment: str = "") -> Review:
    call = review.application.call
    return reviews.finish(review, points(call, *given), {"committee_comment": comment}, by=review.reviewer, now=NOW)
