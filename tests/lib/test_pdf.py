"""Documents: our letters only, the text as it was given, and an error instead of a blank."""

import io
import logging
import re
import subprocess
import sys
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from kanazawa_exchange.lib import pdf
from tests.lib import corpus

AT = datetime(2019, 3, 31, tzinfo=UTC)
LINES = {
    "ja": ["2018年度は計画を上回りました。“引用”…①㈱髙﨑𠮷※Ⅲ", "山田 花子（ヤマダ ハナコ）"],
    "ru": ["Приём превысил план: «Ёлка» — № 5, 2019\u202fг.", "Выезд"],
    "tt": ["Әлмәт, Гүзәл, җиңү, һава, өч"],
}
COPIED_TWICE = ("C042", "C046", "C103")
"""Letters of several glyphs (ｶﾞ, ễ out of three signs): seen as they are; who copies them gets the letter once for each glyph."""
STEERS = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\U000e0100-\U000e01ef]")
HOSTILE = [
    '#read("/etc/hostname") *x*',
    "$ 1 + 1 $ @ref <label> \\u{41} `raw` // gone",
    "{{ settings.SECRET_KEY }}{% debug %}",
]


@pytest.fixture(autouse=True)
def templates(settings):
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [Path(__file__).parent / "templates"]}]


def document(lines=("text",), *, lang="ja", title="Title", **more) -> bytes:
    data = {"source": "Source: portal", "lines": list(lines), "heading": "Figures", "note": "※ note"}
    data |= {"head": ["FY", "Actual"], "rows": [["2017", "38"], ["2018", "65"]]}
    return pdf.render("probe/table.typ", data | more, lang=lang, title=title, timestamp=AT)


def text_of(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).replace("\u200b", "")


def fonts_of(data: bytes) -> set[str]:
    found = set()
    for page in PdfReader(io.BytesIO(data)).pages:
        for font in page["/Resources"]["/Font"].values():
            found.add(font.get_object()["/BaseFont"].split("+")[-1])
    return found


@pytest.mark.parametrize("language", LINES)
def test_a_document_holds_the_text_as_given_in_our_letters_alone(language):
    lines = LINES[language]
    data = document(lines, lang="ru" if language == "tt" else language, title=lines[0])
    for line in lines:
        assert line in text_of(data)
    assert {name.rpartition("-")[0] for name in fonts_of(data)} <= {"PortalSans", "PortalSansJP"}
    assert PdfReader(io.BytesIO(data)).metadata.title == lines[0]


@pytest.mark.parametrize("line", [*HOSTILE, "\"'><svg onload=alert(1)>"])
def test_markup_in_the_data_is_printed_as_it_stands(line):
    assert line in text_of(document([line], lang="en"))


def test_the_frame_has_the_title_the_source_and_page_numbers():
    text = text_of(document(["line"] * 200, title="計画を上回りました"))
    assert "計画を上回りました" in text
    assert text.count("Source: portal") == text.count(" / ") > 1
    assert "1 / " in text
    assert "※ note" in text


def test_a_chart_is_drawn_from_the_data():
    size = 'width="60" height="10" viewBox="0 0 60 10"'
    chart = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><rect width="38" height="8"/></svg>'
    assert document(chart=chart, alt="38 students") != document()


def test_characters_outside_the_fonts_are_marked_and_only_counted_in_the_log(caplog):
    with caplog.at_level(logging.WARNING):
        text = text_of(document(["Анна 👩‍🎓 x\u202ey 葛\U000e0100城"], title="≒ 約"))
    assert "Анна 〓〓 xy 葛城" in text
    assert "〓 約" in text
    assert "3 characters outside the fonts" in caplog.text
    assert "Анна" not in caplog.text


@pytest.mark.parametrize(
    "item", [item for item in corpus.ITEMS if item["field"] == "person_name" and item["checks"]["outcome"] != "refuse"],
    ids=corpus.name_of,
)  # fmt: skip
def test_every_name_of_the_corpus_can_be_printed(item, caplog):
    with caplog.at_level(logging.WARNING):
        told = as_one_line(text_of(document([f"<{corpus.value(item)}>"])))
    assert "outside the fonts" not in caplog.text
    assert is_in(f"<{printed(corpus.value(item))}>", told) or item["id"] in COPIED_TWICE


@pytest.mark.parametrize(
    "item",
    [item for item in corpus.ITEMS if item["field"] in ("free_text", "place_name", "organisation_name")
     and item["checks"]["outcome"] != "refuse" and item["id"] not in COPIED_TWICE],
    ids=corpus.name_of,
)  # fmt: skip
def test_every_text_of_the_corpus_is_printed_as_it_stands_or_marked(item):
    """Emoji are in none of our fonts: each is marked, and nothing around it is lost."""
    assert is_in(f"<{printed(corpus.value(item))}>", as_one_line(text_of(document([f"<{corpus.value(item)}>"]))))


def printed(text: str) -> str:
    """What can be seen of a text: emoji marked, no white space, no signs that only steer how others look."""
    seen = ("〓" if "\U0001f000" < char < "\U0001fb00" or char == "\u20e3" else char for char in STEERS.sub("", text))
    return as_one_line("".join(seen))


def as_one_line(text: str) -> str:
    return "".join(text.split())


def is_in(text: str, told: str) -> bool:
    """As it was typed, or with its marks put together with their letters."""
    return text in told or unicodedata.normalize("NFC", text) in told


def test_the_same_document_has_the_same_bytes():
    assert document(LINES["ja"]) == document(LINES["ja"])


@pytest.mark.parametrize(
    "name", ["probe/wrong_face.typ", "probe/wrong_data.typ", "probe/none.typ", "../test_pdf.py", "/etc/hosts"]
)
def test_a_faulty_template_is_an_error_and_not_a_blank(name):
    with pytest.raises(pdf.CannotPrint):
        pdf.render(name, {}, lang="en", title="Title", timestamp=AT)


def test_a_document_without_a_title_is_an_error():
    with pytest.raises(pdf.CannotPrint, match="title"):
        document(title="")


def test_the_covered_characters_are_those_of_the_font_files():
    expected = set()
    for family in ("PortalSans", "PortalSansJP"):
        weights = []
        for weight in (400, 700):
            with TTFont(pdf.FONTS / f"{family}-{weight}.ttf", lazy=True) as font:
                weights.append(set(font.getBestCmap()))
        expected |= weights[0] & weights[1]
    assert {code for code in expected if not pdf.is_invisible(chr(code))} == pdf.covered_characters()


def test_the_font_files_are_those_that_were_checked():
    done = subprocess.run(
        [sys.executable, str(pdf.FONTS / "merge_fonts.py"), "--check"], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout.strip()) == (0, "four files, as they should be")
