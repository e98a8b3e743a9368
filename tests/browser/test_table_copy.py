"""What is copied out of a list comes into a spreadsheet program as it stands: text, cell by cell."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.lib.tables import table
from tests.factories import PersonFactory, World
from tests.mobility.tables import HANA, TARO, checked, with_cell

COPY = """([from, to]) => {
  const cells = (row) => document.querySelectorAll("main tbody tr")[row].cells;
  const range = document.createRange();
  range.setStart(cells(from[0])[from[1]], 0);
  const last = cells(to[0])[to[1]];
  range.setEnd(last, to[2] ?? last.childNodes.length);
  const selection = document.getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
  const data = new DataTransfer();
  const event = new ClipboardEvent("copy", {clipboardData: data, bubbles: true, cancelable: true});
  const isLeft = last.dispatchEvent(event);
  return isLeft ? null : {plain: data.getData("text/plain"), html: data.getData("text/html")};
}"""
NUMBERS = ("0012", "=1+1", "8-20")


@pytest.fixture
def people(world: World, sato: Any, sign_in_page: Any, live_server: Any, page: Any) -> Any:
    """The page of the list of people whose numbers a spreadsheet program would change."""
    for letter, number in zip("abc", NUMBERS, strict=True):
        PersonFactory(names=[("latin", "Zamada", f"An{letter}", "")], student_number=number)
    sign_in_page(sato)
    with override("en"):
        page.goto(live_server.url + reverse("mobility:person_list") + "?q=Zamada")
    return page


def test_cells_of_several_rows_are_texts(people: Any) -> None:
    width = people.evaluate("document.querySelector('main tbody tr').cells.length")
    copied = people.evaluate(COPY, [[0, 0], [2, width - 1]])
    rows = [row.cells for row in table(copied["plain"]).rows]
    assert [len(cells) for cells in rows] == [width] * 3
    assert {cell for cells in rows for cell in cells} >= set(NUMBERS)
    assert copied["html"].count("""<td style='mso-number-format:"\\@"'>""") == 3 * width
    assert "<td style='mso-number-format:\"\\@\"'>=1+1</td>" in copied["html"]


def test_what_is_copied_out_of_one_cell_is_left_to_the_browser(people: Any) -> None:
    assert people.evaluate(COPY, [[0, 0], [0, 0]]) is None
    assert people.evaluate(COPY, [[0, 0], [0, 1, 0]]) is None  # as a triple click selects it


def test_a_block_keeps_its_columns(people: Any) -> None:
    rows = [row.cells for row in table(people.evaluate(COPY, [[0, 1], [1, 0]])["plain"]).rows]
    assert rows[0][0] == rows[1][-1] == ""
    assert len({len(cells) for cells in rows}) == 1


@pytest.fixture
def preview(world: World, sato: Any, sign_in_page: Any, live_server: Any, page: Any) -> Any:
    """The page of an import of two rows, of which one has a cell to correct."""
    right = with_cell(HANA, "学籍番号", "0012")
    batch = checked(sato, with_cell(right, "備考", "=1+1"), with_cell(TARO, "出発", "8/32"))
    sign_in_page(sato)
    with override("en"):
        page.goto(live_server.url + reverse("mobility:import_preview", kwargs={"uid": batch.uid}))
    return page


def test_a_preview_gives_back_what_was_sent(preview: Any) -> None:
    last = preview.evaluate("document.querySelector('main table.sheet tbody tr').cells.length - 1")
    rows = [row.cells for row in table(preview.evaluate(COPY, [[0, 0], [1, last]])["plain"]).rows]
    told = {cells[0]: set(cells) for cells in rows}
    assert told["2"] >= {"0012", "=1+1", "Yamada Hana", "2018/8/20"}
    assert told["3"] >= {"1715", "8/32"}
