"""Linked stages are one stay, wherever it is counted: the cases that once came out wrong, by their numbers, each with a neighbour."""

from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from kanazawa_exchange.accounts.models import Person, User
from mobility.models import Mobility, StageLink
from mobility.queries import lists
from mobility.queries.filters import Filters
from mobility.queries.reciprocity import reciprocity
from mobility.queries.runs import Runs
from partners.models import Agreement
from reports.figures import By
from reports.models import CountingRule
from reports.queries.people import people_behind
from reports.queries.scope import scope_of
from tests.factories import LegFactory, PersonFactory, RunFactory, StageLinkFactory, World

from .conftest import Tabulate, cells

D = date
LATER = D(2021, 3, 31)


@pytest.fixture
def person(db: None) -> Person:
    return PersonFactory()


@pytest.fixture
def agreement(world: World) -> Agreement:
    return Agreement.objects.create(title_en="Student exchange", type="exchange", scope="university")


def linked(*stages: Mobility) -> None:
    for first, second in pairwise(stages):
        StageLinkFactory(first=first, second=second)


def days(start: date, end: date | None, **fields: Any) -> dict[str, Any]:
    status = "returned" if end else "on_site"
    return {"status": status, "actual_starts_on": start, "actual_ends_on": end, **fields}


def ended_early(start: date, end: date) -> dict[str, Any]:
    """Ended early for a reason that does not excuse: not counted from its last day on."""
    return days(start, end) | {"status": "interrupted", "interruption_counts": False, "uncounted_from": end}


def continuing(tabulate: Tabulate, as_of: date = LATER, **filters: Any) -> dict[int, int]:
    return {row.fiscal_year: row.continuing for row in tabulate(as_of, **filters).rows if row.continuing}


# --- A linked stay continues once ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("end_of_first", [D(2019, 4, 30), None])
def test_t01_a_stay_whose_stages_both_reach_over_31_march_continues_once(
    world: World, tabulate: Tabulate, person: Person, end_of_first: date | None
) -> None:
    linked(
        world.received(person=person, mode="online", **days(D(2018, 10, 1), end_of_first)),
        world.received(person=person, **days(D(2019, 2, 1), D(2019, 7, 31))),
    )

    assert cells(tabulate(D(2020, 3, 31))) == {(2018, "inbound"): 1}
    assert continuing(tabulate, D(2020, 3, 31)) == {2019: 1}


def test_t01_a_first_stage_without_an_end_covers_all_that_follow(
    world: World, tabulate: Tabulate, person: Person
) -> None:
    linked(
        world.received(person=person, mode="online", **days(D(2017, 10, 1), None)),
        world.received(person=person, **days(D(2018, 5, 1), D(2018, 7, 31))),
        world.received(person=person, **days(D(2019, 5, 1), D(2020, 7, 31))),
    )

    assert continuing(tabulate, LATER) == {2018: 1, 2019: 1, 2020: 1}


def test_t01_two_stays_of_one_person_continue_twice(world: World, tabulate: Tabulate, person: Person) -> None:
    for _ in range(2):
        linked(
            world.received(person=person, mode="online", **days(D(2018, 10, 1), D(2019, 4, 30))),
            world.received(person=person, mode="online", **days(D(2019, 2, 1), D(2019, 7, 31))),
        )

    assert continuing(tabulate, D(2020, 3, 31)) == {2019: 2}


def test_t11_between_two_stages_nobody_is_there_and_the_stay_resumes(
    world: World, tabulate: Tabulate, person: Person
) -> None:
    linked(
        world.sent(person=person, **days(D(2017, 8, 1), D(2017, 9, 30))),
        world.sent(person=person, **days(D(2019, 8, 1), D(2019, 9, 30))),
    )

    assert cells(tabulate(LATER)) == {(2017, "outbound"): 1}
    assert continuing(tabulate) == {2019: 1}


def test_t11_it_goes_on_after_it_has_resumed(world: World, tabulate: Tabulate, person: Person) -> None:
    linked(
        world.sent(person=person, level="master", **days(D(2017, 8, 1), D(2017, 9, 30))),
        world.sent(person=person, level="doctor", **days(D(2019, 8, 1), D(2020, 9, 30))),
    )

    assert continuing(tabulate) == {2019: 1, 2020: 1}
    assert continuing(tabulate, level="master") == {2019: 1, 2020: 1}
    assert continuing(tabulate, level="doctor") == {}


def test_t19_who_was_never_confirmed_as_returned_goes_on(world: World, tabulate: Tabulate) -> None:
    world.sent(planned_starts_on=D(2018, 8, 1), planned_ends_on=D(2018, 9, 30), **days(D(2018, 8, 1), None))

    assert continuing(tabulate) == {2019: 1, 2020: 1}


