"""Cells that are longer than anything they could say: read as a whole or not at all, and at once."""

import time
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from kanazawa_exchange.lib import dates as written
from kanazawa_exchange.lib.cells import Said, Unread, dates, numbers, periods, student_numbers, words
from kanazawa_exchange.lib.fields import FlexibleDateField, YearField
from mobility.person_sheets import COLUMNS as PEOPLE
from mobility.person_sheets import FORMER
from mobility.sheets import directions

GAPS = (" " * 130, "\u3000" * 250, "\n" * 120, " " * 32_000)
READ = {
    dates.date: "2018/8/20",
    periods.period: "2018/8/20–2018/9/3",
    numbers.fiscal_year: "2018",
    numbers.whole: "12",
    numbers.yen: "80000",
    numbers.decimal: "1.5",
    words.yes_no: "yes",
    (lambda value: words.choice(value, directions())): "派遣",
}


@pytest.mark.parametrize("gap", GAPS)
@pytest.mark.parametrize(("read", "text"), READ.items())
def test_what_stands_behind_many_spaces_is_not_cut_away(read, text, gap):
    assert not isinstance(read(text), Unread)
    assert not isinstance(read(text + gap), Unread)
    assert isinstance(read(f"{text}{gap}zzz"), Unread)


@pytest.mark.parametrize("gap", GAPS)
def test_no_box_cuts_it_away_either(gap):
    with pytest.raises(written.InvalidDate):
        written.parse(f"2018-08-20{gap}zzz")
    assert written.parse(f"2018-08-20{gap}") == date(2018, 8, 20)
    for box, text in ((FlexibleDateField(), "2018-08-20"), (YearField(), "2018")):
        with pytest.raises(ValidationError):
            box.clean(f"{text}{gap}zzz")


def test_a_cell_of_the_greatest_length_is_read_at_once():
    former = next(column for column in PEOPLE if column.key == FORMER)
    began = time.process_time()
    for text in (f"Yamada{' ' * 32_000}Hana!", f"Yamada{chr(0x3000) * 32_000}1"):
        former.read(text, {})
    student_numbers.student_number("\ufdfa" * 32_767)
    words.yes_no("\ufdfa" * 32_767)
    assert isinstance(numbers.whole("0" * 32_767), Said)
    assert time.process_time() - began < 1
