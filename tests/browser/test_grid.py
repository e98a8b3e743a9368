"""A table that is typed in a browser: the keys of a spreadsheet, the clipboard, an input method, two editors, no connection."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import expect

from kanazawa_exchange.lib import clock
from mobility.models import ImportBatch, Mobility
from mobility.services import imports
from mobility.services.import_stays import STAYS
from mobility.services.imports import Cell
from programs.models import ProgramPartner
from tests.factories import World
from tests.mobility.test_group_lists import PEOPLE

from .clean import assert_page_clean

SAVE = "**/grid/save/"
KEYS = ("name", "student_number", "level", "starts_on", "note")
GIVEN = {
    "fiscal_year": "2018",
    "direction": "outbound",
    "program": "Cultural Exchange Program",
    "partner": "Kazan Federal University",
}


class Grid:
    """The page of a grid, in the words of somebody who sits before it."""

    def __init__(self, page: Any, batch: ImportBatch, url: str) -> None:
        self.page, self.batch, self.url = page, batch, url

    def open(self) -> "Grid":
        self.page.goto(self.url)
        return self

    def box(self, row: int, column: str) -> Any:
        return self.page.locator(f"[name=c-{row}-{column}]")

    def go(self, row: int, column: str) -> None:
        self.box(row, column).click()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def here(self) -> str:
        return str(self.page.evaluate("document.activeElement.name ?? ''"))

    def text(self, row: int, column: str) -> str:
        return str(self.box(row, column).input_value())

    def saved(self) -> None:
        expect(self.page.locator("[data-state]")).to_have_attribute("data-state", "saved")

    def stored(self) -> dict[tuple[int, str], str]:
        rows = ImportBatch.objects.get(pk=self.batch.pk).rows.all()
        return {(row.number, key): text for row in rows for key, text in row.fixes.items()}

    def paste(self, text: str) -> None:
        self.page.evaluate(
            """text => { const data = new DataTransfer(); data.setData("text/plain", text);
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})) }""",
            text,
        )


@pytest.fixture
def world(transactional_db: Any) -> World:
    return World.build()


@pytest.fixture
def sato(world: World) -> Any:
    return world.user("sato", role="coordinator")


@pytest.fixture
def grid(world: World, sato: Any, page: Any, live_server: Any, sign_in_page: Any) -> Iterator[Grid]:
    batch = imports.open_empty(STAYS, KEYS, GIVEN, source="Typed", by=sato, now=clock.now())
    with override("en"):
        address = reverse("mobility:import_grid", args=[batch.uid])
    sign_in_page(sato)
    yield Grid(page, batch, live_server.url + address).open()
    assert page.evaluate("Object.keys(sessionStorage).filter(name => name.startsWith('grid:'))") == []


def test_one_moves_and_types_as_in_a_spreadsheet(grid: Grid) -> None:
    grid.go(1, "name")
    grid.type("Ota Taro")
    grid.press("Tab")
    grid.type("1715")
    grid.press("Tab")
    assert grid.here() == "c-1-level"
    grid.press("Enter")
    assert grid.here() == "c-2-name"
    grid.type("Yamada Hana")
    grid.press("ArrowRight")
    assert grid.here() == "c-2-student_number"
    grid.press("Shift+Tab", "Shift+Enter")
    assert grid.here() == "c-1-name"
    grid.press("F2")
    grid.type(" Jr")
    grid.press("ArrowLeft", "ArrowLeft", "Escape")
    assert grid.text(1, "name") == "Ota Taro"
    grid.type("Ota Jiro")
    grid.press("Enter", "Home", "End")
    assert grid.here() == "c-2-note"
    grid.press("Control+Home", "Control+ArrowDown")
    assert grid.here() == "c-2-name"
    grid.press("Control+End")
    assert grid.here() == "c-5-note"
    grid.press("Enter")
    assert grid.here() == "c-6-note"
    grid.saved()
    assert grid.stored() == {(1, "name"): "Ota Jiro", (1, "student_number"): "1715", (2, "name"): "Yamada Hana"}


def test_what_was_done_is_taken_back_and_done_again(grid: Grid) -> None:
    grid.go(1, "note")
    grid.type("one")
    grid.press("Enter")
    grid.type("two")
    grid.press("Enter", "Control+z")
    assert (grid.text(1, "note"), grid.text(2, "note")) == ("one", "")
    grid.press("Control+z", "Control+y", "Control+Shift+z")
    assert (grid.text(1, "note"), grid.text(2, "note")) == ("one", "two")
    grid.press("ArrowUp", "Shift+ArrowDown", "Delete")
    assert (grid.text(1, "note"), grid.text(2, "note")) == ("", "")
    grid.press("Control+z")
    assert (grid.text(1, "note"), grid.text(2, "note")) == ("one", "two")
    grid.saved()


def test_cells_come_from_excel_and_go_back(grid: Grid) -> None:
    grid.go(1, "name")
    grid.paste('Ota Taro\t1715\t\t2018/8/20\t"two\nlines and ""marks"""\r\nYamada Hana\t1712\r\n')
    assert grid.text(1, "note") == 'two\nlines and "marks"'
    assert grid.text(2, "student_number") == "1712"
    grid.saved()
    assert grid.stored()[1, "note"] == 'two\nlines and "marks"'


