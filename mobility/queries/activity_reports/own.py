"""One's own Activity Reports: where each stands in the words of its authors, whose turn it is, and what has happened."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kanazawa_exchange.accounts.models import ConsentWithdrawal, Purpose, Transition
from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.names import ShownName
from kanazawa_exchange.lib.viewer import Viewer, member

from ...activity_report_moves import ACTIVITY_REPORT_MOVES, WRITABLE, ActivityReportStatus
from ...models import LIVE, ActivityReport, Mobility
from ..rows import ListRow, rows_of

TOLD_WHY = ("return", "take_down")
"""Moves whose reason the authors are told."""


@dataclass(frozen=True)
class Happened:
    """One line of what has happened so far."""

    moment: str
    words: str
    reason: str


@dataclass(frozen=True)
class Remark:
    """What whoever returned the report has said of one sentence of it."""

    sentence: str
    words: str


@dataclass(frozen=True)
class OwnReport:
    uid: UUID
    title: Localized | str
    """In the language of its authors; without one, what stands in its place."""
    place: Localized | None
    day: date | None
    authors: tuple[ShownName, ...]
    status: str
    label: str
    kind: str
    holder: str
    since: str
    next: str
    explained: str
    is_mine: bool
    """Whether the next step is the authors'."""
    may_withdraw: bool
    slug: str
    """Its public address, once everybody may read it."""
    reason: str
    """Why it came back, or was taken down."""
    remarks: tuple[Remark, ...]
    log: tuple[Happened, ...]


def own_reports(user: Viewer) -> tuple[OwnReport, ...]:
    """The reports of whoever has signed in: those to work on first, then the newest. The same few queries however many."""
    account = member(user)
    if account is None:
        return ()
    reports = list(shown(ActivityReport.objects.filter(authors__person_id=account.person_id)).order_by("-pk"))
    return tuple(sorted(_all(reports), key=lambda one: not one.is_mine))


def own_report(report: ActivityReport) -> OwnReport:
    """The same of one report that `shown` has read."""
    return _all([report])[0]


def shown(reports: QuerySet[ActivityReport]) -> QuerySet[ActivityReport]:
    """With what the pages of authors read of a report."""
    found: QuerySet[ActivityReport] = reports.select_related("city", "mobility__run__program")
    return found.prefetch_related("authors__person", "texts")


def to_work_on(user: Viewer) -> QuerySet[ActivityReport]:
    """The own reports whose next step is their authors'."""
    account = member(user)
    if account is None:
        return ActivityReport.objects.none()
    return ActivityReport.objects.filter(authors__person_id=account.person_id, status__in=WRITABLE)


def title_of(report: ActivityReport) -> Localized | str:
    own = report.own_text
    if own is None or not own.title:
        return pgettext("activity report", "Without a title yet")
    return Localized(own.title, own.language, own.language != active_language())


def stays_to_tell_of(user: Viewer) -> tuple[ListRow, ...]:
    """The own stays from which a report can be begun, newest first."""
    account = member(user)
    if account is None:
        return ()
    stays = Mobility.objects.filter(person_id=account.person_id, status__in=LIVE).order_by("-starts_on", "-pk")
    return rows_of(list(stays.values_list("pk", flat=True)), own=True)


# --- One of them -----------------------------------------------------------------------------------------------------


def _all(reports: Sequence[ActivityReport]) -> list[OwnReport]:
    logs, hidden = _logs(report.pk for report in reports), _hidden(reports)
    people = {author.person.pk for report in reports for author in report.authors.all() if author.person is not None}
    names = shown_names(people, reading=False) if people else {}
    told = [_own(report, logs[report.pk], names) for report in reports]
    return [
        _told_hidden(one, hidden[report.pk], names) if report.pk in hidden else one
        for one, report in zip(told, reports, strict=True)
    ]


def _hidden(reports: Iterable[ActivityReport]) -> Mapping[int, ConsentWithdrawal]:
    """Key of a published report that nobody reads → the first consent by which an author has taken it back since it was sent in."""
    published = [report for report in reports if report.status == ActivityReportStatus.PUBLISHED]
    authors = {report.pk: {author.person_id for author in report.authors.all()} for report in published}
    people = {person for found in authors.values() for person in found if person}
    if not people:
        return {}
    rows = ConsentWithdrawal.objects.filter(
        consent__person__in=people, consent__purpose=Purpose.PUBLICATION_OF_TEXT, consent__scope=""
    ).select_related("consent")
    found: dict[int, ConsentWithdrawal] = {}
    for row in rows.order_by("withdrawn_at"):
        for report in published:
            since = report.submitted_at or report.first_published_at
            if since and row.withdrawn_at >= since and row.consent.person_id in authors[report.pk]:
                found.setdefault(report.pk, row)
    return found