# --- Whatever the links, at least once ------------------------------------------------------------------------------------
def test_t02_in_a_circle_of_links_the_first_stage_counts(world: World, tabulate: Tabulate, person: Person) -> None:
    early = world.sent(person=person, **days(D(2018, 2, 1), D(2018, 2, 28)))
    late = world.sent(person=person, **days(D(2018, 5, 1), D(2018, 5, 31)))
    StageLinkFactory(first=early, second=late)
    StageLinkFactory(first=late, second=early)

    assert cells(tabulate()) == {(2017, "outbound"): 1}


def test_t02_in_a_circle_of_three_the_first_stage_counts(world: World, tabulate: Tabulate, person: Person) -> None:
    stages = [world.sent(person=person, **days(D(2018, month, 1), D(2018, month, 28))) for month in (3, 4, 5)]
    linked(*stages, stages[0])

    assert cells(tabulate()) == {(2017, "outbound"): 1}


def test_t02_on_one_day_and_in_a_circle_somebody_still_counts(world: World, tabulate: Tabulate, person: Person) -> None:
    one, other = (world.sent(person=person, mode="online", **days(D(2018, 8, 1), D(2018, 8, 2))) for _ in range(2))
    linked(one, other, one)

    assert tabulate().total.actual == 1


def test_t03_a_link_in_the_wrong_order_counts_in_the_year_of_the_earlier_stage(
    world: World, tabulate: Tabulate, person: Person
) -> None:
    early = world.sent(person=person, **days(D(2018, 2, 1), D(2018, 2, 28)))
    late = world.sent(person=person, **days(D(2018, 5, 1), D(2018, 5, 31)))
    linked(late, early)

    assert cells(tabulate()) == {(2017, "outbound"): 1}


def test_t10_a_second_stage_whose_first_one_does_not_count_counts_by_itself(
    world: World, tabulate: Tabulate, person: Person
) -> None:
    linked(
        world.sent(person=person, **days(D(2018, 2, 1), D(2018, 2, 28), category="researcher")),
        world.sent(person=person, **days(D(2018, 5, 1), D(2018, 5, 31))),
    )

    assert cells(tabulate()) == {(2018, "outbound"): 1}


def test_t10_behind_a_middle_stage_that_does_not_count_a_stay_begins_anew(
    world: World, tabulate: Tabulate, person: Person
) -> None:
    linked(
        world.sent(person=person, **days(D(2018, 2, 1), D(2018, 2, 28))),
        world.sent(person=person, **ended_early(D(2018, 5, 1), D(2018, 5, 31))),
        world.sent(person=person, **days(D(2018, 8, 1), D(2018, 8, 31))),
    )

    assert cells(tabulate()) == {(2017, "outbound"): 1, (2018, "outbound"): 1}


def test_t12_out_of_one_place_and_into_the_next_on_one_day_counts_once(
    world: World, tabulate: Tabulate, person: Person
) -> None:
    later = world.sent(person=person, mode="online", **days(D(2018, 8, 1), D(2018, 9, 30)), level="master")
    first = world.sent(person=person, mode="online", **days(D(2018, 8, 1), D(2018, 8, 1)), level="doctor")
    linked(first, later)

    parts = tabulate(by=By.LEVEL, first_year=2018, direction="outbound").rows[0].parts

    assert [(part.key, part.actual) for part in parts] == [("doctor", 1)]


# --- What a linked stay is said to be ---------------------------------------------------------------------------------------
def parts_of(tabulate: Tabulate, by: By, as_of: date = LATER) -> dict[str, tuple[int, int]]:
    rows = tabulate(as_of, by=by).rows
    return {part.key: (part.actual, part.provisional) for row in rows for part in row.parts}


def test_t07_its_length_goes_from_the_first_day_to_the_last(world: World, tabulate: Tabulate, person: Person) -> None:
    linked(
        world.sent(person=person, **days(D(2018, 8, 1), D(2018, 9, 30))),
        world.sent(person=person, **days(D(2018, 10, 3), D(2018, 12, 2))),
    )

    assert parts_of(tabulate, By.BAND) == {"from_3": (1, 0)}
    assert tabulate(LATER, band="from_3").total.actual == 1
    assert tabulate(LATER, band="under_3").total.actual == 0


def test_t07_until_the_last_stage_has_ended_its_length_is_provisional(
    world: World, tabulate: Tabulate, person: Person
) -> None:
    linked(
        world.sent(person=person, **days(D(2018, 8, 1), D(2018, 9, 30))),
        world.sent(person=person, planned_ends_on=D(2018, 12, 2), planned_starts_on=D(2018, 10, 3), **days(D(2018, 10, 3), None)),
    )  # fmt: skip

    assert parts_of(tabulate, By.BAND, D(2018, 10, 2)) == {"under_3": (1, 0)}
    assert parts_of(tabulate, By.BAND, D(2018, 10, 3)) == {"from_3": (1, 1)}


