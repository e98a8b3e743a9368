"""What stays and applications of two entries say when these shall be one person: nobody is on two journeys at once."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.references import Knowledge, Moved, Pair, Reference
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import localized

from ..activity_report_moves import ActivityReportStatus
from ..models import (
    LIVE,
    ActivityReport,
    ActivityReportTranslation,
    Application,
    ApplicationStatus,
    Mobility,
    Nomination,
    ReportAuthor,
    StageLink,
)
from ..nomination_moves import LIVING
from ..queries.days import period_of
from ..queries.selection.periods import overlap
from .checks import clashing_stay, same_journey
from .known import Known, known_about


def called(stay: Mobility) -> str:
    """A stay in a sentence: its days and its host."""
    return formats.series(period_of(stay), localized(stay.receiving, "name"))


def clashes(pair: Pair) -> Iterator[str]:
    """Stays of one entry that the person of a stay of the other one cannot be on; calls and hosts that both have."""
    yield from _applied_twice(pair)
    yield from _confirmed_twice(pair)
    yield from _nominated_twice(pair)
    yield from _author_twice(pair)
    rows = Mobility.objects.select_related("receiving", "run").filter(status__in=LIVE).order_by("starts_on", "pk")
    stays, others = (list(rows.filter(person=entry)) for entry in (pair.absorbed, pair.kept))
    if not (stays and others):
        return
    known = _beside(others, pair.reader)
    for stay in stays:
        stay.person_id = pair.kept.pk
        if other := clashing_stay(stay, known) or same_journey(stay, known):
            words = {"one": called(stay), "other": called(other)}
            yield (
                _("One person cannot be on both of these stays: %(one)s; %(other)s. Correct or void one of them first.")
                % words
            )


def _nominated_twice(pair: Pair) -> Iterator[str]:
    """Open nominations of both for one run at one host: one person is nominated there once."""
    rows = Nomination.objects.filter(LIVING).select_related("receiving").order_by("pk")
    theirs = {(one.run_id, one.sending_id, one.receiving_id) for one in rows.filter(person=pair.kept)}
    for one in rows.filter(person=pair.absorbed):
        if (one.run_id, one.sending_id, one.receiving_id) in theirs:
            yield (
                _("Both entries are nominated to “%(host)s” for one run. Withdraw one of the nominations first.")
                % {"host": localized(one.receiving, "name")}
            )


def _applied_twice(pair: Pair) -> Iterator[str]:
    """One person applies to a call once; the office ends one of the two, but both stand in the records."""
    theirs = Application.objects.filter(person=pair.kept).values("call_id")
    both = Application.objects.filter(person=pair.absorbed, call_id__in=theirs).select_related("call").order_by("pk")
    for application in both:
        yield (
            _("Both entries have applied to “%(call)s”, and one person applies to a call once.")
            % {"call": localized(application.call, "title")}
        )


def _confirmed_twice(pair: Pair) -> Iterator[str]:
    """Places that both have accepted for one period: one person holds one of them."""
    rows = Application.objects.filter(status=ApplicationStatus.CONFIRMED).select_related("call__run").order_by("pk")
    theirs = list(rows.filter(person=pair.kept))
    for one in rows.filter(person=pair.absorbed):
        for other in theirs:
            if overlap(one.call.run, other.call.run):
                words = {"one": localized(one.call, "title"), "other": localized(other.call, "title")}
                yield (
                    _(
                        "Both entries have accepted a place for one period: “%(one)s” and “%(other)s”. One person holds only one."
                    )
                    % words
                )


def _author_twice(pair: Pair) -> Iterator[str]:
    """Both wrote one Activity Report: one person is its author once."""
    theirs = ReportAuthor.objects.filter(person=pair.kept).values("report_id")
    both = (
        ReportAuthor.objects.filter(person=pair.absorbed, report_id__in=theirs).select_related("report").order_by("pk")
    )
    for author in both:
        yield _("Both entries are authors of “%(report)s”. Take one of them out of it first.") % {
            "report": _report_called(author.report)
        }


def _beside(others: list[Mobility], reader: User | None) -> Known:
    """What the checks ask, with no stays but those of the other entry."""
    return replace(known_about(others[0], by=reader), neighbours={others[0].person_id: others})


def ties(pair: Pair, moved: Moved) -> Iterable[str]:
    """Stages that were linked since, one of each entry."""
    came = moved.get(STAYS.name, frozenset())
    links = StageLink.objects.filter(Q(first__in=came) | Q(second__in=came))
    for link in links.select_related("first__receiving", "second__receiving").order_by("pk"):
        if (link.first_id in came) != (link.second_id in came):
            words = {"one": called(link.first), "other": called(link.second)}
            yield (
                _("These were linked as stages of one stay since: %(one)s; %(other)s. Take the link back first.")
                % words
            )


def _nomination_called(nomination: Nomination) -> str:
    return formats.series(_("Nomination"), localized(nomination.receiving, "name"))


def _application_called(application: Application) -> str:
    return str(localized(application.call, "title"))


def _report_called(report: ActivityReport) -> str:
    """Of a withdrawn one the office reads no title any more."""
    if report.status == ActivityReportStatus.WITHDRAWN:
        return pgettext("activity report", "A report that was withdrawn")
    own = report.own_text
    return own.title if own and own.title else _("Activity Report without a title")


STAYS = Reference(Mobility, called=called)
NOMINATIONS = Reference(Nomination, called=_nomination_called)
APPLICATIONS = Reference(Application, called=_application_called)
AUTHORS = Reference(ReportAuthor, called=lambda author: _report_called(author.report))
TRANSLATIONS = Reference(ActivityReportTranslation, field="translator", called=lambda text: _report_called(text.report))
KNOWLEDGE = Knowledge([STAYS, NOMINATIONS, APPLICATIONS, AUTHORS, TRANSLATIONS], clashes, ties)
