"""Who is counted, where, and once: every state, every border, every awkward case."""

from datetime import date, timedelta
from typing import Any

import pytest

from mobility.models import Category, Mode, Status
from programs.models import ProjectHome
from reports.figures import By
from reports.models import CountingRule
from tests.factories import (
    CityFactory,
    InstitutionFactory,
    PersonFactory,
    ProgramFactory,
    RunFactory,
    StageLinkFactory,
    World,
)

from .conftest import Tabulate, cells

D = date
LATER = D(2021, 3, 31)


def status_fields(status: str, counts: bool | None = None) -> dict[str, Any]:
    """The fields that make a record of August 2018 sound in this state."""
    start, end = D(2018, 8, 1), D(2018, 8, 14)
    fields: dict[str, Any] = {"status": status, "planned_starts_on": start, "planned_ends_on": end}
    if status in ("planned", "ready", "cancelled"):
        return fields | {"actual_starts_on": None, "actual_ends_on": None}
    if status == "on_site":
        return fields | {"actual_starts_on": start, "actual_ends_on": None}
    if status == "voided":
        fields["uncounted_from"] = start
    if status == "interrupted":
        fields |= {"interruption_counts": counts, "uncounted_from": None if counts else end}
    return fields | {"actual_starts_on": start, "actual_ends_on": end}


@pytest.mark.parametrize(
    ("status", "counted"),
    [
        ("planned", 0),
        ("ready", 0),
        ("on_site", 1),
        ("returned", 1),
        ("completed", 1),
        ("closed", 1),
        ("interrupted", 1),
        ("cancelled", 0),
        ("voided", 0),
    ],
)
def test_only_who_has_arrived_counts(world: World, tabulate: Tabulate, status: str, counted: int) -> None:
    world.sent(**status_fields(status, counts=True))

    assert tabulate().total.actual == counted


def test_every_state_is_decided() -> None:
    decided = {"planned", "ready", "on_site", "returned", "completed", "closed", "interrupted", "cancelled", "voided"}

    assert decided == set(Status.values)


def test_an_unexcused_interruption_counts_until_its_day_and_not_after(world: World, tabulate: Tabulate) -> None:
    world.sent(**status_fields("interrupted", counts=False))

    assert tabulate(D(2018, 8, 13)).total.actual == 1
    assert tabulate(D(2018, 8, 14)).total.actual == 0


@pytest.mark.parametrize("category", Category.values)
def test_only_students_count(world: World, tabulate: Tabulate, category: str) -> None:
    world.received(category=category)

    assert tabulate().total.actual == (category == "student")


@pytest.mark.parametrize("mode", Mode.values)
def test_a_rule_says_which_modes_count(world: World, tabulate: Tabulate, rule: CountingRule, mode: str) -> None:
    world.sent(mode=mode)

    assert tabulate().total.actual == 1
    rule.modes = [other for other in Mode.values if other != mode]
    rule.save()
    assert tabulate().total.actual == 0


# --- Years, days, directions -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first_day", "year"),
    [(D(2018, 3, 31), 2017), (D(2018, 4, 1), 2018), (D(2020, 2, 29), 2019), (D(2019, 3, 31), 2018)],
)
def test_a_stay_counts_in_the_fiscal_year_it_starts(
    world: World, tabulate: Tabulate, first_day: date, year: int
) -> None:
    world.sent(actual_starts_on=first_day, actual_ends_on=first_day + timedelta(days=40))

    assert cells(tabulate(LATER)) == {(year, "outbound"): 1}


def test_an_as_of_date_is_inclusive(world: World, tabulate: Tabulate) -> None:
    world.sent(actual_starts_on=D(2018, 8, 1))

    assert tabulate(D(2018, 7, 31)).total.actual == 0
    assert tabulate(D(2018, 8, 1)).total.actual == 1


def test_direction_follows_from_which_side_is_ours(world: World, tabulate: Tabulate) -> None:
    world.sent()
    world.received(run=world.outbound)  # the label of the run is no witness

    assert cells(tabulate()) == {(2018, "outbound"): 1, (2018, "inbound"): 1}


def test_seen_from_the_other_side_dispatch_is_acceptance(world: World, tabulate: Tabulate) -> None:
    world.sent()
    home = ProjectHome.objects.get()
    home.institution = world.kazan
    home.save()

    assert cells(tabulate()) == {(2018, "inbound"): 1}