@pytest.mark.parametrize(
    ("modes", "mode"),
    [
        (("online", "in_person"), "hybrid"),
        (("online", "online"), "online"),
        (("in_person", "in_person", "online"), "hybrid"),
    ],
)
def test_t08_its_mode_is_what_its_stages_have_in_common(
    world: World, tabulate: Tabulate, person: Person, modes: tuple[str, ...], mode: str
) -> None:
    linked(
        *(
            world.sent(person=person, mode=each, **days(D(2018, month, 1), D(2018, month, 20)))
            for month, each in enumerate(modes, start=5)
        )
    )

    assert parts_of(tabulate, By.MODE) == {mode: (1, 0)}
    assert tabulate(LATER, mode=mode).total.actual == 1
    assert sum(tabulate(LATER, mode=each).total.actual for each in set(modes) - {mode}) == 0


def test_t08_a_mode_that_the_rule_does_not_count_makes_nothing_hybrid(
    world: World, tabulate: Tabulate, person: Person, rule: CountingRule
) -> None:
    rule.modes = ["in_person", "hybrid"]
    rule.save()
    linked(
        world.sent(person=person, mode="online", **days(D(2018, 5, 1), D(2018, 5, 20))),
        world.sent(person=person, **days(D(2018, 6, 1), D(2018, 6, 20))),
    )

    assert parts_of(tabulate, By.MODE) == {"in_person": (1, 0)}


def test_t09_partner_and_level_are_those_of_the_first_stage_that_counts(
    world: World, tabulate: Tabulate, person: Person
) -> None:
    from kanazawa_exchange.lib.named import named

    kazan, irkutsk = named([world.kazan, world.irkutsk])
    linked(
        world.sent(person=person, level="doctor", **ended_early(D(2018, 5, 1), D(2018, 5, 20))),
        world.sent(person=person, level="master", **days(D(2018, 6, 1), D(2018, 6, 20))),
        world.sent(person=person, level="bachelor", receiving=world.irkutsk, **days(D(2018, 7, 1), D(2018, 7, 20))),
    )

    assert parts_of(tabulate, By.LEVEL) == {"master": (1, 0)}
    assert (tabulate(partner=kazan).total.actual, tabulate(partner=irkutsk).total.actual) == (1, 0)


def test_t09_the_host_is_the_main_leg_of_that_stage(world: World, tabulate: Tabulate, person: Person) -> None:
    from kanazawa_exchange.lib.named import named

    kazan, irkutsk = named([world.kazan, world.irkutsk])
    first = world.sent(person=person, **days(D(2018, 8, 1), D(2018, 8, 14)))
    LegFactory(mobility=first, host=world.irkutsk, is_main=True)
    linked(first, world.sent(person=person, **days(D(2018, 9, 1), D(2018, 9, 14))))

    assert (tabulate(partner=kazan).total.actual, tabulate(partner=irkutsk).total.actual) == (0, 1)


# --- Years and plans --------------------------------------------------------------------------------------------------------
def test_t16_a_stay_before_the_project_is_not_shown_but_told(world: World, tabulate: Tabulate) -> None:
    world.sent(**days(D(2017, 3, 1), D(2017, 3, 31)))
    world.sent()

    table = tabulate()

    assert [year.fiscal_year for year in table.years] == [2017, 2018]
    assert (table.total.actual, table.total.persons, table.earlier) == (1, 1, 1)


def test_t16_the_direction_asked_for_is_told_alone(world: World, tabulate: Tabulate) -> None:
    world.sent(**days(D(2017, 3, 1), D(2017, 3, 31)))

    assert (tabulate(direction="outbound").earlier, tabulate(direction="inbound").earlier) == (1, 0)
    assert tabulate(first_year=2016).earlier == 0
    assert cells(tabulate(first_year=2016)) == {(2016, "outbound"): 1}


def test_t17_by_enrolment_a_stay_is_new_in_the_year_of_enrolment_once_it_has_begun(
    world: World, tabulate: Tabulate, rule: CountingRule
) -> None:
    rule.basis = CountingRule.Basis.ENROLMENT
    rule.save()
    world.received(**days(D(2019, 4, 3), D(2020, 3, 20), enrolled_on=D(2018, 10, 1)))

    assert tabulate(D(2019, 4, 2)).total.actual == 0
    assert cells(tabulate(D(2019, 4, 3))) == {(2018, "inbound"): 1}
    assert continuing(tabulate) == {2019: 1}


