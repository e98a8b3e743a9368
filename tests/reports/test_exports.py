"""Page, PDF, workbook and CSV of one request carry the same numbers."""

import csv
import io
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
import typst
from django.test import Client
from django.utils import translation
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import pdf
from reports.exports.pdf import Paper, content, to_pdf
from reports.exports.sheets import to_xlsx
from reports.figures import By, PlanActual
from tests.factories import PersonFactory, World

from .conftest import PUBLISHED, Tabulate
from .test_plan_actual_page import AS_OF, SignIn, address, body, figures

PAPER = Paper("Kanazawa University", "https://portal.example.org/ja/reports/plan-actual/?project=russia")
Cells = list[tuple[int, int]]
EXPECTED: Cells = list(PUBLISHED.values())
DIRECTIONS = {
    "ja": ("派遣", "受入"),
    "en": ("Dispatched", "Accepted"),
    "ru": ("Направлено", "Принято"),
}


def download(client: Client, kind: str, language: str) -> bytes:
    response = client.get(address(f"plan_actual_{kind}", language, AS_OF))
    assert response.status_code == 200
    in_words = "" if kind == "csv" else f"-{language}"
    assert response["Content-Disposition"] == f'attachment; filename="plan-actual-russia-2019-03-31{in_words}.{kind}"'
    return response.content


def on_the_page(client: Client, language: str) -> Cells:
    html = body(client, language=language)
    plans = re.findall(r'<td role="cell" class="pl"[^>]*>([^<]*)</td>', html)
    return [(int(plan), int(actual)) for plan, actual in zip(plans, figures(html), strict=True)]


def in_csv(client: Client, language: str) -> Cells:
    rows = csv.DictReader(io.StringIO(download(client, "csv", language).decode("utf-8-sig")))
    return [(int(row["plan"]), int(row["actual"])) for row in rows]


def in_workbook(client: Client, language: str) -> Cells:
    sheet = load_workbook(io.BytesIO(download(client, "xlsx", language))).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4, max_row=7)]
    assert [row[1] for row in rows] == list(DIRECTIONS[language]) * 2
    return [(row[2], row[3]) for row in rows]


def pdf_text(document: bytes) -> str:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(document)).pages]
    return re.sub(r"[ \u00a0\u00ad]+", " ", "\n".join(pages))


def in_pdf(client: Client, language: str) -> Cells:
    """Plan and actual stand behind the word of the direction (the words of the first bar between), before the difference."""
    text = pdf_text(download(client, "pdf", language))
    words = "|".join(DIRECTIONS[language])
    found = re.findall(rf"(?:{words})[^+−±]{{0,40}}?\s(\d+)\s+(\d+)\s+[+−±]", text)
    return [(int(plan), int(actual)) for plan, actual in found]


@pytest.mark.parametrize("language", ["ja", "en", "ru"])
def test_four_forms_of_one_request_say_the_same(published: World, mori: User, sign_in: SignIn, language: str) -> None:
    client = sign_in(mori)

    assert on_the_page(client, language) == EXPECTED
    assert in_csv(client, language) == EXPECTED
    assert in_workbook(client, language) == EXPECTED
    assert in_pdf(client, language)[:4] == EXPECTED  # the sums follow


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "ja",
            [
                "派遣も受入も、2年続けて計画を上回りました",
                "※1計画には、採択後の連携機関の追加に伴う増加分を含む。",
                "2019年3月31日",
                "189.6%",
                "1/1",
            ],
        ),
        (
            "ru",
            [
                "План по направлению и приёму студентов превышался два года подряд",
                "※1План включает прирост за счёт партнёров",
                "31 марта 2019 г.",
                "189,6 %",
                "1/2",
            ],
        ),
    ],
)
def test_the_document_names_finding_note_date_rule_and_page(
    published: World, hayashi: User, sign_in: SignIn, language: str, words: list[str]
) -> None:
    text = re.sub(r"\s+", "", pdf_text(download(sign_in(hayashi), "pdf", language)))

    for found in words:
        assert re.sub(r"\s+", "", found) in text


def test_the_fonts_inside_the_document_are_ours(published: World, mori: User, sign_in: SignIn) -> None:
    reader = PdfReader(io.BytesIO(download(sign_in(mori), "pdf", "ja")))

    names = set()
    for page in reader.pages:
        fonts = page["/Resources"]["/Font"]  # type: ignore[index]
        names |= {str(font.get_object()["/BaseFont"]) for font in fonts.values()}

    assert names
    assert all("PortalSans" in name for name in names)


@pytest.fixture
def as_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same compile as for the document, but into a picture."""
    compiled = typst.compile_with_warnings

    def picture(sources: Any, **options: Any) -> Any:
        options.pop("pdf_standards")
        return compiled(sources, **{**options, "format": "png", "ppi": 120})

    monkeypatch.setattr(pdf.typst, "compile_with_warnings", picture)


@pytest.mark.parametrize("language", ["ja", "ru"])
def test_the_printed_page_shows_its_bars(published: World, tabulate: Tabulate, as_picture: None, language: str) -> None:
    with translation.override(language):
        printed: Any = to_pdf(tabulate(), PAPER, lang=language, timestamp=datetime(2019, 4, 1, tzinfo=UTC))

    picture = Image.open(io.BytesIO(printed if isinstance(printed, bytes) else printed[0])).convert("RGB")
    colours = {colour: number for number, colour in picture.getcolors(maxcolors=1_000_000) or []}
    ink = {name: sum(colours.get(shade, 0) for shade in shades) for name, shades in SHADES.items()}
    assert all(number > 100 for number in ink.values()), ink


SHADES = {
    "dispatch": [(0x21, 0x42, 0x7A)],
    "dispatch beyond the plan": [(0x4C, 0x78, 0xBE)],
    "acceptance": [(0x8F, 0x5E, 0x0E)],
    "acceptance beyond the plan": [(0xB8, 0x80, 0x1C)],
}


def test_a_name_that_looks_like_a_formula_stays_a_text(world: World, tabulate: Tabulate) -> None:
    world.cultural.name_en = "=1+1"
    world.cultural.save()
    world.sent()

    with translation.override("en"):
        book = load_workbook(io.BytesIO(to_xlsx(tabulate(by=By.PROGRAM))))

    values = [cell for row in book.active.iter_rows() for cell in row if cell.value == "=1+1"]  # type: ignore[union-attr]
    assert values
    assert all(cell.data_type == "s" for cell in values)


def test_the_workbook_carries_rule_date_and_selection(published: World, tabulate: Tabulate) -> None:
    with translation.override("en"):
        book = load_workbook(io.BytesIO(to_xlsx(tabulate(direction="inbound"))))

    text = "\n".join(str(cell.value) for row in book.active.iter_rows() for cell in row if cell.value)  # type: ignore[union-attr]
    assert "Counted by “Exchange students of the Inter-University Exchange Project”" in text
    assert "as of 31 March 2019" in text.replace("\xa0", " ")
    assert "Selection: Accepted" in text
    assert "The plan includes the increase from partners added after approval." in text


def test_the_head_count_is_printed_beside_the_participations(world: World, tabulate: Tabulate) -> None:
    person = PersonFactory()
    for month in (6, 8):
        world.sent(person=person, actual_starts_on=date(2018, month, 1), actual_ends_on=date(2018, month, 9))

    with translation.override("en"):
        found: PlanActual = tabulate(first_year=2018, direction="outbound")
        line = content(found)["years"][0]["lines"][0]

    assert line["cells"] == ["—", "2", "—", "—", "1", "0"]