def test_real_keys_copy_and_paste(grid: Grid, context: Any) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    grid.go(1, "name")
    grid.type("Ota Taro")
    grid.press("Tab")
    grid.type("1715")
    grid.press("Shift+Tab", "Shift+ArrowRight", "Control+c")
    assert grid.page.evaluate("navigator.clipboard.readText()") == "Ota Taro\t1715"
    assert "mso-number-format" in grid.page.evaluate(
        "navigator.clipboard.read().then(items => items[0].getType('text/html')).then(blob => blob.text())"
    )
    grid.press("End", "F2")
    grid.type("two")
    grid.press("Alt+Enter")
    grid.type('"lines"')
    grid.press("Enter", "ArrowUp", "Control+c")
    assert grid.page.evaluate("navigator.clipboard.readText()") == '"two\n""lines"""'
    grid.press("Delete", "Home", "Shift+ArrowRight", "Control+c")
    grid.press("ArrowDown", "Control+v")
    assert (grid.text(2, "name"), grid.text(2, "student_number")) == ("Ota Taro", "1715")
    grid.press("Escape", "ArrowDown", "Control+c")
    assert grid.page.evaluate("navigator.clipboard.readText()") == ""
    grid.press("ArrowUp", "Control+x", "ArrowDown", "Control+v")
    assert (grid.text(2, "name"), grid.text(3, "name")) == ("", "Ota Taro")
    grid.saved()


def test_rows_beyond_the_last_one_are_added_and_one_cell_fills_what_is_selected(grid: Grid) -> None:
    grid.go(4, "note")
    grid.paste("".join(f"{number}\tbeyond\n" for number in range(200)))
    assert grid.text(203, "note") == "199"
    expect(grid.page.locator("[data-state]")).not_to_have_attribute("data-state", "")
    grid.go(1, "note")
    grid.press("Shift+ArrowDown", "Shift+ArrowDown")
    grid.paste("same")
    assert [grid.text(row, "note") for row in (1, 2, 3, 4)] == ["same", "same", "same", "0"]
    grid.saved()
    assert len(grid.stored()) == 203


def test_selected_cells_are_filled_as_in_a_spreadsheet(grid: Grid) -> None:
    grid.go(1, "student_number")
    grid.paste("one\tundergraduate\r\ntwo\tmaster")
    grid.go(1, "student_number")
    grid.press("Shift+ArrowRight", "Shift+ArrowDown", "Shift+ArrowDown", "Control+d")
    assert [grid.text(row, "student_number") for row in (1, 2, 3)] == ["one"] * 3
    assert [grid.text(row, "level") for row in (1, 2, 3)] == ["undergraduate"] * 3
    grid.press("Control+z")
    assert [grid.text(row, "student_number") for row in (1, 2, 3)] == ["one", "two", ""]
    grid.go(3, "student_number")
    grid.press("Control+d")
    assert (grid.text(3, "student_number"), grid.here()) == ("two", "c-3-student_number")
    grid.go(1, "note")
    grid.press("Shift+ArrowDown", "Shift+ArrowDown")
    grid.type("all")
    grid.press("Control+Enter")
    assert [grid.text(row, "note") for row in (1, 2, 3, 4)] == ["all"] * 3 + [""]
    assert grid.here() == "c-1-note"
    grid.go(1, "note")
    grid.press("Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown")
    grid.paste("a\r\nb")
    assert [grid.text(row, "note") for row in (1, 2, 3, 4)] == ["a", "b", "a", "b"]
    grid.saved()