def test_t17_by_enrolment_a_linked_stay_continues_once(
    world: World, tabulate: Tabulate, rule: CountingRule, person: Person
) -> None:
    rule.basis = CountingRule.Basis.ENROLMENT
    rule.save()
    enrolled = {"enrolled_on": D(2018, 10, 1)}
    linked(
        world.received(person=person, **days(D(2018, 11, 1), D(2019, 7, 31), **enrolled)),
        world.received(person=person, **days(D(2019, 10, 1), D(2020, 7, 31), **enrolled)),
    )

    assert cells(tabulate(LATER)) == {(2018, "inbound"): 1}
    assert continuing(tabulate) == {2019: 1, 2020: 1}


def test_t18_the_rate_of_a_sum_compares_the_years_that_have_a_plan(published: World, tabulate: Tabulate) -> None:
    published.sent(**days(D(2019, 5, 1), D(2019, 5, 31)))

    table = tabulate(D(2020, 3, 31))

    assert (table.total.actual, table.total.plan, table.total.rate) == (147, 77, None)
    assert table.total.judged is not None
    assert (table.total.judged.actual, table.total.judged.plan, str(table.total.judged.rate)) == (146, 77, "189.6")


# --- One rule, wherever it is asked -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("first", "counted"),
    [
        ({}, 1),
        ({"category": "researcher"}, 1),
        (ended_early(D(2018, 5, 1), D(2018, 5, 20)), 1),
        ({"status": "voided", "uncounted_from": D(2018, 5, 1)}, 1),
    ],
)
def test_t06_balance_table_list_and_people_say_the_same(
    world: World, tabulate: Tabulate, person: Person, agreement: Agreement, rule: CountingRule, sato: User,
    first: dict[str, Any], counted: int,
) -> None:  # fmt: skip
    one = days(D(2018, 5, 1), D(2018, 5, 20)) | first
    linked(
        world.sent(person=person, agreement=agreement, **one),
        world.sent(person=person, agreement=agreement, **days(D(2018, 6, 1), D(2018, 6, 20))),
    )

    assert tabulate().total.actual == counted
    assert reciprocity(agreement, D(2019, 3, 31)).sums[0].there.count == counted
    assert len(lists.page(sato, Filters(counted=True), Runs.read()).rows) == counted
    behind = people_behind(scope_of(world.project, rule, D(2019, 3, 31)), sato)
    assert (behind.figure, len(behind.rows)) == (counted, counted)


def test_t06_stages_under_two_agreements_are_one_stay_under_the_first(
    world: World, person: Person, agreement: Agreement
) -> None:
    other = Agreement.objects.create(title_en="Another", type="exchange", scope="university")
    linked(
        world.sent(person=person, agreement=agreement, **days(D(2018, 5, 1), D(2018, 5, 20))),
        world.sent(person=person, agreement=other, **days(D(2018, 6, 1), D(2018, 6, 20))),
    )

    assert reciprocity(agreement, LATER).sums[0].there.count == 1
    assert reciprocity(other, LATER).sums == ()


def test_t06_stages_in_two_projects_count_in_each_and_in_the_balance_of_both(
    world: World, tabulate: Tabulate, person: Person, agreement: Agreement
) -> None:
    elsewhere = RunFactory()
    elsewhere.program.project.homes.create(institution=world.kanazawa, starts_on=D(2010, 4, 1))
    linked(
        world.sent(person=person, agreement=agreement, run=elsewhere, **days(D(2018, 5, 1), D(2018, 5, 20))),
        world.sent(person=person, agreement=agreement, **days(D(2018, 6, 1), D(2018, 6, 20))),
    )

    assert tabulate().total.actual == 1
    assert reciprocity(agreement, LATER).sums[0].there.count == 2


def test_the_list_shows_what_counts_of_the_category_asked_for(world: World, sato: User, person: Person) -> None:
    physician = world.received(category="physician")
    world.sent()
    linked(
        world.sent(person=person, **days(D(2018, 5, 1), D(2018, 5, 20))),
        world.sent(person=person, **days(D(2018, 6, 1), D(2018, 6, 20))),
    )

    def shown(**wanted: Any) -> list[Any]:
        return [row.uid for row in lists.page(sato, Filters(counted=True, **wanted), Runs.read()).rows]

    assert len(shown()) == 2
    assert shown(category="physician") == [physician.uid]


def test_a_stay_of_several_stages_says_so_in_the_list_behind_the_figure(
    world: World, rule: CountingRule, sato: User, person: Person
) -> None:
    linked(
        world.sent(person=person, **days(D(2018, 5, 1), D(2018, 5, 20))),
        world.sent(person=person, **days(D(2018, 6, 1), D(2018, 6, 20))),
    )
    lone = world.sent(**days(D(2018, 7, 1), D(2018, 7, 20)))
    StageLink.objects.create(
        first=lone, second=world.sent(person=lone.person, **ended_early(D(2018, 8, 1), D(2018, 8, 2)))
    )

    behind = people_behind(scope_of(world.project, rule, D(2019, 3, 31)), sato)

    assert [row.has_second_stage for row in behind.rows] == [True, False]
