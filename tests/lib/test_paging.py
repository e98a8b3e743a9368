"""Pages by keys: every row once in both directions, whatever the keys; a place that was not written here leads to the beginning."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.apps.registry import Apps
from django.core import signing
from django.db import connection, models
from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kanazawa_exchange.lib.paging import Order, Page, Place, place_in


class Line(models.Model):
    """A row of a table that these tests alone have."""

    word = models.TextField(null=True)
    day = models.DateField()

    class Meta:
        app_label = "lines"
        apps = Apps()
        db_table = "paging_line"

    def __str__(self) -> str:
        return f"line {self.pk}"


@pytest.fixture
def table(db: None) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE paging_line (id integer PRIMARY KEY, word text NULL, day date NOT NULL)")
        yield
        cursor.execute("DROP TABLE paging_line")


def lines(*words: str | None, day: date = date(2018, 8, 1)) -> QuerySet[Line]:
    Line.objects.all().delete()
    Line.objects.bulk_create(Line(pk=number, word=word, day=day) for number, word in enumerate(words, start=1))
    return Line.objects.annotate(sort=Coalesce("word", Value("", models.TextField())))


def numbers(page: Page[Any]) -> list[int]:
    return [row.pk for row in page.rows]


WORDS = st.lists(
    st.none() | st.sampled_from(["", "a", "A", "ё", "が", "金沢", "0041" * 100]) | st.text("ab'%_é", max_size=3)
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=WORDS, size=st.integers(1, 5), descending=st.booleans())
def test_walking_on_and_back_shows_every_row_once(table: None, words: list[str | None], size: int, descending: bool):
    order, rows = Order("sort", descending=descending), lines(*words)
    sign = "-" if descending else ""
    expected = list(rows.order_by(f"{sign}sort", f"{sign}pk").values_list("pk", flat=True))
    pages = [order.page(rows, size=size)]
    while place := pages[-1].next:
        pages.append(order.page(rows, Place(place), size=size))
    assert [pk for page in pages for pk in numbers(page)] == expected
    back = [pages[-1]]
    while place := back[-1].previous:
        back.append(order.page(rows, Place(place, backwards=True), size=size))
    assert [numbers(page) for page in reversed(back)] == [numbers(page) for page in pages]
    assert not any(page.is_astray for page in pages + back)


SEALED = Order("day").sealed(Line(pk=2, day=date(2018, 8, 1)))


@settings(deadline=None)
@given(at=st.integers(0, len(SEALED) - 1), char=st.characters(codec="utf-8"))
def test_a_place_is_refused_when_any_sign_of_it_is_changed(at: int, char: str):
    tampered = SEALED[:at] + char + SEALED[at + 1 :]
    assert Order("day").opened(tampered) == (("2018-08-01", 2) if tampered == SEALED else None)


@settings(deadline=None)
@given(st.text(max_size=50))
def test_no_text_that_somebody_types_is_a_place(text: str):
    assert Order("day").opened(text) is None


def test_a_place_is_read_by_its_own_order_alone():
    assert Order("day").opened(SEALED) == ("2018-08-01", 2)
    assert Order("day", descending=True).opened(SEALED) is None
    assert Order("word").opened(SEALED) is None
    assert Order("day").opened(signing.Signer().sign_object(["2018-08-01", 2])) is None


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("sealed", ["x", "2018-08-01_2", SEALED[:-1]], ids=["a word", "a day and a number", "cut"])
def test_a_wrong_place_shows_the_beginning_and_says_so(table: None, sealed: str, backwards: bool):
    page = Order("day").page(lines("", "", ""), Place(sealed, backwards), size=2)
    assert (numbers(page), page.previous, bool(page.next), page.is_astray) == ([1, 2], "", True, True)


def test_where_nothing_lies_any_more_the_list_begins_again(table: None):
    rows, order = lines("", ""), Order("day")
    end = Place(order.sealed(Line(pk=2, day=date(2018, 8, 1))))
    page = order.page(rows, end, size=2)
    assert (numbers(page), page.previous, page.next, page.is_astray) == ([1, 2], "", "", True)
    assert order.page(lines(), end, size=2) == Page(is_astray=True)


def test_the_beginning_takes_no_place(table: None):
    for query in ("", "after=", "before=", "after=&before="):
        page = Order("day").page(lines("", "", ""), place_in(QueryDict(query)), size=2)
        assert (numbers(page), page.previous, page.is_astray) == ([1, 2], "", False)


def test_an_address_names_a_place_and_its_side():
    assert place_in(QueryDict("q=x&after=a")) == Place("a")
    assert place_in(QueryDict("before=b")) == Place("b", backwards=True)


def test_a_page_is_one_query_at_every_place(table: None, django_assert_num_queries: Any):
    rows, order = lines(*"abcdef"), Order("sort")
    with django_assert_num_queries(2):
        first = order.page(rows, size=2)
        order.page(rows, Place(first.next), size=2)


def test_a_row_without_its_key_has_no_place():
    with pytest.raises(ValueError, match="word"):
        Order("word").sealed(Line(pk=1, word=None))


def test_what_is_printed_of_the_rows_keeps_the_ends_of_the_page():
    page = Page((1, 2), "p", "n", is_astray=True)
    assert page.of(str(row) for row in page.rows) == Page(("1", "2"), "p", "n", is_astray=True)
