"""Our own faces hold every letter we promise, so that no Cyrillic falls through to a full-width Japanese face."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parents[2] / "kanazawa_exchange/static/kanazawa_exchange/fonts"
RUSSIAN = "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя"
TATAR = "ӘәӨөҮүҖҗҢңҺһ"
LATIN = "ĀāĪīŪūĒēŌōÀÉÑÖÜßàéñöü" + "".join(map(chr, range(0x21, 0x7F)))
SIGNS = "“”‘’«»„…–—‐−→±×·№₽€\u00a0\u202f\u0301"


def letters(name: str) -> set[int]:
    return set(TTFont(FONTS / f"{name}.woff2").getBestCmap())


@pytest.mark.parametrize("face", ["hashi-sans", "hashi-serif"])
@pytest.mark.parametrize("text", [RUSSIAN, TATAR, LATIN, SIGNS], ids=["russian", "tatar", "latin", "signs"])
def test_a_face_holds_the_letters(face: str, text: str) -> None:
    assert sorted(char for char in text if ord(char) not in letters(face)) == []


def test_text_face_and_extension_hold_all_of_cyrillic() -> None:
    held = letters("hashi-sans") | letters("hashi-ext")
    assert [f"U+{code:04X}" for code in range(0x400, 0x500) if code not in held] == []


def test_no_file_is_as_heavy_as_a_page_may_be() -> None:
    """The two faces every page loads stay under 130 kB."""
    assert sum((FONTS / f"hashi-{name}.woff2").stat().st_size for name in ("sans", "serif")) < 130_000


def test_the_licence_travels_with_the_files() -> None:
    assert "SIL Open Font License" in (FONTS / "OFL.txt").read_text(encoding="utf-8").replace(
        "OPEN FONT LICENSE", "Open Font License"
    )
