"""Everything a reader may know of one record, ready for its page."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import Transition
from kanazawa_exchange.accounts.queries.history import actors
from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.facts import Fact
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.names import ShownName
from kanazawa_exchange.lib.period import days
from kanazawa_exchange.lib.states import Move, undone_by
from kanazawa_exchange.lib.viewer import Viewer

from .. import moves, permissions, states
from ..facts import facts_of
from ..models import Mobility
from .days import confirmed_days_of, period_of
from .directions import derive, home_sides
from .fact_lines import lines
from .ways import from_to

OFFICE, OWN, READER = "office", "own", "reader"
"""Three views of one record: everything, one's own, and names, institutions and dates."""


@dataclass(frozen=True)
class Stage:
    """Another stage of the same stay, for a reader who may know of that record too."""

    uid: UUID
    period: str
    host: Localized
    is_next: bool


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
    places: str
    """From where to where, for a reader to whom our words for the direction are the wrong way round."""
    sending: Localized
    receiving: Localized
    program: Localized
    program_slug: str
    fiscal_year_of_run: int
    theme: Localized
    period: str
    confirmed_days: str
    why_uncounted: str
    replacement: UUID | None
    """The record that was registered in the place of this one, for a reader who may know of it."""
    days: int | None
    fiscal_year: int | None
    interruption_counts: bool | None
    facts: tuple[Fact, ...]
    stages: tuple[Stage, ...]
    moves: tuple[Fact, ...]
    buttons: tuple[Move, ...]
    may_edit: bool
    may_replace: bool


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
    ended = (stay.actual_starts_on, stay.actual_ends_on) if stay.actual_starts_on and stay.actual_ends_on else None
    return Record(
        uid=stay.uid,
        view=view,
        name=shown_names([stay.person_id])[stay.person_id],
        person_uid=stay.person.uid if view != READER else None,
        status=stay.status,
        status_label=label(stay.status),
        status_kind=moves.MOVES.kind(stay.status),
        direction=derive(stay.sending, stay.receiving, ours),
        places=from_to(stay.sending, stay.receiving) if permissions.reads_for_a_partner(user) else "",
        sending=localized(stay.sending, "name"),
        receiving=localized(stay.receiving, "name"),
        program=localized(stay.run.program, "name"),
        program_slug=stay.run.program.slug,
        fiscal_year_of_run=stay.run.fiscal_year,
        theme=localized(stay.run, "theme"),
        period=period_of(stay),
        confirmed_days=confirmed_days_of(stay),
        why_uncounted=_why_uncounted(stay, view),
        replacement=_replacement(stay, user),
        days=days(*ended) if ended else None,
        fiscal_year=stay.fiscal_year,
        interruption_counts=stay.interruption_counts,
        facts=lines(facts_of(stay), concerned=view == OWN, office=view == OFFICE),
        stages=_stages(stay, user),
        moves=_moves(stay) if view != OFFICE else (),
        buttons=tuple(moves.MOVES.offered(stay, user)),
        may_edit=view == OFFICE and stay.status not in states.READ_ONLY,
        may_replace=view == OFFICE and stay.status in states.LIVE,
    )


def _stages(stay: Mobility, user: Viewer) -> tuple[Stage, ...]:
    """The stages before and after that this user may know of, in one query."""
    others = Mobility.objects.visible_to(user).filter(Q(next_stage__second=stay) | Q(previous_stage__first=stay))
    return tuple(
        Stage(
            uid=other.uid,
            period=period_of(other),
            host=localized(other.receiving, "name"),
            is_next=getattr(other, "previous_stage", None) is not None and other.previous_stage.first_id == stay.pk,
        )
        for other in others.select_related("receiving", "previous_stage").order_by("starts_on")
    )


def _replacement(stay: Mobility, user: Viewer) -> UUID | None:
    if stay.status not in states.NOT_LIVE:
        return None
    return Mobility.objects.visible_to(user).filter(replaces__old=stay).values_list("uid", flat=True).first()


def _why_uncounted(stay: Mobility, view: str) -> str:
    """What took the record out of every figure; reason and names are the office's, the person concerned reads the state."""
    if stay.status not in states.NOT_LIVE or view == OWN:
        return ""
    log = Transition.objects.filter(record_type="mobility", record_id=stay.pk).order_by("sequence")
    step = moves.MOVES.standing(list(log.select_related("note")))[-1]
    words = {"what": moves.MOVES.done(step.move), "day": formats.table_date(step.recorded_at)}
    if view != OFFICE:
        return _("%(what)s (%(day)s). It counts in no figure.") % words
    note = getattr(step, "note", None)
    reason = " — ".join(
        filter(None, (moves.MOVES.reason_label(step.move, step.reason_code), note.text if note else ""))
    )
    by = actors({step.actor_id})[step.actor_id]
    return _("%(what)s: %(reason)s (%(by)s, %(day)s). It counts in no figure.") % {**words, "reason": reason, "by": by}


def _moves(stay: Mobility) -> tuple[Fact, ...]:
    """The log with its days, for readers who see no names and no reasons. What holds for every date has that of the entry."""
    log = list(Transition.objects.filter(record_type="mobility", record_id=stay.pk).order_by("sequence"))
    rows, undone = moves.MOVES.moves, undone_by(log)
    return tuple(
        Fact(
            moves.MOVES.undone(log[undone[place]].move) if place in undone else moves.MOVES.done(step.move),
            step.effective_on
            if step.move in rows and not rows[step.move].ever
            else formats.local_day(step.recorded_at),
        )
        for place, step in enumerate(log)
    )
