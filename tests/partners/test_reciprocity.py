"""The balance of an agreement counts what the plan against actual counts: stays that have begun, once each."""

from datetime import date
from typing import Any

from django.urls import reverse

from mobility.models import StageLink
from mobility.queries.reciprocity import reciprocity
from partners.models import Agreement, CooperationCondition

AS_OF = date(2019, 3, 31)


def test_students_who_went_are_set_against_what_was_agreed(in_force: Agreement, world: Any) -> None:
    CooperationCondition.objects.create(
        agreement=in_force, sending=world.kanazawa, receiving=world.kazan, per_year=5, level="", months=None
    )
    for _ in range(3):
        world.sent(agreement=in_force)
    world.received(agreement=in_force)
    world.sent()
    world.sent(agreement=in_force, category="physician")
    world.sent(
        agreement=in_force, status="cancelled", actual_starts_on=None, actual_ends_on=None, planned_starts_on=AS_OF
    )

    balance = reciprocity(in_force, AS_OF)

    (year,) = balance.years
    (pair,) = year.pairs
    assert year.fiscal_year == 2018
    assert (pair.there.count, pair.there.agreed, pair.back.count, pair.back.agreed) == (3, 5, 1, None)
    assert pair.balance == 2
    assert balance.sums[0].balance == 2


def test_linked_stages_count_once(in_force: Agreement, world: Any) -> None:
    first = world.sent(agreement=in_force)
    second = world.sent(agreement=in_force)
    StageLink.objects.create(first=first, second=second)
    assert reciprocity(in_force, AS_OF).sums[0].there.count == 1


def test_a_stay_that_begins_after_the_day_does_not_count_yet(in_force: Agreement, world: Any) -> None:
    world.sent(agreement=in_force)
    assert reciprocity(in_force, date(2018, 4, 1)).years == ()


def test_one_number_of_queries_for_one_stay_or_many(
    in_force: Agreement, world: Any, django_assert_num_queries: Any
) -> None:
    world.sent(agreement=in_force)
    with django_assert_num_queries(4):
        reciprocity(in_force, AS_OF)
    for _ in range(2):
        world.received(agreement=in_force)
    with django_assert_num_queries(4):
        reciprocity(in_force, AS_OF)


def test_those_who_may_know_of_the_agreement_see_its_balance(
    in_force: Agreement, world: Any, sign_in: Any, sato: Any, petrova: Any, aiko: Any
) -> None:
    world.sent(agreement=in_force)
    address = reverse("mobility:agreement_reciprocity", args=[in_force.uid])
    assert sign_in(sato).get(address).status_code == 200
    assert sign_in(petrova).get(address).status_code == 200
    assert sign_in(aiko).get(address).status_code == 403
    assert sign_in(world.representative("volkov", world.irkutsk)).get(address).status_code == 404
