"""Five people are asked for, not five stays: whoever travels three times in a year is one of them."""

from collections import Counter
from typing import Any

import pytest

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.period import add_months
from mobility.models import Mobility
from rubric.models import Instrument, PublicGroup, PublicRows, PublicYear
from rubric.queries.further_stays import further_stays
from rubric.services import publications
from rubric.suppression.publication import public_groups
from tests.rubric import surveys, versions
from tests.rubric.publishing import pairs
from tests.rubric.test_microdata import finished, travelled

pytestmark = pytest.mark.django_db


@pytest.fixture
def instrument(sato: User) -> Instrument:
    return surveys.questionnaire(versions.first(sato))


def pairs_of_all() -> int | None:
    return PublicGroup.objects.get(direction="", program=None).pairs


def again(world: Any, stay: Mobility, months: int, **fields: Any) -> Mobility:
    """The same person travels once more, so many months later."""
    days = {name: add_months(getattr(stay, name), months) for name in ("actual_starts_on", "actual_ends_on")}
    found: Mobility = world.sent(person=stay.person, **days, **fields)
    return found


def publish(world: Any, instrument: Instrument, people: int, further: int) -> None:
    """A year of so many people, the first of whom travels again and again."""
    stays = travelled(world, world.outbound, people)
    stays += [again(world, stays[0], month, run=world.outbound) for month in range(1, further + 1)]
    finished(instrument, {world.outbound: stays})


@pytest.mark.parametrize(("people", "further"), [(4, 2), (1, 6), (2, 3)])
def test_six_stays_of_four_people_are_not_published(
    world: Any, instrument: Instrument, people: int, further: int
) -> None:
    publish(world, instrument, people, further)

    assert set(PublicGroup.objects.values_list("pairs", flat=True)) == {None}
    assert PublicYear.objects.get().participants is None
    assert PublicRows.objects.get().rows == []


def test_five_people_are_published_with_all_their_stays(world: Any, instrument: Instrument) -> None:
    publish(world, instrument, 5, 2)
    assert pairs_of_all() == 7


def test_control_stays_alone_would_show_four_people(
    world: Any, instrument: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publications, "further_stays", lambda _year: Counter())
    publish(world, instrument, 4, 2)
    assert pairs_of_all() == 6


def test_whoever_travels_in_two_programmes_is_counted_in_one(
    world: Any, instrument: Instrument, django_assert_num_queries: Any
) -> None:
    first = travelled(world, world.outbound, 5)
    second = [again(world, stay, 1, run=world.basic_outbound) for stay in first[:2]]
    finished(
        instrument, {world.outbound: first, world.basic_outbound: [*second, *travelled(world, world.basic_outbound, 5)]}
    )

    with django_assert_num_queries(1):
        found = further_stays((world.project.pk, 2018))

    assert +found == {("outbound", str(world.basic_outbound.program_id)): 2}
    assert pairs_of_all() == 12


def test_a_group_that_may_have_further_stays_alone_keeps_back_its_year() -> None:
    """The same people outbound and inbound: nobody can tell how many the second group adds."""
    cells = {("outbound", "a"): {"one": pairs(*[(1, 2)] * 9)}, ("inbound", "a"): {"one": pairs((0, 3), (1, 3))}}
    assert (
        None
        not in public_groups({**cells, ("inbound", "a"): {"one": pairs(*[(1, 2)] * 9)}}, {("inbound", "a"): 1}).values()
    )
    assert set(public_groups(cells, {("inbound", "a"): 2}).values()) == {None}
