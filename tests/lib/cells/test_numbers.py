"""Numbers in cells."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.cells import Said, Unread, numbers, reason
from kanazawa_exchange.lib.cells.said import Value
from tests.lib import corpus


@pytest.mark.parametrize(
    ("cell", "number", "note"),
    [
        (12, 12, ""), (12.0, 12, ""), ("12", 12, ""), ("１２", 12, "width"), ("1,500", 1500, "groups"), ("1 500", 1500, "groups"),
        ("12名", 12, "unit"), ("１２ 人", 12, "width+unit"), (None, None, ""), ("－", None, "nothing"),
    ],
)  # fmt: skip
def test_a_whole_number_tells_what_was_left_out(cell: Value, number: int | None, note: str) -> None:
    assert numbers.whole(cell, units=("名", "人")) == Said(number, note)


@pytest.mark.parametrize(
    ("cell", "code", "nearest"),
    [
        ("約10名", "number.invalid", ("10",)),
        ("2.5", "number.invalid", ("3",)),
        (2.5, "number.invalid", ("3",)),
        ("1.500", "number.invalid", ("1500", "2")),
        ("10-12", "number.invalid", ()),
        ("-1", "number.range", ("0",)),
        (101, "number.range", ("100",)),
        ("1_000", "number.invalid", ()),
        ("٣", "number.invalid", ()),
        (True, "number.invalid", ()),
        (float("nan"), "number.invalid", ()),
        ("#DIV/0!", "cell.error", ()),
    ],
)
def test_what_is_no_whole_number_is_said_with_the_nearest(cell: Value, code: str, nearest: tuple[str, ...]) -> None:
    limit = 100 if code == "number.range" else 1_000_000
    read = numbers.whole(cell, maximum=limit)
    assert isinstance(read, Unread)
    assert (read.code, read.nearest) == (code, nearest)
    assert all(isinstance(numbers.whole(one, maximum=limit), Said) for one in nearest)


@pytest.mark.parametrize("item", corpus.having("outcome", field="number"), ids=corpus.name_of)
def test_every_number_of_the_corpus_is_read_or_not_as_it_says(item: dict) -> None:  # type: ignore[type-arg]
    read, checks = numbers.whole(corpus.value(item)), item["checks"]
    assert isinstance(read, Said) is (checks["outcome"] == "accept")
    if isinstance(read, Said):
        assert read.value == checks["number"]


@pytest.mark.parametrize(
    ("cell", "number", "note"),
    [
        ("2.5", "2.5", ""), ("2,5", "2.5", "comma"), (2.5, "2.5", ""), (0.1 + 0.2, "0.3", ""), ("２単位", "2", "width+unit"),
        ("2.0", "2", ""), (2, "2", ""),
    ],
)  # fmt: skip
def test_decimals_are_read_with_point_and_comma(cell: Value, number: str, note: str) -> None:
    assert numbers.decimal(cell, units=("単位",)) == Said(Decimal(number), note)


def test_two_readings_of_a_number_are_both_named() -> None:
    read = numbers.decimal("1,500", decimals=3)
    assert isinstance(read, Unread)
    assert read.nearest == ("1500", "1.500")
    with translation.override("en"):
        assert reason(read).startswith("“1,500” could mean 1500 or 1.5.")


@pytest.mark.parametrize(
    ("cell", "yen", "note"),
    [
        (80000, 80000, ""),
        ("¥80,000", 80000, "money+groups"),
        ("8万5,000円", 85000, "money+groups"),
        ("８０，０００", 80000, "width+groups"),
    ],
)
def test_yen_are_read_as_money_is_written(cell: Value, yen: int, note: str) -> None:
    assert numbers.yen(cell) == Said(yen, note)


@pytest.mark.parametrize(
    ("cell", "note"),
    [
        (2018, ""),
        ("2018", ""),
        ("2018年度", "fiscal_year_words"),
        ("平成30年度", "fiscal_year_words"),
        ("H30", "fiscal_year_words"),
    ],
)
def test_a_fiscal_year_is_read_by_number_and_era(cell: Value, note: str) -> None:
    assert numbers.fiscal_year(cell) == Said(2018, note)


@pytest.mark.parametrize("cell", [30, "夏", "令和元年4月1日", 1800])
def test_what_is_no_fiscal_year_is_said(cell: Value) -> None:
    assert isinstance(numbers.fiscal_year(cell), Unread)


@given(st.integers(0, 1_000_000))
def test_a_number_in_any_form_is_read_back(number: int) -> None:
    forms = [formats.number(number, code) for code in ("ja", "en", "ru")]
    wide = str(number).translate({48 + n: 0xFF10 + n for n in range(10)})
    for cell in (number, float(number), str(number), wide, *forms):
        read = numbers.whole(cell)
        assert isinstance(read, Said)
        assert read.value == number


@given(st.one_of(st.text(max_size=60), st.floats(), st.integers(), st.datetimes(), st.booleans()))
def test_any_cell_gives_a_number_or_a_sentence(cell: Value) -> None:
    for read in (numbers.whole(cell), numbers.decimal(cell), numbers.yen(cell), numbers.fiscal_year(cell)):
        if isinstance(read, Unread):
            assert Unread.restored(read.stored()) == read
            assert reason(read)
