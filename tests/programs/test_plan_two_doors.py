"""A revision entered by hand and a number typed into the grid: neither door takes a word from the other."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.accounts.models import User
from programs.models import TargetPlan
from programs.queries.targets import plan_of
from programs.services import targets
from tests.markup import compact

from .test_plan_reasons import cells_page, in_english, office, second, sent, steering

__all__ = ["in_english", "office", "second", "steering"]
FIRST = {"decided_on": "2018-04-01", "why-2018-outbound": "Note one"}


def by_hand(plan: TargetPlan, sato: User, **further: Any) -> None:
    values = {"fiscal_year": 2018, "direction": "outbound", "delta": 3, "reason": "budget", "note_en": "Note one"}
    targets.add_revision(plan, {**values, "decided_on": date(2018, 4, 1), **further}, by=sato)


def told(plan: TargetPlan) -> list[tuple[int, str, str]]:
    return [(note.delta, str(note.decided_on), note.note.text) for note in plan_of(plan).footnotes]


@pytest.mark.parametrize(
    "typed",
    [
        {"decided_on": "2018-06-01", "why-2018-outbound": "Note two"},
        {"decided_on": "2018-06-01", "why-2018-outbound": "Note one"},
        {"decided_on": "2018-04-01", "why-2018-outbound": "Note two"},
    ],
)
def test_another_day_or_another_reason_is_a_further_revision(
    second: TargetPlan, sato: User, office: Client, typed: dict[str, str]
) -> None:
    by_hand(second, sato)

    office.post(cells_page(second), sent(second, **{"cell-2018-outbound": "17"}, **typed))

    assert told(second) == [(3, "2018-04-01", "Note one"), (2, typed["decided_on"], typed["why-2018-outbound"])]
    with override("en"):
        page = compact(office.get(reverse("programs:plan_detail", kwargs={"uid": second.uid})).content.decode())
    assert "Note one" in page
    assert typed["why-2018-outbound"] in page


def test_the_very_same_decision_is_one_revision(second: TargetPlan, sato: User, office: Client) -> None:
    by_hand(second, sato)
    office.post(cells_page(second), sent(second, **{"cell-2018-outbound": "17"}, **FIRST))
    assert told(second) == [(5, "2018-04-01", "Note one")]


def test_what_a_partner_is_named_for_stays_as_it_is(second: TargetPlan, sato: User, office: Client, world: Any) -> None:
    by_hand(second, sato, institution=world.irkutsk)
    office.post(cells_page(second), sent(second, **{"cell-2018-outbound": "17"}, **FIRST))
    assert [delta for delta, _day, _words in told(second)] == [3, 2]


def test_a_save_in_the_grid_and_then_by_hand_are_two(second: TargetPlan, sato: User, office: Client) -> None:
    typed = {"decided_on": "2018-06-01", "why-2018-outbound": "Note two"}
    office.post(cells_page(second), sent(second, **{"cell-2018-outbound": "14"}, **typed))
    by_hand(second, sato)
    office.post(cells_page(second), sent(second, **{"cell-2018-outbound": "18"}, **typed))
    assert sorted(told(second)) == [(3, "2018-04-01", "Note one"), (3, "2018-06-01", "Note two")]
