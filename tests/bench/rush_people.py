"""Applicants for the bench of the rush: accounts, a call that closes soon, and a draft of each with all that it asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.contrib.auth.hashers import make_password
from django.db import connection

from kanazawa_exchange.accounts.models import StoredFile, User, tracked_writes_allowed
from kanazawa_exchange.lib import clock
from mobility.models import Answer, Application, ApplicationDocument, Choice
from mobility.services.applications import handing_in
from partners.models import Institution
from programs.models import Call, CallPlace, Direction, ProgramRun, Question, RequiredDocument, Requirement
from tests.consents import agrees_to_processing
from tests.factories import CallFactory, PersonFactory

from . import project as bench_project
from .browsers import PASSWORD
from .project import BenchProject

YEAR = 2018
QUESTIONS = ("long_text", "long_text", "short_text", "number")
ANSWERS = {"long_text": "なぜなら、" * 80, "short_text": "2017年、カザン、2週間", "number": "3"}
PLACES = 3
FILE_BYTES = 200_000


@dataclass(frozen=True)
class Rush:
    """Who applies, and where they live until then."""

    project: BenchProject
    users: Sequence[User]


def create(applicants: int) -> Rush:
    """The invented project of the benches, and so many people with accounts; their password is hashed as production does it."""
    made = bench_project.create([YEAR])
    password, users = make_password(PASSWORD), []
    for number in range(applicants):
        email = f"bench-{number}@example.org"
        person = PersonFactory(student_number=f"B{number:06d}", names=[("latin", "Benchova", f"Anna {number}", "")])
        user = User.objects.create(email=email, person=person, password=password, language="ja")
        user.emailaddress_set.create(email=email, verified=True, primary=True)
        agrees_to_processing(user)
        users.append(user)
    return Rush(made, users)


def call_with_drafts(rush: Rush) -> list[Application]:
    """A further call, open for a day, to which each has a whole draft; in the order of the people."""
    now = clock.now()
    run = ProgramRun.objects.filter(direction=Direction.OUTBOUND).order_by("pk")[0]
    window = {"announced_at": now - timedelta(days=30), "opens_at": now - timedelta(days=20)}
    call = CallFactory(run=run, closes_at=now + timedelta(days=1), **window)
    places = [
        CallPlace.objects.create(call=call, institution_id=key, places=2, order=order)
        for order, key in enumerate(rush.project.partners[:PLACES], start=1)
    ]
    Requirement.objects.create(call=call, kind="level", values=["bachelor", "master"], is_blocking=True)
    Requirement.objects.create(call=call, kind="grade_index", minimum=Decimal("2.30"))
    words = {f"text_{code}": "Why?" for code in ("ja", "en", "ru")}
    questions = [
        Question.objects.create(call=call, kind=kind, order=order, **words) for order, kind in enumerate(QUESTIONS, 1)
    ]
    drafts = [_draft(call, user, rush.project.home) for user in rush.users]
    Choice.objects.bulk_create(
        Choice(application=draft, place=place, order=order)
        for draft in drafts
        for order, place in enumerate(places[:2], start=1)
    )
    Answer.objects.bulk_create(
        Answer(application=draft, question=question, text=ANSWERS[question.kind])
        for draft in drafts
        for question in questions
    )
    _hand_in(call, drafts)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return drafts


def _hand_in(call: Call, drafts: Sequence[Application]) -> None:
    """What is required was handed in before the rush: its rows alone, as nobody opens the files."""
    words = {f"name_{code}": "Transcript" for code in ("ja", "en", "ru")}
    document = RequiredDocument.objects.create(call=call, **words)
    files = [
        StoredFile.objects.create(
            file=f"documents/bench-{draft.pk}",
            original_name="transcript.pdf",
            content_type="application/pdf",
            size=FILE_BYTES,
            sha256="0" * 64,
            owner=draft.person,
            file_set=handing_in.set_of(draft),
        )
        for draft in drafts
    ]
    ApplicationDocument.objects.bulk_create(
        ApplicationDocument(application=draft, document=document, file=file)
        for draft, file in zip(drafts, files, strict=True)
    )


def _draft(call: Call, user: User, home: Institution) -> Application:
    facts = {"level": "bachelor", "institution": home, "grade_index": Decimal("2.70"), "language": "ja"}
    made: Application = Application.objects.create(call=call, person=user.person, **facts)
    return made


def close(call: Call, seconds: float) -> float:
    """Let the call close in so many seconds; that moment, in seconds since 1970."""
    closes = clock.now() + timedelta(seconds=seconds)
    with tracked_writes_allowed():
        Call.objects.filter(pk=call.pk).update(closes_at=closes)
    return closes.timestamp()
