"""Characters of one meaning in several shapes: old, new and simplified kanji, and radicals that look like kanji.

The tables, their sources and licences stand in `lib/kanji/`.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "kanji"


@cache
def common_forms() -> dict[int, str]:
    """Each variant of a kanji → its common form, for `str.translate`; radicals included."""
    forms = {ord(variant): common for common, variants in _rows("variants.tsv") for variant in variants}
    radicals = {code: forms.get(ord(kanji), kanji) for code, kanji in ideographs_of_radicals().items()}
    return {**forms, **radicals}


@cache
def ideographs_of_radicals() -> dict[int, str]:
    """Each radical or stroke of a dictionary's index → the kanji that one would have typed."""
    return {ord(radical): kanji for radical, kanji in _rows("radicals.tsv")}


def without_radicals(text: str) -> str:
    """The text in kanji that can be typed: ⻑谷川, as a PDF gives it, is 長谷川."""
    return text.translate(ideographs_of_radicals())


def _rows(name: str) -> Iterator[tuple[str, str]]:
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            first, _tab, second = line.partition("\t")
            yield first, second