def test_a_stay_between_two_strangers_counts_nowhere_and_is_told(world: World, tabulate: Tabulate) -> None:
    world.sent(sending=world.irkutsk)

    found = tabulate()

    assert (found.total.actual, found.undirected) == (0, 1)


def test_a_student_placed_at_home_is_no_dispatch(world: World, tabulate: Tabulate) -> None:
    company = InstitutionFactory(kind="company", city=CityFactory(country="JP"))
    world.sent(receiving=company)

    found = tabulate()

    assert (found.total.actual, found.undirected) == (0, 1)


def test_a_side_is_ours_only_in_its_term(world: World, tabulate: Tabulate) -> None:
    ProjectHome.objects.create(
        project=world.project, institution=world.irkutsk, starts_on=D(2018, 9, 1), ends_on=D(2018, 12, 31)
    )
    world.received(sending=world.irkutsk, actual_starts_on=D(2018, 8, 31), actual_ends_on=D(2018, 8, 31))
    world.received(sending=world.irkutsk, actual_starts_on=D(2018, 9, 1), actual_ends_on=D(2018, 9, 2))
    world.received(sending=world.irkutsk, actual_starts_on=D(2019, 1, 1), actual_ends_on=D(2019, 1, 2))

    found = tabulate()

    assert (found.total.actual, found.undirected) == (2, 1)


def test_records_of_another_project_do_not_count(world: World, tabulate: Tabulate) -> None:
    world.sent()
    world.sent(run=RunFactory(program=ProgramFactory()))

    assert tabulate().total.actual == 1


# --- Stays that go on, stays in parts -----------------------------------------------------------------------------------


def test_a_stay_across_31_march_is_new_once_and_then_continuing(world: World, tabulate: Tabulate) -> None:
    world.sent(actual_starts_on=D(2018, 3, 28), actual_ends_on=D(2018, 4, 10))

    rows = {(row.fiscal_year, row.direction): (row.actual, row.continuing) for row in tabulate().rows}

    assert rows[2017, "outbound"] == (1, 0)
    assert rows[2018, "outbound"] == (0, 1)


@pytest.mark.parametrize(("last_day", "continuing"), [(D(2018, 3, 31), 0), (D(2018, 4, 1), 1), (None, 1)])
def test_continuing_means_there_on_1_april(
    world: World, tabulate: Tabulate, last_day: date | None, continuing: int
) -> None:
    status = "returned" if last_day else "on_site"
    world.received(status=status, actual_starts_on=D(2018, 1, 9), actual_ends_on=last_day)

    found = tabulate(first_year=2018, last_year=2018)

    assert [row.continuing for row in found.rows if row.direction == "inbound"] == [continuing]


def test_a_double_degree_student_counts_when_the_stay_starts(
    world: World, tabulate: Tabulate, rule: CountingRule
) -> None:
    dates = {"actual_starts_on": D(2019, 4, 3), "actual_ends_on": D(2020, 9, 30), "enrolled_on": D(2018, 10, 1)}
    world.received(**dates, leads_to_degree=True)

    found = tabulate(LATER)
    assert cells(found) == {(2019, "inbound"): 1}
    assert {row.fiscal_year: row.continuing for row in found.rows if row.continuing} == {2020: 1}

    rule.basis = CountingRule.Basis.ENROLMENT
    rule.save()
    found = tabulate(LATER)
    assert cells(found) == {(2018, "inbound"): 1}
    assert {row.fiscal_year: row.continuing for row in found.rows if row.continuing} == {2019: 1, 2020: 1}


def test_two_linked_stages_count_once_and_unlinked_ones_twice(world: World, tabulate: Tabulate) -> None:
    person = PersonFactory()
    first = world.received(person=person, actual_starts_on=D(2018, 10, 1), actual_ends_on=D(2018, 11, 30))
    second = world.received(
        person=person, actual_starts_on=D(2018, 12, 3), actual_ends_on=D(2019, 2, 28), sending=world.kazan
    )
    assert (tabulate().total.actual, tabulate().total.persons) == (2, 1)

    StageLinkFactory(first=first, second=second)
    assert (tabulate().total.actual, tabulate().total.persons) == (1, 1)


