"""Days in cells."""

import datetime
from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kanazawa_exchange.lib import formats, period
from kanazawa_exchange.lib.cells import Said, Unread, dates, reason
from kanazawa_exchange.lib.cells.said import Value
from tests.lib import corpus

AUGUST = date(2018, 8, 20)
DAYS = st.dates(date(1927, 5, 18), date(2173, 10, 13))


@pytest.mark.parametrize(
    ("cell", "note"),
    [
        (datetime.datetime(2018, 8, 20), ""), (AUGUST, ""), ("2018-08-20", ""), ("2018/8/20", ""), (" 2018年8月20日（月） ", "width"),
        ("平成30年8月20日", "era"), ("H30.8.20", "era"), ("ｈ３０．８．２０", "width+era"), ("平30.8.20", "era"),
        ("20.08.2018", "day_first"), ("20/08/2018", "day_first"), ("08/20/2018", "month_first"), ("20 августа 2018 г.", "named_month"),
        ("20-Aug-2018", "named_month"), ("20180820", "compact"), (20180820, "compact"), (43332, "serial"), (43332.0, "serial"),
        ("43332", "serial"), ("４３３３２", "width+serial"), ("2018/8/20 0:00", "midnight"), ("2018-08-20T00:00:00", "midnight"),
    ],
)  # fmt: skip
def test_one_day_is_read_in_all_its_forms_and_each_tells_what_was_done(cell: Value, note: str) -> None:
    assert dates.date(cell) == Said(AUGUST, note)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("8/20", AUGUST),
        ("８月２０日", AUGUST),
        ("20.08", AUGUST),
        ("2/20", date(2019, 2, 20)),
        ("20 января", date(2019, 1, 20)),
    ],
)
def test_a_day_without_its_year_is_one_of_the_fiscal_year_and_says_so(cell: str, day: date) -> None:
    read = dates.date(cell, fiscal_year=2018)
    assert isinstance(read, Said)
    assert (read.value, "fiscal_year" in read.notes) == (day, True)


@pytest.mark.parametrize("cell", [None, "", "  ", "　", " " * 30])
def test_an_empty_cell_says_nothing(cell: Value) -> None:
    assert dates.date(cell) == Said(None)


@pytest.mark.parametrize("cell", ["-", "―", "－", "なし", "未定", "n/a", "Нет", "ﾅｼ"])
def test_a_sign_for_nothing_is_read_as_an_empty_cell_and_says_so(cell: str) -> None:
    assert dates.date(cell) == Said(None, "nothing")


@pytest.mark.parametrize(
    ("cell", "code", "nearest"),
    [
        ("8/32", "date.impossible", ("2018-08-31",)),
        ("2018/6/31", "date.impossible", ("2018-06-30",)),
        ("2019-02-29", "date.impossible", ("2019-02-28",)),
        ("2018-13-01", "date.impossible", ()),
        ("03/04/2018", "date.ambiguous", ("2018-04-03", "2018-03-04")),
        ("3/4", "date.ambiguous", ("2019-03-04", "2018-04-03")),
        ("18/8/20", "date.ambiguous", ("2020-08-18", "2018-08-20")),
        ("平成31年5月1日", "date.era", ("2019-05-01",)),
        ("2018年8月20日（火）", "date.weekday", ("2018-08-20",)),
        ("2018/8/20 13:30", "date.time", ("2018-08-20",)),
        (datetime.datetime(2018, 8, 20, 9, 5), "date.time", ("2018-08-20",)),
        (43332.5, "date.time", ("2018-08-20",)),
        ("2018年8月", "date.day_missing", ("2018-08-01",)),
        ("H30.8", "date.day_missing", ("2018-08-01",)),
        ("2018/8/20頃", "date.more", ("2018-08-20",)),
        ("8月20日(予定)", "date.more", ("2018-08-20",)),
        ("2018", "date.only_year", ()),
        (2018, "date.only_year", ()),
        (820, "date.number", ()),
        (60, "date.number", ()),
        (300820, "date.number", ()),
        (float("inf"), "date.unreadable", ()),
        ("夏休み", "date.unreadable", ()),
        ("0001-01-01", "date.out_of_range", ()),
        (date(9999, 12, 31), "date.out_of_range", ()),
        (True, "date.unreadable", ()),
        (datetime.time(9, 0), "date.unreadable", ()),
        ("#REF!", "cell.error", ()),
        ("########", "cell.too_narrow", ()),
    ],
)
def test_what_is_no_day_is_said_with_the_nearest_that_is_one(cell: Value, code: str, nearest: tuple[str, ...]) -> None:
    read = dates.date(cell, fiscal_year=2018)
    assert isinstance(read, Unread)
    assert (read.code, read.nearest) == (code, nearest)
    for language in ("ja", "en", "ru"):
        with translation.override(language):
            assert all(formats.with_table_dates(day) in reason(read) for day in nearest)
    assert all(isinstance(dates.date(day), Said) for day in nearest)


