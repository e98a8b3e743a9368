"""What Excel copies is what is read when it is pasted."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanazawa_exchange.lib.tables import Row, limits, table
from kanazawa_exchange.lib.tables import refusals as why

ENDS = st.sampled_from(["\n", "\r\n", "\r"])
CELLS = st.text(
    st.one_of(st.sampled_from('"\t\n\r a1,;山ё'), st.characters(codec="utf-8", exclude_characters="\0")), max_size=8
)


def pasted(text: str) -> list[tuple[object, ...]]:
    return [row.cells for row in table(text).rows]


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def copied(text: str) -> str:
    """As programs do that quote a cell with a tab, a line break or a quotation mark in it."""
    return quoted(text) if any(sign in text for sign in '\t\r\n"') else text


def copied_by_excel(text: str) -> str:
    """As Excel does: quotation marks alone stand as they are."""
    return quoted(text) if any(sign in text for sign in "\t\r\n") else text


def rectangles(cell: st.SearchStrategy[str]) -> st.SearchStrategy[list[list[str]]]:
    return st.integers(1, 4).flatmap(
        lambda width: st.lists(st.lists(cell, min_size=width, max_size=width), min_size=1, max_size=6)
    )


@given(rectangles(CELLS), ENDS, st.booleans())
def test_what_was_copied_is_what_is_read(rows: list[list[str]], end: str, closed: bool):
    text = end.join("\t".join(map(copied, row)) for row in rows) + (end if closed or rows[-1] == [""] else "")
    assert pasted(text) == [tuple(row) for row in rows]


def begins_in_quotes(text: str) -> bool:
    return text.startswith('"') and '""' in text[1:]


@given(rectangles(CELLS.filter(lambda text: "\t" in text or "\n" in text or not begins_in_quotes(text))), ENDS)
def test_what_excel_copied_is_what_is_read(rows: list[list[str]], end: str):
    flat = [cell for row in rows for cell in row]
    if any(cell.startswith('"') and copied_by_excel(cell) == cell for cell in flat):
        rows = [[cell.lstrip('"') for cell in row] for row in rows]
    text = end.join("\t".join(map(copied_by_excel, row)) for row in rows) + end
    assert pasted(text) == [tuple(row) for row in rows]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", []),
        ("a", [("a",)]),
        ("a\tb\r\n", [("a", "b")]),
        ("a\t\t\nb\t\t\n", [("a", "", ""), ("b", "", "")]),
        ("\n", [("",)]),
        ("a\n\nb", [("a",), ("",), ("b",)]),
        ('"山\n田"\tx', [("山\n田", "x")]),
        ('"a\tb"\tc', [("a\tb", "c")]),
        ('"a\r\nb"\rc', [("a\r\nb",), ("c",)]),
        ('5" disk\t"so called"', [('5" disk', '"so called"')]),
        ('"open\tb\nc\td', [('"open', "b"), ("c", "d")]),
        ('"a" b\tc', [('"a" b', "c")]),
        ('"""a"""\tb', [('"a"', "b")]),
    ],
)
def test_cells_line_ends_and_quotation_marks(text: str, rows: list[tuple[str, ...]]):
    assert pasted(text) == rows


def test_rows_are_counted_from_one_and_can_be_read_again():
    found = table("a\nb\n")
    assert list(found.rows) == list(found.rows) == [Row(1, ("a",)), Row(2, ("b",))]


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
def test_what_is_no_text_is_refused(text: str):
    with pytest.raises(why.NoText):
        table(text)


@pytest.mark.parametrize(
    ("text", "refusal", "limit"),
    [
        ("a" * 101, why.TooLongPaste, "PASTE"),
        ("a\tb\tc", why.TooManyColumns, "COLUMNS"),
        ("a\nb\nc", why.TooManyRows, "ROWS"),
        ("abc", why.TooLongCell, "CELL"),
    ],
)
def test_what_is_too_much_is_refused_and_a_little_less_is_not(monkeypatch, text, refusal, limit):
    assert table(text)
    monkeypatch.setattr(limits, limit, 100 if limit == "PASTE" else 2)
    with pytest.raises(refusal):
        table(text)


@pytest.mark.parametrize("cell", ['"a""', '"', '""a', '"""a', 'a""', '"a'])
@pytest.mark.parametrize("first", ["", '"', '"""a'])
def test_quotation_marks_that_close_nowhere_are_not_looked_for_again_and_again(first: str, cell: str):
    attack = first + f"\n{cell}" * 30_000
    began = time.process_time()
    try:
        rows = sum(1 for _row in table(attack).rows)
    except why.TooLongCell:
        rows = 0
    took = time.process_time() - began
    print(f"{rows} rows after {took:.2f} s")
    assert took < 5
