"""What waits for a reader among the records: whom to expect, whom to confirm, what to check, and one's own stay."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.totals import counted
from kanazawa_exchange.lib.viewer import Viewer
from kanazawa_exchange.lib.words import Words
from kanazawa_exchange.today import LINES, Line, Part
from partners.permissions import is_representative
from partners.queries.contacts import contacts
from programs.models import Direction, ProjectHome

from .. import permissions
from ..models import Mobility
from .activity_reports.today import own_reports
from .due import Due
from .filters import Filters, matching
from .lists import in_scope
from .own_stay import own_stay
from .rows import ListRow, rows_of
from .runs import Runs


@dataclass(frozen=True)
class Waiting:
    """One kind of records that wait: the filter that finds them, and what is said where there are none."""

    key: str
    title: Words
    filters: Filters
    empty: Words
    is_late: bool = False
    ask: bool = False

    @property
    def url(self) -> str:
        words = {row.name: str(getattr(self.filters, row.name)) for row in self.filters.given()}
        words |= {name: "on" for name, value in words.items() if value == "True"}
        return f"{reverse('mobility:mobility_list')}?{urlencode(words)}"


KEEPERS = (
    Waiting("arrivals", _("Arrivals to confirm"), Filters(due=Due.ARRIVAL), _("Every arrival is confirmed."), True),
    Waiting("returns", _("Returns to confirm"), Filters(overdue=True), _("No return is overdue."), True),
    Waiting("starts", _("Beginning within 30 days"), Filters(due=Due.START), _("No stay begins in the next 30 days.")),
    Waiting("checks", _("Records with something to check"), Filters(due=Due.WARNED), _("Nothing to check.")),
)
# outbound is what the university sends: it comes to the partner
TO_PARTNER, FROM_PARTNER = Direction.OUTBOUND, Direction.INBOUND
PARTNERS = (
    Waiting(
        "arrivals",
        _("Arrivals at your institution, not confirmed yet"),
        Filters(due=Due.ARRIVAL, direction=TO_PARTNER),
        _("Every arrival is confirmed."),
        is_late=True,
        ask=True,
    ),
    Waiting(
        "returns",
        _("Ends of stay at your institution, not confirmed yet"),
        Filters(overdue=True, direction=TO_PARTNER),
        _("No end of stay is overdue."),
        is_late=True,
        ask=True,
    ),
    Waiting(
        "coming",
        _("Arriving at your institution within 30 days"),
        Filters(due=Due.START, direction=TO_PARTNER),
        _("No arrivals in the next 30 days."),
    ),
    Waiting(
        "going",
        _("Leaving your institution within 30 days"),
        Filters(due=Due.START, direction=FROM_PARTNER),
        _("No departures in the next 30 days."),
    ),
)


def parts(user: Viewer, today: date) -> Iterator[Part]:
    """One's own stay, the own Activity Reports, and the records that wait for whoever keeps them, or represents a side of them."""
    if stay := own_stay(user, clock.now(), today):
        yield Part("own", _("My exchange"), template="mobility/own_stay.html", content=stay, spans=True)
    yield from own_reports(user)
    if permissions.may_register(user):
        yield from _waiting(user, KEEPERS)
    elif is_representative(user):
        yield from _waiting(user, PARTNERS, in_places=True)


def whom_to_ask(user: Viewer, _today: date) -> Iterator[Part]:
    """For a partner's office the addresses of ours, below everything that waits."""
    if permissions.may_register(user) or not is_representative(user):
        return
    if ask := contacts(clock.now(), of=set(ProjectHome.objects.values_list("institution_id", flat=True))):
        yield Part("ask", _("Whom to write to"), template="partners/ask.html", content=ask, spans=True)


def _waiting(user: Viewer, kinds: Sequence[Waiting], *, in_places: bool = False) -> Iterator[Part]:
    """Two small queries for each kind, and then the same few for the lines of all of them."""
    runs = Runs.read()
    scope = in_scope(Mobility.objects.all(), user, runs)
    found = {kind.key: matching(scope, kind.filters, runs) for kind in kinds}
    first = {
        key: list(stays.order_by("starts_on", "pk").values_list("pk", "uid")[:LINES]) for key, stays in found.items()
    }
    rows = {row.uid: row for row in rows_of([pk for pairs in first.values() for pk, _uid in pairs], runs)}
    for kind in kinds:
        lines = tuple(_line(rows[uid], kind, in_places) for _pk, uid in first[kind.key])
        yield Part(
            kind.key,
            kind.title,
            kind.url,
            counted(found[kind.key]),
            lines,
            kind.empty,
            is_late=kind.is_late,
            ask=kind.ask,
            shown=tuple(uid for _pk, uid in first[kind.key]) if in_places else (),
        )


def _line(row: ListRow, kind: Waiting, in_places: bool) -> Line:
    """Where somebody waits for what should have happened, it says since when: last week and years ago are not one thing."""
    return Line(
        row.name.text,
        reverse("mobility:mobility_detail", args=[row.uid]),
        formats.series(row.period, row.from_to if in_places else row.receiving),
        since=_waiting_since(row.overdue_since or row.starts_on) if kind.is_late else "",
        lang=row.name.lang,
    )


def _waiting_since(day: date) -> str:
    return gettext("not confirmed since %(day)s") % {"day": formats.table_date(day)}