def test_a_missing_year_is_asked_for() -> None:
    read = dates.date("8/20")
    assert isinstance(read, Unread)
    assert read.code == "date.year_missing"
    with translation.override("en"):
        assert reason(read) == "The year is missing. Write it as well, for example 2018-08-20."


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("ja", "2018年8月に32日はありません。近い値：2018/08/31"),
        ("en", "There is no day 32 in month 8 of 2018. Nearest: 2018-08-31."),
    ],
)
def test_the_sentence_is_in_the_language_of_whoever_reads_it(language: str, sentence: str) -> None:
    with translation.override("ru"):
        read = dates.date("8/32", fiscal_year=2018)
    assert isinstance(read, Unread)
    with translation.override(language):
        assert reason(Unread.restored(read.stored())) == sentence


@pytest.mark.parametrize("item", corpus.having("outcome", group="dates"), ids=corpus.name_of)
def test_every_date_of_the_corpus_is_read_or_not_as_it_says(item: dict) -> None:  # type: ignore[type-arg]
    read, checks = dates.date(item["value"]), item["checks"]
    if checks["outcome"] == "accept":
        assert isinstance(read, Said)
        assert read.value == date.fromisoformat(checks["iso"])
    elif "spreadsheet_serial" in checks:  # a form refuses what a spreadsheet may say; it is shown as a normalisation
        assert read == Said(date.fromisoformat(checks["spreadsheet_serial"]), "serial")
    else:
        assert isinstance(read, Unread)
        assert checks.get("suggest", "") in ("", *read.nearest)


@pytest.mark.parametrize(
    ("number", "day"),
    [
        (1, date(1900, 1, 1)), (59, date(1900, 2, 28)), (60, None), (61, date(1900, 3, 1)), (43332, AUGUST), (0, None), (-1, None),
        (2_958_465, date(9999, 12, 31)), (2_958_466, None),
    ],
)  # fmt: skip
def test_the_day_numbers_of_a_spreadsheet_hold_a_day_that_never_was(number: int, day: date | None) -> None:
    assert dates.serial_day(number) == day


def test_some_workbooks_count_from_1904() -> None:
    assert dates.date(43332 - 1462, from_1904=True) == Said(AUGUST, "serial")
    assert dates.serial_day(0, from_1904=True) == date(1904, 1, 1)


@given(DAYS, st.integers(2000, 2030))
def test_a_day_in_any_form_is_read_back(day: date, year: int) -> None:
    number = (day - date(1899, 12, 30)).days
    forms: list[Value] = [
        day, datetime.datetime(day.year, day.month, day.day), number, float(number), str(number), day.isoformat(),
        f"{day.year}/{day.month}/{day.day}", f"{day.year}.{day.month}.{day.day}", f"{day:%Y%m%d}", int(f"{day:%Y%m%d}"),
        f"{day:%d.%m.%Y}", f"{day.day}.{day.month}.{day.year} г.", f"{day:%d-%b-%Y}", f"{day:%Y-%m-%d} 00:00:00",
        f"{day.year}年{day.month}月{day.day}日".translate({48 + n: 0xFF10 + n for n in range(10)}), period.era_date(day),
        *(write(day, code) for write in (formats.long_date, formats.table_date) for code in ("ja", "en", "ru")),
    ]  # fmt: skip
    if era := period.era_of(day):
        forms.append(f"{era.letter}{day.year - era.starts_on.year + 1}.{day.month}.{day.day}")
    for cell in forms:
        read = dates.date(cell, fiscal_year=year)
        assert isinstance(read, Said), cell
        assert read.value == day, cell


@given(st.dates(date(2018, 4, 1), date(2019, 3, 31)))
def test_a_day_without_its_year_is_read_back_or_called_ambiguous(day: date) -> None:
    read = dates.date(f"{day.month}/{day.day}", fiscal_year=2018)
    if day.day <= 12 and day.day != day.month:
        assert isinstance(read, Unread)
        assert day.isoformat() in read.nearest
    else:
        assert read == Said(day, "fiscal_year")
    assert dates.date(f"{day.month}月{day.day}日", fiscal_year=2018) == Said(day, "fiscal_year")


@given(st.one_of(st.text(max_size=80), st.floats(), st.integers(), st.datetimes(), st.times(), st.booleans()))
def test_any_cell_gives_a_day_or_a_sentence(cell: Value) -> None:
    read = dates.date(cell, fiscal_year=2018)
    if isinstance(read, Unread):
        assert Unread.restored(read.stored()) == read
        assert reason(read)
        assert all(isinstance(dates.date(day), Said) for day in read.nearest)
    else:
        assert read.value is None or period.FIRST_YEAR <= read.value.year <= period.LAST_YEAR
