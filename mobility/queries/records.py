"""Everything a reader may know of one record, ready for its page."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from kanazawa_exchange.accounts.models import Transition
from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.names import ShownName
from kanazawa_exchange.lib.period import days
from kanazawa_exchange.lib.viewer import Viewer

from .. import moves, permissions
from ..models import Leg, Mobility
from .directions import derive, home_sides

OFFICE, OWN, READER = "office", "own", "reader"
"""Three views of one record: everything, one's own, and names, institutions and dates."""


@dataclass(frozen=True)
class LegRow:
    host: Localized
    starts_on: date
    ends_on: date
    is_main: bool


@dataclass(frozen=True)
class FundingRow:
    source: str
    monthly_yen: int | None


@dataclass(frozen=True)
class Stage:
    """The other stage of a stay; `link` is empty for readers who may not take it back."""

    uid: UUID
    starts_on: date | None
    ends_on: date | None
    host: Localized
    is_next: bool


@dataclass(frozen=True)
class MoveRow:
    """One line of the log for readers who see no names and no reasons."""

    label: str
    effective_on: date


@dataclass(frozen=True)
class PrivateFacts:
    """What only the office and the person concerned read."""

    residence_status: str
    credits_expected: Decimal | None
    credits_recognised: Decimal | None
    agreement: Localized | None
    agreement_uid: UUID | None
    fundings: tuple[FundingRow, ...]


@dataclass(frozen=True)
class Button:
    """One move that this reader may make now."""

    name: str
    label: str
    is_primary: bool
    is_grave: bool


@dataclass(frozen=True)
class Record:
    """One record as this reader may see it."""

    uid: UUID
    view: str
    name: ShownName
    person_uid: UUID | None
    status: str
    status_label: str
    status_kind: str
    direction: str | None
    sending: Localized
    receiving: Localized
    program: Localized
    program_slug: str
    fiscal_year_of_run: int
    theme: Localized
    category: str
    level: str
    activity: str
    mode: str
    planned_starts_on: date | None
    planned_ends_on: date | None
    actual_starts_on: date | None
    actual_ends_on: date | None
    days: int | None
    fiscal_year: int | None
    enrolled_on: date | None
    leads_to_degree: bool
    interruption_counts: bool | None
    legs: tuple[LegRow, ...]
    stages: tuple[Stage, ...]
    moves: tuple[MoveRow, ...]
    private: PrivateFacts | None
    note: str
    buttons: tuple[Button, ...]
    may_edit: bool


def with_facts(mobilities: QuerySet[Mobility]) -> QuerySet[Mobility]:
    """The rows with everything that `record` reads."""
    return mobilities.select_related("person", "sending__city", "receiving__city", "run__program", "agreement")


def view_of(user: Viewer, stay: Mobility) -> str:
    """Which of the three views of this record is this user's."""
    if permissions.may_edit(user, stay):
        return OFFICE
    return OWN if permissions.is_own(user, stay) else READER


def record(stay: Mobility, user: Viewer) -> Record:
    """The record for this reader; `stay` comes from `with_facts`."""
    view = view_of(user, stay)
    project = stay.run.program.project_id
    day = stay.actual_starts_on or stay.planned_starts_on
    ours = home_sides(project).on(project, day) if day else frozenset()
    label = moves.MOVES.person_label if view == OWN else moves.MOVES.office_label
    ended = stay.actual_starts_on and stay.actual_ends_on
    return Record(
        uid=stay.uid,
        view=view,
        name=shown_names([stay.person_id])[stay.person_id],
        person_uid=stay.person.uid if view != READER else None,
        status=stay.status,
        status_label=label(stay.status),
        status_kind=moves.MOVES.kind(stay.status),
        direction=derive(stay.sending, stay.receiving, ours),
        sending=localized(stay.sending, "name"),
        receiving=localized(stay.receiving, "name"),
        program=localized(stay.run.program, "name"),
        program_slug=stay.run.program.slug,
        fiscal_year_of_run=stay.run.fiscal_year,
        theme=localized(stay.run, "theme"),
        category=stay.get_category_display(),
        level=stay.get_level_display() if stay.level else "",
        activity=stay.get_activity_display(),
        mode=stay.get_mode_display(),
        planned_starts_on=stay.planned_starts_on,
        planned_ends_on=stay.planned_ends_on,
        actual_starts_on=stay.actual_starts_on,
        actual_ends_on=stay.actual_ends_on,
        days=days(stay.actual_starts_on, stay.actual_ends_on) if ended else None,  # type: ignore[arg-type]
        fiscal_year=stay.fiscal_year,
        enrolled_on=stay.enrolled_on,
        leads_to_degree=stay.leads_to_degree,
        interruption_counts=stay.interruption_counts,
        legs=_legs(stay),
        stages=_stages(stay),
        moves=_moves(stay) if view != OFFICE else (),
        private=_private(stay) if view != READER else None,
        note=stay.note if view == OFFICE else "",
        buttons=_buttons(stay, user),
        may_edit=view == OFFICE and stay.status not in moves.READ_ONLY,
    )


def _legs(stay: Mobility) -> tuple[LegRow, ...]:
    rows = Leg.objects.filter(mobility=stay).select_related("host").order_by("starts_on")
    return tuple(LegRow(localized(leg.host, "name"), leg.starts_on, leg.ends_on, leg.is_main) for leg in rows)


def _stages(stay: Mobility) -> tuple[Stage, ...]:
    """The stages before and after, in one query."""
    others = Mobility.objects.filter(Q(next_stage__second=stay) | Q(previous_stage__first=stay))
    return tuple(
        Stage(
            uid=other.uid,
            starts_on=other.starts_on,
            ends_on=other.actual_ends_on or other.planned_ends_on,
            host=localized(other.receiving, "name"),
            is_next=getattr(other, "previous_stage", None) is not None and other.previous_stage.first_id == stay.pk,
        )
        for other in others.select_related("receiving", "previous_stage").order_by("starts_on")
    )


def _moves(stay: Mobility) -> tuple[MoveRow, ...]:
    log = Transition.objects.filter(record_type="mobility", record_id=stay.pk).order_by("sequence")
    return tuple(MoveRow(moves.MOVES.done(name), day) for name, day in log.values_list("move", "effective_on"))


def _private(stay: Mobility) -> PrivateFacts:
    return PrivateFacts(
        residence_status=stay.get_residence_status_display() if stay.residence_status else "",
        credits_expected=stay.credits_expected,
        credits_recognised=stay.credits_recognised,
        agreement=localized(stay.agreement, "title") if stay.agreement else None,
        agreement_uid=stay.agreement.uid if stay.agreement else None,
        fundings=tuple(
            FundingRow(item.get_source_display(), item.monthly_yen) for item in stay.fundings.order_by("pk")
        ),
    )


def _buttons(stay: Mobility, user: Viewer) -> tuple[Button, ...]:
    offered = enumerate(moves.MOVES.offered(stay, user))
    return tuple(
        Button(row.name, str(row.label), index == 0 and not row.is_grave, row.is_grave) for index, row in offered
    )