def test_a_second_stage_counts_when_the_first_does_not(world: World, tabulate: Tabulate) -> None:
    person = PersonFactory()
    first = world.received(person=person, **status_fields("voided"))
    second = world.received(person=person, actual_starts_on=D(2018, 9, 1), actual_ends_on=D(2018, 10, 1))
    StageLinkFactory(first=first, second=second)

    assert tabulate().total.actual == 1


def test_three_stages_in_a_row_count_once(world: World, tabulate: Tabulate) -> None:
    person = PersonFactory()
    stays = [
        world.received(person=person, actual_starts_on=D(2018, month, 1), actual_ends_on=D(2018, month, 20))
        for month in (6, 7, 8)
    ]
    StageLinkFactory(first=stays[0], second=stays[1])
    StageLinkFactory(first=stays[1], second=stays[2])

    assert tabulate().total.actual == 1


def test_a_stay_whose_second_stage_begins_after_31_march_is_continuing(world: World, tabulate: Tabulate) -> None:
    person = PersonFactory()
    first = world.received(person=person, actual_starts_on=D(2018, 2, 1), actual_ends_on=D(2018, 3, 25))
    second = world.received(person=person, actual_starts_on=D(2018, 4, 3), actual_ends_on=D(2018, 6, 30))
    StageLinkFactory(first=first, second=second)

    found = tabulate()

    assert cells(found) == {(2017, "inbound"): 1}
    assert {row.fiscal_year: row.continuing for row in found.rows if row.continuing} == {2018: 1}


def test_two_stays_of_one_person_are_two_participations_and_one_head(world: World, tabulate: Tabulate) -> None:
    person = PersonFactory()
    world.sent(person=person, actual_starts_on=D(2018, 8, 1), actual_ends_on=D(2018, 8, 14))
    world.sent(person=person, actual_starts_on=D(2019, 2, 1), actual_ends_on=D(2019, 2, 14))

    row = tabulate(first_year=2018, last_year=2018, direction="outbound").rows[0]

    assert (row.actual, row.persons) == (2, 1)


def test_a_stay_that_became_online_counts_once_as_online(world: World, tabulate: Tabulate) -> None:
    world.sent(
        mode="online", actual_starts_on=D(2020, 7, 6), actual_ends_on=D(2020, 7, 10), planned_starts_on=D(2021, 2, 1)
    )

    row = tabulate(LATER, by=By.MODE, first_year=2020, direction="outbound").rows[0]

    assert [(part.key, part.actual) for part in row.parts] == [("online", 1)]


# --- Lengths ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "band"),
    [
        (D(2018, 9, 1), D(2018, 11, 29), "under_3"),
        (D(2018, 9, 1), D(2018, 11, 30), "from_3"),
        (D(2018, 11, 30), D(2019, 2, 27), "from_3"),
        (D(2018, 11, 30), D(2019, 2, 26), "under_3"),
        (D(2019, 11, 30), D(2020, 2, 28), "from_3"),
        (D(2019, 11, 30), D(2020, 2, 27), "under_3"),
        (D(2018, 7, 2), D(2018, 7, 22), "under_3"),
    ],
)
def test_bands_clamp_the_end_of_the_month(world: World, tabulate: Tabulate, start: date, end: date, band: str) -> None:
    world.sent(actual_starts_on=start, actual_ends_on=end)

    parts = [part for row in tabulate(LATER, by=By.BAND).rows for part in row.parts]

    assert [(part.key, part.actual, part.provisional) for part in parts] == [(band, 1, 0)]


def test_a_band_is_provisional_until_the_end_is_known(world: World, tabulate: Tabulate) -> None:
    dates = {"actual_starts_on": D(2018, 9, 1), "planned_starts_on": D(2018, 9, 1)}
    world.sent(**dates, actual_ends_on=D(2018, 10, 1), planned_ends_on=D(2019, 2, 1))
    world.sent(status="on_site", actual_starts_on=D(2018, 9, 1), actual_ends_on=None)

    def parts(as_of: date) -> dict[str, tuple[int, int]]:
        rows = tabulate(as_of, by=By.BAND, first_year=2018, direction="outbound").rows
        return {part.key: (part.actual, part.provisional) for part in rows[0].parts}

    assert parts(D(2018, 9, 30)) == {"from_3": (1, 1), "unknown": (1, 1)}
    assert parts(D(2018, 10, 1)) == {"under_3": (1, 0), "unknown": (1, 1)}
