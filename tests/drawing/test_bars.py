"""The bars say what the numbers say."""

import os
import re
from pathlib import Path

import pytest
from defusedxml import ElementTree

from kanazawa_exchange.lib import drawing
from kanazawa_exchange.lib.drawing import INBOUND, OUTBOUND, Annotation, Bar, Scale

GOLDEN = Path(__file__).parent / "golden"
SCALE = drawing.nice_scale(65)
WORDS = Annotation("план", "факт")
CASES = {
    "first_row": drawing.bar(Bar(OUTBOUND, 20, 38), SCALE, annotation=WORDS),
    "one_beyond": drawing.bar(Bar(INBOUND, 5, 6), SCALE),
    "below": drawing.bar(Bar(INBOUND, 17, 5), SCALE),
    "nobody": drawing.bar(Bar(OUTBOUND, 35, 0), SCALE),
    "no_plan": drawing.bar(Bar(OUTBOUND, None, 12), SCALE),
    "revised": drawing.bar(Bar(OUTBOUND, 35, 40, first_plan=30), SCALE),
    "running": drawing.bar(Bar(OUTBOUND, 18, 11, ahead=3, is_open=True), SCALE),
    "running_first": drawing.bar(Bar(INBOUND, 18, 11, ahead=3, is_open=True), SCALE, annotation=WORDS),
    "document": drawing.bar(Bar(OUTBOUND, 20, 38), SCALE, annotation=WORDS, width=420),
    "axis": drawing.axis(SCALE, "чел."),
    "axis_document": drawing.axis(SCALE, "人", width=420, space=False),
}


def same_as_golden(name: str, drawn: str) -> None:
    file = GOLDEN / f"{name}.svg"
    if os.environ.get("UPDATE_GOLDEN"):  # after looking at the pictures
        file.write_text(drawn + "\n", encoding="utf-8")
    assert drawn + "\n" == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CASES)
def test_a_bar_is_drawn_as_agreed(name: str) -> None:
    same_as_golden(name, CASES[name])


def seams(svg: str) -> int:
    return svg.count('class="seam"')


def test_one_mark_is_one_student() -> None:
    """38 students: 37 seams between them, one of which is the plan tick."""
    assert seams(drawing.bar(Bar(OUTBOUND, 20, 38), SCALE)) == 36
    assert seams(drawing.bar(Bar(OUTBOUND, None, 38), SCALE)) == 37


def test_marks_stand_for_more_when_they_would_run_together() -> None:
    assert drawing.nice_scale(110).mark == 1
    assert drawing.nice_scale(111).mark == 5
    assert drawing.nice_scale(1_000_000).mark == 10_000
    assert seams(drawing.bar(Bar(OUTBOUND, None, 1_000_000), drawing.nice_scale(1_000_000))) <= 110


@pytest.mark.parametrize(("largest", "top"), [(0, 5), (1, 5), (6, 8), (38, 50), (65, 80), (83, 100), (100, 150)])
def test_a_scale_ends_round_and_leaves_room_for_the_words(largest: int, top: int) -> None:
    assert drawing.nice_scale(largest).top == top
    assert top >= largest * 1.2


def test_below_plan_the_band_stays_open_and_says_by_how_much() -> None:
    svg = drawing.bar(Bar(INBOUND, 17, 5), SCALE)
    assert ">−12<" in svg
    assert 'class="sp' not in svg


def test_the_words_of_the_first_row_name_both_figures() -> None:
    assert ">план 20<" in CASES["first_row"]
    assert ">факт 38<" in CASES["first_row"]
    below = drawing.bar(Bar(OUTBOUND, 20, 12), SCALE, annotation=WORDS)
    assert ">факт 12 (−8)<" in below


def test_words_are_escaped() -> None:
    assert "<b>" not in drawing.bar(Bar(OUTBOUND, 1, 2), SCALE, annotation=Annotation("<b>", "&"))


@pytest.mark.parametrize("name", CASES)
def test_a_drawing_needs_no_style_sheet(name: str) -> None:
    """Colours as attributes, nothing inline that the policy would block."""
    root = ElementTree.fromstring(CASES[name])
    for element in root.iter():
        assert "style" not in element.attrib
        tag = element.tag.rpartition("}")[2]
        if tag in {"rect", "text"}:
            assert "fill" in element.attrib
        if tag == "line":
            assert "stroke" in element.attrib
        if tag == "text":
            assert element.attrib["font-family"].startswith("Hashi Sans, Portal Sans")


def test_a_document_gets_the_same_bar_with_a_size_of_its_own() -> None:
    page = drawing.bar(Bar(OUTBOUND, 20, 38), SCALE, annotation=WORDS)
    inner = re.sub(r"<svg[^>]*>", "", page)
    assert CASES["document"].startswith(
        '<svg xmlns="http://www.w3.org/2000/svg" width="420" height="84" viewBox="0 0 420 84">'
    )
    assert re.sub(r"<svg[^>]*>", "", CASES["document"]) == inner


def test_percentages_are_exact() -> None:
    assert Scale(80, 20, 1).percent(38) == "47.5%"
    assert Scale(80, 20, 1).percent(80) == "100%"
    assert Scale(80, 20, 1).percent(0) == "0%"


def test_while_the_year_runs_nobody_is_missing_and_those_ahead_are_hollow() -> None:
    running = drawing.bar(Bar(OUTBOUND, 18, 11, ahead=3, is_open=True), SCALE)
    ended = drawing.bar(Bar(OUTBOUND, 18, 11), SCALE)

    assert running.count('class="ah d" fill="#FFFFFF"') == 3
    assert ("−7" in running, "−7" in ended) == (False, True)
    assert drawing.BELOW not in running


@pytest.mark.parametrize(("ahead", "mark", "outlines"), [(12, 5, 3), (10, 5, 2), (1, 10, 1), (0, 1, 0)])
def test_hollow_marks_stand_for_as_many_as_full_ones(ahead: int, mark: int, outlines: int) -> None:
    drawn = drawing.bar(Bar(INBOUND, None, 20, ahead=ahead), Scale(200, 50, mark))
    assert drawn.count('class="ah a"') == outlines


@pytest.mark.parametrize(
    ("top", "step", "unit", "shown"),
    [
        (80, 20, "students", ["0", "20", "40", "80 students"]),
        (100, 20, "students", ["0", "20", "40", "100 students"]),
        (100, 20, "чел.", ["0", "20", "40", "60", "100 чел."]),
        (25, 5, "студентов", ["0", "5", "10", "25 студентов"]),
        (6, 2, "students", ["0", "2", "6 students"]),
        (80, 20, "", ["0", "20", "40", "60", "80"]),
    ],
)
def test_no_figure_of_the_axis_stands_on_another(top: int, step: int, unit: str, shown: list[str]) -> None:
    drawn = drawing.axis(drawing.Scale(top, step, 1), unit, space=bool(unit))
    assert re.findall(r">([^<>]+)</text>", drawn) == shown
    assert drawn.count("<line") == top // step + 1
