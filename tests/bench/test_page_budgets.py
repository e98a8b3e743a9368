"""The bench of page budgets keeps a light page, and sees each fault: slow, jumping, heavy, too large an image, too pale a text."""

import io
from dataclasses import replace
from typing import Any

import pytest

from . import page_budgets
from .telephone import File, Picture, Visit

PHOTO = Picture("Лёд", 780, 585, 390, 292.5, has_size=True)
PAGE, STYLE, SCRIPT = (File(kind, False, 20_000, 20_000) for kind in ("document", "stylesheet", "script"))
LIGHT = Visit(1_500, 0.05, 80, [PAGE, STYLE, SCRIPT, File("image", True, 900_000, 900_000)], [PHOTO])


def judged(*visits: Visit) -> tuple[bool, str]:
    out = io.StringIO()
    return page_budgets.judged("/ru/", visits, out), out.getvalue()


def test_a_light_page_is_kept_whatever_its_photos_weigh_and_one_slow_visit_is_the_machines() -> None:
    kept, told = judged(replace(LIGHT, largest=9_000), LIGHT)
    assert (kept, "NOT KEPT" in told) == (True, False)
    assert "1 photos of 900 kB" in told
    assert "780×585, 390×292 px shown, 1.0 times: Лёд" in told


@pytest.mark.parametrize(
    ("label", "fault"),
    [
        ("largest paint", {"largest": 2_001}),
        ("largest paint", {"largest": 0}),
        ("jumps", {"jumps": 0.11}),
        ("first byte", {"server": 301}),
        ("before photos, as sent", {"files": [PAGE, STYLE, File("fetch", False, 161_000, 1)]}),
        ("before photos, gzipped", {"files": [PAGE, STYLE, File("fetch", False, 1, 161_000)]}),
        ("of scripts", {"files": [PAGE, STYLE, SCRIPT, replace(SCRIPT, sent=10_001)]}),
        ("style sheets", {"files": [PAGE, STYLE, STYLE]}),
        ("too large", {"pictures": [replace(PHOTO, wide=1_600, high=1_200)]}),
        ("width and height", {"pictures": [replace(PHOTO, has_size=False)]}),
        ("contrast", {"pale": ["p.note"]}),
    ],
)
def test_each_fault_is_seen_in_its_own_line(label: str, fault: dict[str, Any]) -> None:
    kept, told = judged(replace(LIGHT, **fault))
    assert not kept
    (line,) = [line for line in told.splitlines() if "NOT KEPT" in line]
    assert label in line


def test_a_page_that_jumped_in_one_visit_jumps() -> None:
    assert not judged(replace(LIGHT, jumps=0.2), LIGHT)[0]


def test_a_server_that_was_slow_at_first_is_slow_however_quickly_it_gives_what_it_has_kept() -> None:
    assert not judged(replace(LIGHT, server=301), LIGHT)[0]


def test_an_image_that_is_cut_to_its_frame_is_measured_by_the_side_that_fills_it() -> None:
    wide = replace(PHOTO, wide=7_800)
    assert wide.times == pytest.approx(1)
    assert replace(PHOTO, wide=1_560, high=1_170).times == pytest.approx(2)