def _told_hidden(one: OwnReport, row: ConsentWithdrawal, names: Mapping[int, ShownName]) -> OwnReport:
    """What is true of a published report that an author has taken back on the page of the consents."""
    words = {"day": formats.long_date(row.withdrawn_at), "name": names[row.consent.person_id].text}
    return replace(
        one,
        label=pgettext("activity report, student", "Hidden"),
        kind="off",
        slug="",
        since=formats.date_and_time(row.withdrawn_at),
        next=_("Nobody but its authors and the office reads this report now"),
        explained=_(
            "It has been hidden since %(day)s, because %(name)s took back the consent to the publication. If it is to appear again, "
            "ask the office to return it: then every author agrees to it, and you send it in once more."
        )
        % words,
    )


def _logs(keys: Iterable[int]) -> Mapping[int, list[Transition]]:
    found: dict[int, list[Transition]] = defaultdict(list)
    lines = Transition.objects.filter(record_type="activityreport", record_id__in=list(keys))
    for line in lines.select_related("note").order_by("sequence"):
        found[line.record_id].append(line)
    return found


def _own(report: ActivityReport, log: Sequence[Transition], names: Mapping[int, ShownName]) -> OwnReport:
    status = ActivityReportStatus(report.status)
    next_step, explained = _next(status, log)
    is_mine = status in WRITABLE
    last = log[-1] if log else None
    return OwnReport(
        uid=report.uid,
        title=title_of(report),
        place=localized(report.city, "name") if report.city else None,
        day=report.happened_on,
        authors=tuple(names[author.person.pk] for author in report.authors.all() if author.person is not None),
        status=status,
        label=str(ACTIVITY_REPORT_MOVES.person_label(status)),
        kind=ACTIVITY_REPORT_MOVES.kind(status),
        holder=_holder(status),
        since=formats.date_and_time(last.recorded_at if last else report.created_at),
        next=next_step,
        explained=explained,
        is_mine=is_mine,
        may_withdraw=status != ActivityReportStatus.WITHDRAWN,
        slug=(report.slug or "") if status == ActivityReportStatus.PUBLISHED else "",
        reason=_why(last) if last and last.target == status else "",
        remarks=tuple(_remarks(report)) if is_mine else (),
        log=tuple(_happened(line) for line in reversed(log)),
    )


def _holder(status: ActivityReportStatus) -> str:
    if status in WRITABLE:
        return pgettext("whose turn", "You")
    return pgettext("whose turn", "The office") if status == ActivityReportStatus.SUBMITTED else ""


def _next(status: ActivityReportStatus, log: Sequence[Transition]) -> tuple[str, str]:
    """What comes next, as a title and in a sentence or two."""
    if status == ActivityReportStatus.WITHDRAWN and log and log[-1].move == "take_down":
        return _("The office has taken this report down"), _(
            "It stands on no public page any more. You can write a new one."
        )
    return {
        ActivityReportStatus.DRAFT: (
            _("Go on writing, and send the report in"),
            _("What you type is saved as you go. Nobody but its authors reads it before you send it in."),
        ),
        ActivityReportStatus.SUBMITTED: (
            _("The office reads your report"),
            _("You need not do anything now. Nothing is public before the office has read it."),
        ),
        ActivityReportStatus.RETURNED: (
            _("Revise the report and send it in again"),
            _(
                "The office has written what should change. Until it is published, only its authors and the office read the report."
            ),
        ),
        ActivityReportStatus.PUBLISHED: (
            _("Everybody can read your report"),
            _("You can withdraw it at any time, without giving a reason."),
        ),
        ActivityReportStatus.WITHDRAWN: (
            _("This report was withdrawn"),
            _("It stands on no public page any more. You can write a new one."),
        ),
    }[status]


def _remarks(report: ActivityReport) -> Iterable[Remark]:
    for row in report.remarks:
        yield Remark(str(row["sentence"]), str(row["words"]))


def _happened(line: Transition) -> Happened:
    words = ACTIVITY_REPORT_MOVES.done(line.move)
    return Happened(formats.date_and_time(line.recorded_at), words, _why(line))


def _why(line: Transition) -> str:
    note = getattr(line, "note", None)
    return note.text if note is not None and line.move in TOLD_WHY else ""