def test_a_cell_of_several_lines_goes_out_and_comes_back(grid: Grid, context: Any) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    grid.go(1, "note")
    grid.press("F2")
    grid.type("one")
    grid.press("Alt+Enter")
    grid.type("two\twith")
    grid.press("Enter", "ArrowUp", "Control+c", "ArrowDown", "Control+v")
    grid.saved()
    assert grid.text(2, "note") == grid.text(1, "note")
    assert grid.stored()[2, "note"].startswith("one\ntwo")


def test_keys_of_an_input_method_are_its_own(grid: Grid) -> None:
    grid.go(1, "name")
    client = grid.page.context.new_cdp_session(grid.page)
    client.send("Input.imeSetComposition", {"text": "やまだ", "selectionStart": 3, "selectionEnd": 3})
    stays = grid.page.evaluate(
        """() => { const box = document.activeElement;
        const press = init => box.dispatchEvent(new KeyboardEvent("keydown", {bubbles: true, cancelable: true, ...init}));
        return [press({key: "Enter", isComposing: true}), press({key: "Enter", keyCode: 229}), press({key: "ArrowDown", keyCode: 229}),
        press({key: "Escape", isComposing: true}), press({key: "Tab", isComposing: true})] }"""
    )
    assert stays == [True] * 5
    assert grid.here() == "c-1-name"
    client.send("Input.insertText", {"text": "山田 花子"})
    assert grid.text(1, "name") == "山田 花子"
    grid.press("Enter")
    assert grid.here() == "c-2-name"
    grid.saved()
    assert grid.stored()[1, "name"] == "山田 花子"


def test_what_is_wrong_is_said_at_its_cell_and_goes_when_it_is_right(grid: Grid) -> None:
    grid.go(1, "name")
    grid.paste("Ota Taro\t1715\tundergraduate\t2018/8/32")
    box = grid.box(1, "starts_on")
    expect(box).to_have_attribute("aria-invalid", "true")
    words = grid.page.locator(f"#{box.get_attribute('aria-describedby')}")
    expect(words).to_contain_text("There is no day 32 in month 8")
    grid.go(1, "starts_on")
    grid.type("2018/8/20")
    grid.press("Enter")
    expect(box).not_to_have_attribute("aria-invalid", "true")
    expect(grid.page.locator("#r-1")).to_contain_text("New")
    assert grid.page.locator("#o-level option").count() > 0


def test_of_two_who_type_into_one_cell_the_second_sees_both_texts(grid: Grid, sato: Any) -> None:
    imports.type_in(grid.batch, [Cell(1, "note", "", "theirs")], by=sato, now=clock.now())
    grid.go(1, "note")
    grid.type("mine")
    grid.press("Enter")
    expect(grid.page.get_by_role("alert")).to_contain_text("theirs")
    assert grid.stored()[1, "note"] == "theirs"
    grid.page.get_by_role("button", name="Keep mine").click()
    grid.saved()
    assert grid.stored()[1, "note"] == "mine"


def test_without_a_connection_nothing_is_lost(grid: Grid, context: Any) -> None:
    context.set_offline(True)
    grid.go(1, "note")
    grid.type("offline")
    grid.press("Enter")
    expect(grid.page.locator("[data-state]")).to_have_attribute("data-state", "unsaved")
    context.set_offline(False)
    grid.saved()
    assert grid.stored()[1, "note"] == "offline"


@pytest.mark.parametrize(
    ("status", "state", "words"),
    [
        (500, "failing", "cannot save at the moment"),
        (503, "failing", "cannot save at the moment"),
        (429, "busy", "sent again in a moment"),
        (403, "forbidden", "cannot save in this table"),
        (404, "forbidden", "cannot save in this table"),
        (413, "some", "cannot be kept"),
        (400, "outdated", "outdated"),
    ],
)
def test_what_the_portal_does_not_take_is_told_and_kept(grid: Grid, status: int, state: str, words: str) -> None:
    grid.page.route(SAVE, lambda route: route.fulfill(status=status, body="<html></html>"))
    grid.go(1, "note")
    grid.type("kept")
    grid.press("Enter")
    expect(grid.page.locator("[data-state]")).to_have_attribute("data-state", state)
    expect(grid.page.locator("[data-state]")).to_contain_text(words)
    grid.page.unroute(SAVE)
    if status == 413:  # the same text would be too large once more
        grid.go(1, "note")
        grid.type("less")
    else:
        grid.go(2, "note")
        grid.type("next")
    grid.press("Enter")
    grid.saved()
    assert grid.stored() == ({(1, "note"): "less"} if status == 413 else {(1, "note"): "kept", (2, "note"): "next"})


