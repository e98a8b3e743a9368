"""The applications to one call as the office lists them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from kanazawa_exchange.accounts.queries.names import shown_names, sort_column
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import Localized
from kanazawa_exchange.lib.names import ShownName
from kanazawa_exchange.lib.paging import PAGE_SIZE, Order, Page, Place
from kanazawa_exchange.lib.viewer import Viewer
from partners.queries.names import short_name
from programs.models import Call, Level

from ...application_states import ApplicationStatus, shown_state
from ...models import Application, Choice
from ...permissions import conflicts_of
from ..stopped import resting, why
from .bars import bar_of
from .letters import number_of


@dataclass(frozen=True)
class ApplicationRow:
    uid: UUID
    number: str
    name: ShownName
    status: str
    status_label: str
    status_kind: str
    level: str
    institution: Localized | None
    wishes: tuple[Localized, ...]
    submitted_at: datetime | None
    is_late: bool
    bar: str
    """Why the reader keeps away from it: what it states is not shown then."""
    rests: bool
    """Whether the consent to the handling of the data was withdrawn, and nobody goes on."""

    @property
    def rests_words(self) -> str:
        return why() if self.rests else ""

    @property
    def status_words(self) -> str:
        """The state, and why nobody goes on, for files."""
        return f"{self.status_label}{formats.bracketed(why())}" if self.rests else self.status_label


@dataclass(frozen=True)
class Asked:
    """What the filter of the list asks for: a state, the uid of a first wish, what was accepted late; empty means everything."""

    status: str = ""
    place: str = ""
    late: bool = False

    def condition(self, user: Viewer) -> Q:
        """For this reader: a case about which a conflict of interest was declared is not found by what it states."""
        asked = Q()
        if self.status:
            asked &= _in_state(self.status)
        if self.place:
            asked &= Q(choices__place__uid=self.place, choices__order=1) & ~Q(pk__in=conflicts_of(user))
        return asked & Q(is_late=True) if self.late else asked


REFUSED = "refused"
"""How the address calls an offer that its applicant has refused: a way in which it is closed, no state of its own."""


def _in_state(word: str) -> Q:
    if word == REFUSED:
        return Q(has_refused=True)
    return Q(status=word, has_refused=False) if word == ApplicationStatus.LAPSED else Q(status=word)


SENT, NAME = "moment", "name_key"


def orders() -> dict[str, Order]:
    """By the words of the heads; drafts stand where they were begun."""
    return {"sent": Order(SENT, descending=True), "name": Order(NAME)}


def found(call: Call, user: Viewer, asked: Asked = Asked()) -> QuerySet[Application]:
    """The applications to a call that this user may read and a filter lets through."""
    rows = Application.objects.visible_to(user).filter(asked.condition(user), call=call)
    keys = {"rests": resting(), SENT: Coalesce("submitted_at", "created_at"), NAME: F(f"person__{sort_column()}")}
    named: QuerySet[Application] = rows.select_related("institution").annotate(**keys)
    return named


def page(
    rows: QuerySet[Application], user: Viewer, place: Place, *, order: Order, size: int = PAGE_SIZE
) -> Page[ApplicationRow]:
    """One page in four queries."""
    shown = order.page(rows, place, size=size)
    return shown.of(rows_of(shown.rows, user))


def every_row(rows: QuerySet[Application], user: Viewer, order: Order) -> Iterator[ApplicationRow]:
    """All of them, some at a time."""
    for chunk in order.chunks(rows):
        yield from rows_of(chunk, user)


def rows_of(applications: Sequence[Application], user: Viewer) -> tuple[ApplicationRow, ...]:
    names = shown_names({one.person_id for one in applications})
    wishes: dict[int, list[Localized]] = {one.pk: [] for one in applications}
    chosen = Choice.objects.filter(application__in=wishes).select_related("place__institution").order_by("order")
    for choice in chosen:
        wishes[choice.application_id].append(short_name(choice.place.institution))
    return tuple(_row(one, names[one.person_id], tuple(wishes[one.pk]), bar_of(one, user)) for one in applications)


def _row(one: Application, name: ShownName, wishes: tuple[Localized, ...], bar: str) -> ApplicationRow:
    state = shown_state(one)
    return ApplicationRow(
        uid=one.uid,
        number=number_of(one),
        name=name,
        status=one.status,
        status_label=str(state.office),
        status_kind=state.kind,
        level=str(Level(one.level).label) if one.level and not bar else "",
        institution=short_name(one.institution) if one.institution and not bar else None,
        wishes=() if bar else wishes,
        submitted_at=one.submitted_at,
        is_late=one.is_late,
        bar=bar,
        rests=one.rests,  # type: ignore[attr-defined]  # annotated by `found`
    )
