"""The demo's applications: sent, returned, reviewed, decided, told, accepted, each act on its day, by the services that people use."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from kanazawa_exchange.accounts.models import Purpose, User
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import Step
from kanazawa_exchange.lib.typed_boxes import Change
from mobility.models import Application, Decision
from mobility.queries.applications.boxes import Boxes, answer_box, document_box
from mobility.services.applications import drafts, handing_in, machine, returning, submitting
from mobility.services.selection import deciding, offers, releasing, waitlist
from mobility.services.selection.deciding import Wanted
from programs.models import Call, CallPlace, QuestionKind, RequiredDocument
from rubric.models import Review
from rubric.services import assignments, reviews

from . import consents, letters, papers
from .applicants import AFTER, ALTAI, CLOSED, KAZAN, OPEN, WHY, Applicant

DAY = timedelta(days=1)
REVIEWERS = ("suzuki", "kimura")


class Story:
    """One call with its applicants, told in days from today; days before it are negative."""

    def __init__(self, call: Call, users: Mapping[str, User], now: datetime) -> None:
        self.call, self.users, self.now = call, users, now
        self.office = users["sato"]
        self.applications: dict[str, Application] = {}
        self.places: dict[str, CallPlace] = {
            place.institution.slug: place for place in call.destinations.select_related("institution")
        }

    def at(self, days: float) -> datetime:
        return self.now + days * DAY

    # --- The applicant ---

    def fill_in(self, one: Applicant, days: float) -> None:
        """A whole draft, and the consent without which nobody sends it, as they are on that day."""
        user, now = self.users[one.name], self.at(days)
        consents.agree(user, Purpose.PROCESSING, now=now)
        begun = drafts.start(self.call, language=one.language, by=user, now=now)
        boxes = Boxes(begun)
        drafts.save(
            begun, [Change(key, text, boxes.stamp(key)) for key, text in self._texts(one).items()], by=user, now=now
        )
        for document in self.call.documents.all():
            is_photo = document.policy == RequiredDocument.Policy.PHOTO
            if document.is_required:
                paper = papers.portrait(len(self.applications)) if is_photo else papers.transcript()
                handing_in.hand_in(begun, document_box(document), paper, by=user, now=now)
        self._keep(one.name, begun)

    def _texts(self, one: Applicant) -> dict[str, str]:
        known = {"grade_index": one.grade, "level": one.level}
        texts = {**known, "choices": ",".join(str(self.places[slug].uid) for slug in one.wishes)}
        words = iter((WHY[one.language], AFTER[one.language]))
        for question in self.call.questions.prefetch_related("options"):
            if question.kind == QuestionKind.LONG_TEXT:
                texts[answer_box(question)] = next(words)
            elif question.kind == QuestionKind.CHOICE:
                texts[answer_box(question)] = str(question.options.all()[0].uid)
        return texts

    def send(self, name: str, days: float) -> None:
        application = self.applications[name]
        language = application.language
        self._keep(name, submitting.submit(application, language=language, by=self.users[name], now=self.at(days)))

    def apply(self, one: Applicant, days: float) -> None:
        self.fill_in(one, days - 1)
        self.send(one.name, days)

    # --- Moves ---

    def move(self, name: str, move: str, days: float, step: Step = Step()) -> None:  # noqa: B008  it is frozen
        by = self.users[name] if move == "withdraw" else self.office
        self._keep(name, machine.move(self.applications[name], move, step, by=by, now=self.at(days)))

    def give_back(self, name: str, days: float, code: str, box: str, words: str) -> None:
        """Returned for correction, with a sentence at a box and a week of time."""
        step, last_day = Step(reason_code=code, reason=words), clock.tokyo_date(self.at(days + 7))
        returned = returning.return_for_correction(
            self.applications[name], step, last_day=last_day, remarks={box: words}, by=self.office, now=self.at(days)
        )
        self._keep(name, returned)

    def _keep(self, name: str, application: Application) -> None:
        self.applications[name] = application


def enter(users: Mapping[str, User], *, now: datetime) -> dict[str, Application]:
    """Those to the closed call and to the open one; by the name of the applicant."""
    closed, opened = Call.objects.select_related("run__program").order_by("opens_at")[:2]
    return {**_closed(Story(closed, users, now)), **_open(Story(opened, users, now))}


# --- The call that is open -------------------------------------------------------------------------------------------


def _open(story: Story) -> dict[str, Application]:
    """A draft, one that was sent, one that is to be corrected, one that was corrected."""
    miura, okamoto, yamada, takahashi = OPEN
    story.fill_in(miura, -2)
    story.apply(okamoto, -3)
    story.apply(yamada, -4)
    story.give_back(
        "yamada", -1, "unclear", "grade_index", "成績証明書の値と合いません。計算の根拠を確かめてください。"
    )
    story.apply(takahashi, -4)
    story.give_back(
        "takahashi", -3, "incomplete", "choices", "Укажите, пожалуйста, и второе направление, если оно вам подходит."
    )
    story.send("takahashi", -1)
    return story.applications


# --- The call that has closed ----------------------------------------------------------------------------------------


def _closed(story: Story) -> dict[str, Application]:
    _received(story)
    _reviewed(story)
    _decided(story)
    _answered(story)
    return story.applications


def _received(story: Story) -> None:
    """In time, late, taken back, ended by the office, and one that was never sent."""
    for number, one in enumerate(CLOSED):
        if one.name == "ota":
            story.fill_in(one, -25)
        elif one.name == "endo":
            story.fill_in(one, -22)
        else:
            story.apply(one, -40 + number)
    story.give_back("aoki", -27.5, "document", "level", "証明書の学年と合いません。")
    story.send("aoki", -26)
    story.move("nishimura", "withdraw", -22)
    late = Step(reason_code="illness", reason="締切の日に入院していました（診断書あり）。")
    application, now = story.applications["endo"], story.at(-18)
    story.applications["endo"] = submitting.submit_late(application, late, by=story.office, now=now)
    why = Step(reason_code="not_eligible", reason="在籍期間が派遣の期間に足りません。")
    story.move("fukuda", "cancel", -17, why)


def _reviewed(story: Story) -> None:
    """Two reviewers for each: all finished but for one conflict of interest and one review that is still to do."""
    judged = [one for one in CLOSED if one.points]
    panel = [story.users[name] for name in REVIEWERS]
    pairs = [(story.applications[one.name], reviewer) for one in judged for reviewer in panel]
    assignments.assign(pairs, by=story.office, now=story.at(-16))
    criteria = [criterion.pk for criterion in story.call.criteria.all()]
    given = Review.objects.select_related("application__call__run", "reviewer")
    written = {
        (review.application_id, review.reviewer_id): review for review in given.filter(application__call=story.call)
    }
    for number, one in enumerate(judged):
        for reviewer, points in zip(panel, one.points, strict=True):
            review, now = written[story.applications[one.name].pk, reviewer.pk], story.at(-14 + number / 5)
            if points is not None:
                comments = {"committee_comment": "志望理由が具体的です。" if points[0] > 3 else ""}
                told = dict(zip(criteria, points, strict=True))
                reviews.finish(review, told, comments, by=reviewer, now=now)
            elif one.name == "aoki":
                why = Step(reason_code="teacher", reason="指導している学生です。")
                reviews.move(review, "declare_conflict", why, by=reviewer, now=now)
    for one in judged:
        story.applications[one.name].refresh_from_db()


def _decided(story: Story) -> None:
    """Five offers for five places, three on the waitlist, two not selected; what was decided last is not told yet."""
    kazan, altai = story.places[KAZAN], story.places[ALTAI]
    decisions = {
        **dict.fromkeys(("abe", "ishikawa", "maeda"), (Decision.OFFER, kazan, None)),
        **dict.fromkeys(("fujita", "okada"), (Decision.OFFER, altai, None)),
        **{
            name: (Decision.WAITLIST, None, rank) for rank, name in enumerate(("hasegawa", "aiko", "murakami"), start=1)
        },
        **dict.fromkeys(("kondo", "sakamoto"), (Decision.DECLINE, None, None)),
    }
    wanted = [Wanted(story.applications[name], *decision) for name, decision in decisions.items()]
    decided = deciding.decide(wanted, by=story.office, now=story.at(-11))
    if decided.refused:
        raise LookupError(f"the demo decides what cannot be: {decided.refused}")
    told = [one for one in decided.done if one.pk != story.applications["kondo"].pk]
    releasing.release(story.call, by=story.office, now=story.at(-10), applications=told)
    letters.taken(story.at(-10))


def _answered(story: Story) -> None:
    """Three accept, one refuses, one lets the time pass; the two places go to the next in line, of whom one has accepted."""
    for name, days in (("abe", -9), ("ishikawa", -8), ("okada", -8)):
        _accepted(story, name, days)
    why = "同じ時期に教育実習があるため、辞退します。"
    offers.refuse(story.applications["fujita"], by=story.users["fujita"], now=story.at(-7), reason=why)
    offers.lapse_due(now=story.at(-1.5))
    for name, slug in (("hasegawa", KAZAN), ("aiko", ALTAI)):
        waitlist.promote(story.applications[name], story.places[slug], by=story.office, now=story.at(-1))
    _accepted(story, "hasegawa", -0.5)


def _accepted(story: Story, name: str, days: float) -> None:
    story.applications[name] = offers.confirm(story.applications[name], by=story.users[name], now=story.at(days))