def test_a_text_that_no_cell_holds_keeps_no_other_back(grid: Grid) -> None:
    grid.go(1, "note")
    grid.paste("right\r\n" + "x" * 40_000 + "\r\nalso right")
    expect(grid.page.locator("[data-state]")).to_have_attribute("data-state", "some")
    expect(grid.page.locator("[data-state]")).to_contain_text("2")
    expect(grid.box(2, "note")).to_have_attribute("aria-invalid", "true")
    assert grid.stored() == {(1, "note"): "right", (3, "note"): "also right"}
    grid.go(2, "note")
    grid.type("short")
    grid.press("Enter")
    grid.saved()
    assert grid.stored()[2, "note"] == "short"


def test_what_something_on_the_way_does_not_take_goes_in_smaller_parts(grid: Grid) -> None:
    sizes: list[int] = []

    def narrow(route: Any) -> None:
        sizes.append(len(route.request.post_data))
        route.fulfill(status=413) if sizes[-1] > 500 else route.continue_()

    grid.page.route(SAVE, narrow)
    grid.go(1, "note")
    grid.paste("\r\n".join(f"row {number} has some text" for number in range(20)))
    grid.saved()
    assert len(grid.stored()) == 20
    assert min(sizes) < 500 < max(sizes)
    grid.page.unroute(SAVE)


def test_a_paste_above_the_limit_of_a_request_goes_in_parts(grid: Grid, settings: Any) -> None:
    sizes: list[int] = []
    grid.page.on("request", lambda request: sizes.append(len(request.post_data or "")))
    text = "漢字" * 1500
    grid.go(1, "note")
    grid.paste("\r\n".join(text for _number in range(120)))
    expect(grid.page.locator("[data-state]")).to_have_attribute("data-state", "saved", timeout=60_000)
    sent = [size for size in sizes if size > 10_000]
    assert sum(sent) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE > max(sent)
    assert (len(grid.stored()), set(grid.stored().values())) == (120, {text})


def test_what_waited_when_the_page_was_left_is_saved_when_it_is_opened_again(grid: Grid) -> None:
    grid.page.route(SAVE, lambda route: route.abort())
    grid.go(7 - 2, "note")
    grid.press("Enter")
    grid.type("waits")
    grid.press("Enter")
    expect(grid.page.locator("[data-state]")).to_have_attribute("data-state", "unsaved")
    grid.page.unroute(SAVE)
    grid.page.on("dialog", lambda dialog: dialog.accept())
    grid.open()
    grid.saved()
    assert grid.stored() == {(6, "note"): "waits"}


def test_a_table_is_a_grid_only_with_scripts(grid: Grid, browser: Any, context: Any) -> None:
    assert grid.page.get_by_role("grid").count() == 1
    plain = browser.new_context(java_script_enabled=False)
    plain.add_cookies(context.cookies())
    page = plain.new_page()
    page.goto(grid.url)
    assert page.get_by_role("grid").count() == 0
    page.fill("[name=c-1-note]", "by form")
    page.get_by_role("button", name="Save the cells").click()
    assert grid.stored() == {(1, "note"): "by form"}
    plain.close()


def test_the_page_is_clean(grid: Grid) -> None:
    grid.go(1, "name")
    grid.paste("Ota Taro\t1715\tundergraduate\t2018/8/32\nYamada Hana")
    grid.saved()
    assert_page_clean(grid.page, grid.url)


def test_fifteen_people_of_one_run_are_registered_in_one_paste(
    world: World, sato: Any, page: Any, live_server: Any, sign_in_page: Any
) -> None:
    ProgramPartner(program=world.cultural, institution=world.kazan).save()
    world.outbound.starts_on, world.outbound.ends_on = date(2018, 8, 20), date(2018, 9, 3)
    world.outbound.save()
    sign_in_page(sato)
    page.goto(f"{live_server.url}/en/office/program-runs/{world.outbound.uid}/edit/")
    page.get_by_role("link", name="Register a list of people").click()
    page.fill("[name=people]", f"氏名\n{PEOPLE}")
    page.get_by_role("button", name="Check the list").click()
    page.get_by_role("link", name="Correct in a grid").click()
    expect(page.locator("[name=c-16-name]")).to_have_value("鈴木 一郎")
    page.get_by_role("link", name="Go on to the preview").click()
    page.get_by_role("button", name="Register the 15 valid rows").click()
    expect(page.locator("main")).to_contain_text("15")
    assert Mobility.objects.count() == 15
    assert {stay.receiving for stay in Mobility.objects.select_related("receiving")} == {world.kazan}
