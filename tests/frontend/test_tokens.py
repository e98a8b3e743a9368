"""Every colour can be read on every ground it is used on, and is written down once."""

import re
from pathlib import Path

import pytest

from kanazawa_exchange.lib.colours import COLOURS as TOKENS
from kanazawa_exchange.lib.colours import STYLE_SHEET as CSS

ROOT = Path(__file__).parents[2]
TEXT = CSS.read_text(encoding="utf-8")
TINTS = ("ai", "odo", "kusa", "enji", "kodai")


def luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


TEXT_PAIRS = [
    *((ink, ground) for ink in ("sumi", "sumi-2", "sumi-3") for ground in ("paper", "surface")),
    *((ink, ground) for ink in ("ai", "ai-deep", "odo", "kusa", "enji", "kodai") for ground in ("paper", "surface")),
    *((ink, f"{ink}-tint") for ink in TINTS),
    *(("sumi", f"{ink}-tint") for ink in TINTS),
    ("ai-deep", "ai-tint"),
    ("enji", "ai-tint"),  # how far below plan, written on the open band
    ("enji", "odo-tint"),
    *(("surface", ground) for ground in ("ai", "ai-deep", "odo", "enji", "enji-deep")),
    ("sumi", "focus"),
]
MARK_PAIRS = [(mark, ground) for mark in ("control", "ai-bright", "odo-bright") for ground in ("paper", "surface")]


@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_stands_out_from_its_ground(ink: str, ground: str) -> None:
    assert contrast(TOKENS[ink], TOKENS[ground]) >= 4.5


@pytest.mark.parametrize(("mark", "ground"), MARK_PAIRS)
def test_borders_and_marks_stand_out_from_their_ground(mark: str, ground: str) -> None:
    assert contrast(TOKENS[mark], TOKENS[ground]) >= 3


def test_gold_is_never_the_colour_of_text() -> None:
    assert contrast(TOKENS["kin"], TOKENS["paper"]) < 3  # why the rule below exists
    assert re.findall(r"[{;]color:var\(--kin\)", TEXT) == []


def test_the_sheet_sets_no_fill_on_all_texts_of_pictures() -> None:
    """A style beats the attributes, and would repaint the words of every chart."""
    assert not re.search(r"svg[^{},]* text[^{]*\{[^}]*fill:(?!CanvasText)", TEXT.split("@media (forced-colors")[0])


def test_the_sheet_asks_nobody_else_for_anything() -> None:
    addresses = re.findall(r"url\(([^)]*)\)|@import", TEXT)
    assert addresses
    assert all(address.startswith("../") and (CSS.parent / address).is_file() for address in addresses)


def hex_colours(text: str) -> set[str]:
    return {colour.upper() for colour in re.findall(r"#[0-9A-Fa-f]{6}\b", text)}


def test_a_colour_of_the_house_is_written_in_the_style_sheet_alone() -> None:
    house = {colour.upper() for colour in TOKENS.values()}
    folders = ("kanazawa_exchange", "partners", "programs", "mobility", "rubric", "reports", "templates")
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*")]
    written = {
        str(path.relative_to(ROOT))
        for path in paths
        if path.suffix in {".py", ".html", ".txt", ".typ", ".css", ".js"}
        and hex_colours(path.read_text(encoding="utf-8")) & house
    }
    assert written == {str(CSS.relative_to(ROOT))}


def test_the_mark_wears_colours_of_the_house() -> None:
    mark = (CSS.parents[1] / "img" / "mark.svg").read_text(encoding="utf-8")
    assert hex_colours(mark) == {TOKENS["kin"], TOKENS["ai"], TOKENS["odo"]}
