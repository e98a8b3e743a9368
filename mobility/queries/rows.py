"""Stays as lines of a list: the same few queries for one line and for fifty."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.names import ShownName
from kanazawa_exchange.lib.viewer import Viewer, member
from partners.models import Institution
from partners.queries.names import short_name
from programs.models import Program

from ..models import Category, Mobility, Mode, Status
from ..moves import MOVES
from .days import period_of
from .directions import HomeSides, derive, home_sides
from .returns import overdue_since
from .runs import RunRow, Runs
from .ways import from_to


@dataclass(frozen=True)
class ListRow:
    """One record as a line of the list."""

    uid: UUID
    name: ShownName
    direction: str | None
    sending: Localized
    receiving: Localized
    from_to: str
    """The cities of both sides, for a reader to whom our words for the direction are the wrong way round."""
    program: Localized
    run_year: int
    period: str
    starts_on: date
    ends_on: date | None
    is_actual: bool
    status: str
    status_label: str
    status_kind: str
    category: str
    category_is_special: bool
    mode: str
    mode_is_special: bool
    overdue_since: date | None
    found_by: tuple[ShownName, ...] = ()
    """The other spellings, former names and numbers by which a search has found the record."""


def rows_of(ids: Sequence[int], runs: Runs | None = None, *, own: bool = False) -> tuple[ListRow, ...]:
    """These records as lines, in this order; the same few queries for one and for fifty. `own`: in the traveller's words."""
    columns = (
        "pk", "uid", "person_id", "sending_id", "receiving_id", "run_id", "starts_on", "planned_starts_on",
        "planned_ends_on", "actual_starts_on", "actual_ends_on", "status", "category", "mode",
    )  # fmt: skip
    by_pk = {row["pk"]: row for row in Mobility.objects.filter(pk__in=ids).values(*columns)}
    stays = [by_pk[pk] for pk in ids if pk in by_pk]
    places = Institution.objects.select_related("city").in_bulk(
        {stay[side] for stay in stays for side in ("sending_id", "receiving_id")}
    )
    names = shown_names([stay["person_id"] for stay in stays], reading=False)
    all_runs = runs or Runs.read()
    run_of = {run.pk: run for run in all_runs.rows}
    homes = home_sides()
    label = MOVES.person_label if own else MOVES.office_label
    return tuple(
        _row(
            stay,
            label(stay["status"]),
            places,
            names,
            run_of[stay["run_id"]],
            all_runs.programs[run_of[stay["run_id"]].program_id],
            homes,
            own=own,
        )
        for stay in stays
    )


def _row(
    stay: dict[str, Any],
    label: str,
    places: dict[int, Institution],
    names: dict[int, ShownName],
    run: RunRow,
    program: Program,
    homes: HomeSides,
    *,
    own: bool,
) -> ListRow:
    """One's own stay names the institutions in full."""
    sending, receiving = places[stay["sending_id"]], places[stay["receiving_id"]]
    status = Status(stay["status"])
    return ListRow(
        uid=stay["uid"],
        name=names[stay["person_id"]],
        direction=derive(sending, receiving, homes.on(program.project_id, stay["starts_on"])),
        sending=localized(sending, "name") if own else short_name(sending),
        receiving=localized(receiving, "name") if own else short_name(receiving),
        from_to=from_to(sending, receiving),
        program=localized(program, "name"),
        run_year=run.fiscal_year,
        period=period_of(SimpleNamespace(**stay)),
        starts_on=stay["starts_on"],
        ends_on=stay["actual_ends_on"] or stay["planned_ends_on"],
        is_actual=stay["actual_starts_on"] is not None,
        status=status,
        status_label=label,
        status_kind=MOVES.kind(status),
        category=str(Category(stay["category"]).label),
        category_is_special=stay["category"] != Category.STUDENT,
        mode=str(Mode(stay["mode"]).label),
        mode_is_special=stay["mode"] != Mode.IN_PERSON,
        overdue_since=overdue_since(status, stay["actual_starts_on"], stay["planned_ends_on"], clock.today()),
    )


def own_records(user: Viewer) -> tuple[ListRow, ...]:
    """The stays of the user, newest first."""
    account = member(user)
    if account is None:
        return ()
    stays = Mobility.objects.filter(person_id=account.person_id).order_by("-starts_on", "-id")
    return rows_of(list(stays.values_list("pk", flat=True)), own=True)


def records_of(person: Person, user: Viewer) -> tuple[ListRow, ...]:
    """The stays of a person that this user may know of, newest first."""
    account = member(user)
    stays = Mobility.objects.visible_to(user).filter(person=person).order_by("-starts_on", "-id")
    return rows_of(list(stays.values_list("pk", flat=True)), own=account is not None and account.person_id == person.pk)
