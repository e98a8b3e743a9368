"""What whoever moderates Activity Reports reads: the queue, and one report with what to look at before it is published."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kanazawa_exchange.accounts.queries.history import Entry, timeline
from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.lib.languages import active_language, endonym
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.names import ShownName
from kanazawa_exchange.lib.paging import BEGINNING, PAGE_SIZE, Order, Page, Place
from kanazawa_exchange.lib.states import Move
from kanazawa_exchange.lib.totals import BOUND, Total, counted
from kanazawa_exchange.lib.viewer import Viewer

from ...activity_report_moves import ACTIVITY_REPORT_MOVES, ActivityReportStatus, lacks_a_consent
from ...models import ActivityReport, ReportAuthor
from ..days import period_of
from .authors import ShownAuthor, not_agreed, shown_authors
from .sentences import sentences

LONGEST_WAITING_FIRST, NEWEST_FIRST = Order("submitted_at"), Order("submitted_at", descending=True)
UNTOLD = ("slug", "revision", "saved_at", "remarks", "first_published_at", "submitted_at")


@dataclass(frozen=True)
class Filters:
    """What the address asks for; without a state it is what waits."""

    status: str = ActivityReportStatus.SUBMITTED


@dataclass(frozen=True)
class Row:
    """One report as a line of the queue."""

    uid: UUID
    title: str
    lang: str
    language: str
    names: tuple[ShownName, ...]
    program: Localized | None
    city: Localized | None
    submitted_at: datetime | None
    state: str
    kind: str


def asked_for(user: Viewer, filters: Filters) -> QuerySet[ActivityReport]:
    """Those that a moderator works on: not the own ones, nor what was published without being sent in here."""
    rows: QuerySet[ActivityReport] = ActivityReport.objects.visible_to(user).filter(submitted_at__isnull=False)
    authors: Any = ReportAuthor
    own = authors.history.filter(person_id=getattr(user, "person_id", None)).values("report_id")
    rows = rows.exclude(pk__in=own)
    return rows.filter(status=filters.status) if filters.status else rows


def count(user: Viewer, filters: Filters, *, bound: int = BOUND) -> Total:
    return counted(asked_for(user, filters), bound)


def page(user: Viewer, filters: Filters, place: Place = BEGINNING, *, size: int = PAGE_SIZE) -> Page[Row]:
    """One page; whoever has waited longest stands first among those that wait, of all others the newest."""
    found = _order(filters).page(_told(user, filters), place, size=size)
    return found.of(_rows(found.rows))


def every_row(user: Viewer, filters: Filters) -> Iterator[Row]:
    """The whole list, some rows at a time."""
    for found in _order(filters).chunks(_told(user, filters)):
        yield from _rows(found)


def _order(filters: Filters) -> Order:
    return LONGEST_WAITING_FIRST if filters.status == ActivityReportStatus.SUBMITTED else NEWEST_FIRST


def _told(user: Viewer, filters: Filters) -> QuerySet[ActivityReport]:
    return asked_for(user, filters).select_related("program", "city").prefetch_related("texts", "authors")


def _rows(found: Sequence[ActivityReport]) -> tuple[Row, ...]:
    people = [author.person_id for report in found for author in report.authors.all() if author.person_id]
    names = shown_names(people, reading=False)
    return tuple(_row(report, names) for report in found)


def _row(report: ActivityReport, names: Mapping[int, ShownName]) -> Row:
    own, is_gone = report.own_text, report.status == ActivityReportStatus.WITHDRAWN
    title = own.title if own else ""
    return Row(
        uid=report.uid,
        title=pgettext("activity report", "A report that was withdrawn") if is_gone else title,
        lang=active_language() if is_gone else report.language,
        language=endonym(report.language),
        names=tuple(names[author.person_id] for author in report.authors.all() if author.person_id),
        program=localized(report.program, "name") if report.program else None,
        city=localized(report.city, "name") if report.city else None,
        submitted_at=report.submitted_at,
        state=ACTIVITY_REPORT_MOVES.office_label(report.status),
        kind=ACTIVITY_REPORT_MOVES.kind(report.status),
    )


# --- One report ------------------------------------------------------------------------------------------------------


def line(report: ActivityReport) -> Row:
    """One report as a line of the queue; of a withdrawn one neither title nor text is read any more."""
    return _row(report, shown_names([one.person_id for one in report.authors.all() if one.person_id], reading=False))


@dataclass(frozen=True)
class Check:
    """One thing to look at: what the portal knows of it, and whether that asks for attention."""

    words: str
    is_good: bool


@dataclass(frozen=True)
class Said:
    """One sentence of the text, and what was said of it."""

    number: int
    text: str
    remark: str


@dataclass(frozen=True)
class Case:
    """One report as a moderator reads it."""

    row: Row
    slug: str
    text: str
    authors: Sequence[ShownAuthor]
    hosts: tuple[Localized, ...]
    happened_on: object
    checks: tuple[Check, ...]
    sentences: tuple[Said, ...]
    past: tuple[Mapping[str, str], ...]
    """Remarks at sentences that the authors have changed or taken out."""
    buttons: tuple[Move, ...]
    may_remark: bool


def case(report: ActivityReport, user: Viewer, now: datetime) -> Case:
    own = report.own_text
    text = own.text if own else ""
    parts = sentences(text)
    said = {one["sentence"]: one["words"] for one in report.remarks}
    people = [author.person_id for author in report.authors.all() if author.person_id]
    buttons = ACTIVITY_REPORT_MOVES.offered(report, user)
    return Case(
        row=_row(report, shown_names(people, reading=False)),
        slug=report.slug or "",
        text=text,
        authors=shown_authors([report.pk], now).get(report.pk, ()),
        hosts=tuple(localized(host, "name") for host in report.hosts.all()),
        happened_on=report.happened_on,
        checks=tuple(_checks(report, now)),
        sentences=tuple(Said(number, part, said.get(part, "")) for number, part in enumerate(parts, start=1)),
        past=tuple(one for one in report.remarks if one["sentence"] not in parts),
        buttons=tuple(move for move in buttons if not move.by_person),
        may_remark=any(move.name == "return" for move in buttons),
    )


def _checks(report: ActivityReport, now: datetime) -> Iterator[Check]:
    is_silent = lacks_a_consent(report)
    if is_silent:
        words = _(
            "Nothing says that an author of the earlier site has agreed. Whoever publishes the report writes down what allows it."
        )
        yield Check(words, False)
    if not_agreed(report, now):
        words = _("An author has not agreed to this very text with its photos, or has taken the consent back.")
        yield Check(words, False)
    elif not is_silent:
        yield Check(_("Every author has agreed to the publication of this very text with its photos."), True)
    stay = report.mobility
    if stay is None:
        yield Check(_("The report belongs to no stay in the records."), False)
        return
    day = report.happened_on
    end = stay.actual_ends_on or stay.planned_ends_on
    is_within = day is not None and stay.starts_on <= day and (end is None or day <= end)
    words = (
        _("The day lies within the stay (%(days)s).") if is_within else _("The day lies outside the stay (%(days)s).")
    )
    yield Check(words % {"days": period_of(stay)}, is_within)
    if report.city_id == stay.receiving.city_id:
        yield Check(_("The place is that of the host."), True)
    else:
        yield Check(_("The place is another one than that of the host."), False)


def history(report: ActivityReport) -> list[Entry]:
    """Its moves, and what was changed in between."""
    return timeline(report, moves=ACTIVITY_REPORT_MOVES, hidden=UNTOLD)


def rows() -> QuerySet[ActivityReport]:
    """The reports with what one page of them shows."""
    found: QuerySet[ActivityReport] = ActivityReport.objects.select_related(
        "city", "program", "mobility__receiving__city", "mobility__run"
    )
    return found.prefetch_related("authors__person", "texts", "hosts")
