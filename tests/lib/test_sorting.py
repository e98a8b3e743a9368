"""The order of a list: what an address names, where its heads lead, and rows read whole in the order of their values."""

from dataclasses import dataclass

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from kanazawa_exchange.lib.grouped_paging import InGroups
from kanazawa_exchange.lib.paging import Order
from kanazawa_exchange.lib.sorting import Arranged, sorting_in

ORDERS = {"days": Order("day", descending=True), "name": Order("word")}


@pytest.mark.parametrize(
    ("query", "column", "descending", "astray"),
    [
        ("", "day", True, False),
        ("sort=days", "day", True, False),
        ("sort=-days", "day", False, False),
        ("sort=name", "word", False, False),
        ("sort=-name", "word", True, False),
        ("sort=status", "day", True, True),
        ("sort=--name", "day", True, True),
        ("sort=-", "day", True, True),
    ],
)
def test_an_address_names_an_order_of_the_list(query: str, column: str, descending: bool, astray: bool):
    asked = sorting_in(QueryDict(query), ORDERS)
    assert (asked.order.column, asked.order.descending, asked.is_astray) == (column, descending, astray)


@pytest.mark.parametrize(
    ("query", "by_days", "by_name"),
    [("", "-days", "name"), ("sort=-days", "", "name"), ("sort=name", "", "-name"), ("sort=-name", "", "name")],
)
def test_a_head_leads_to_its_order_or_turns_it_and_the_usual_order_needs_no_word(
    query: str, by_days: str, by_name: str
):
    asked = sorting_in(QueryDict(query), ORDERS)
    assert (asked.named_by("days"), asked.named_by("name")) == (by_days, by_name)


def test_the_head_of_the_order_says_its_direction_and_no_other_head_does():
    asked = sorting_in(QueryDict("sort=-name"), ORDERS)
    assert (asked.aria("name"), asked.aria("days")) == ("descending", "")
    assert sorting_in(QueryDict(""), ORDERS).aria("days") == "descending"


@dataclass(frozen=True)
class Row:
    place: int
    value: int | str | None


@given(st.lists(st.none() | st.integers(0, 3)), st.booleans())
def test_rows_read_whole_stand_by_value_and_keep_their_old_order_where_it_is_equal(values: list, descending: bool):
    rows = [Row(place, value) for place, value in enumerate(values)]
    found = Arranged(lambda row: row.value, descending).sorted(rows)
    known = [row for row in rows if row.value is not None]
    expected = sorted(known, key=lambda row: (-row.value if descending else row.value, row.place))
    assert list(found) == [*expected, *(row for row in rows if row.value is None)]


def test_an_empty_text_is_no_value():
    rows = [Row(1, ""), Row(2, "b"), Row(3, "a")]
    assert [row.place for row in Arranged(lambda row: row.value).sorted(rows)] == [3, 2, 1]


@pytest.mark.parametrize(
    ("falling", "query", "said"),
    [
        (False, "sort=group", "ascending"),
        (False, "sort=-group", "descending"),
        (True, "sort=group", "descending"),
        (True, "sort=-group", "ascending"),
    ],
)
def test_the_head_of_an_order_in_groups_says_the_direction_of_the_groups(falling: bool, query: str, said: str):
    orders = {**ORDERS, "group": InGroups("days", descending=True, falling_groups=falling)}
    assert sorting_in(QueryDict(query), orders).aria("group") == said
