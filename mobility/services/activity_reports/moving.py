"""The moves of an Activity Report: sent in and published only on the consent of everybody who wrote it."""

from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import Purpose, User
from kanazawa_exchange.accounts.services import moves
from kanazawa_exchange.accounts.services.consents import lock_valid
from kanazawa_exchange.accounts.services.editing import save_edit
from kanazawa_exchange.accounts.services.moves import Machine
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.states import Move, MoveRefused, Step

from ...activity_report_moves import ACTIVITY_REPORT_MOVES
from ...models import ActivityReport, ReportAuthor
from . import telling, translating

RESTS_ON_CONSENT = ("submit", "publish")


def rows() -> models.QuerySet[ActivityReport]:
    """The reports with what checks and moves read."""
    found: models.QuerySet[ActivityReport] = ActivityReport.objects.select_related("city", "program")
    return found.prefetch_related("authors__person", "texts", "photos")


@retried
@transaction.atomic
def move(
    report: ActivityReport, name: str, step: Step, *, by: User | None, now: datetime, version: int | None = None
) -> ActivityReport:
    """Make one move, and return the report as it stands then. The authors are told what was decided.

    Errors: MoveRefused (by field), StaleEdit, PermissionDenied.
    """
    after = moves.move(MACHINE, report, name, step, by=by, now=now, version=version)
    telling.tell(after, name, step.reason, by=by, now=now)
    return after


def _before(report: ActivityReport, row: Move, step: Step, by: User | None) -> None:
    """A page that was made before the move is outdated after it. What is sent in has its address, and its line of history.

    Whoever sends it in agrees to it as it stands.
    """
    if row.name == "submit":
        agreed_by(report, by.person_id if by else None, step.at)
    if row.name in RESTS_ON_CONSENT:
        _refuse_unagreed(report, row, step)
    report.revision += 1
    if row.name == "submit":
        report.slug = report.slug or address_part(report)
        assert step.at is not None  # noqa: S101 the one door of all moves fills it in
        translating.follow(report, by=by, now=step.at)
        for part in (report.own_text, *report.authors.all()):
            if part is not None:
                save_edit(part, by=by, reason=row.name)


def _refuse_unagreed(report: ActivityReport, row: Move, step: Step) -> None:
    """Every author whom we know has agreed to the publication, and to this very text with its photos; the rows of the consents stay
    locked until the move is made."""
    assert step.at is not None  # noqa: S101 the one door of all moves fills it in
    authors = report.authors.all()
    people = [author.person for author in authors if author.person is not None]
    agreed = lock_valid(people, Purpose.PUBLICATION_OF_TEXT, "", step.at)
    if all(person.pk in agreed for person in people) and all(author.stands_for_it for author in authors):
        return
    if row.by_person:
        raise MoveRefused(
            _("Every author has to agree to this very text with its photos first, on the page “Look over and send in”.")
        )
    raise MoveRefused(_("An author has not agreed to this very text with its photos, or has taken the consent back."))


def agreed_by(report: ActivityReport, person: int | None, at: datetime | None) -> ReportAuthor | None:
    """An author stands for the report as it is now, which is still to be saved; None for whoever is no author of it."""
    author = next((one for one in report.authors.all() if person is not None and one.person_id == person), None)
    if author is not None:
        author.agreed_at, author.agreed_revision = at, report.revision
    return author


def address_part(report: ActivityReport) -> str:
    """The public address: month and city, and what makes it the only one. It says nothing of a person."""
    month = f"{report.happened_on:%Y-%m}" if report.happened_on else "undated"
    return f"{month}-{report.city.slug if report.city else 'exchange'}-{report.uid.hex[:8]}"


MACHINE: Machine[ActivityReport] = Machine(table=ACTIVITY_REPORT_MOVES, rows=rows, before_saving=_before)
