"""The demo's documents to take: real files, in three languages, handed out to everybody as they were made."""

import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.demo import downloads
from kanazawa_exchange.lib import clock
from programs.models import Download

WORDS = {
    "before-departure.pdf": ["旅券の有効期間", "My passport is valid", "Паспорт действует"],
    "programme.pdf": ["学士課程から博士課程まで", "bachelor's to doctoral level", "от бакалавриата до аспирантуры"],
}


@pytest.fixture
def taken(world: Any, sato: User) -> dict[str, bytes]:
    """Name of a file → what whoever is not signed in is given."""
    downloads.enter(by=sato, now=clock.now())
    return {
        one.file.original_name: Client().get(f"/en/downloads/{one.uid}/").getvalue()
        for one in Download.objects.select_related("file")
    }


def test_each_leaflet_has_a_page_of_each_language(taken: dict[str, bytes]) -> None:
    for name, words in WORDS.items():
        pages = PdfReader(io.BytesIO(taken[name])).pages
        assert len(pages) == len(words)
        for page, word in zip(pages, words, strict=True):
            assert word in " ".join(page.extract_text().split())


def test_the_form_has_a_sheet_of_each_language_with_empty_rows(taken: dict[str, bytes]) -> None:
    book = load_workbook(io.BytesIO(taken[downloads.PLAN_NAME]))
    assert book.sheetnames == ["履修計画表", "Plan of studies", "План обучения"]
    for sheet, head in zip(book, ("科目名", "Course", "Дисциплина"), strict=True):
        rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
        first = next(place for place, row in enumerate(rows) if row[0] == head)
        assert not any(any(row) for row in rows[first + 1 : first + 1 + downloads.EMPTY_ROWS])


@pytest.mark.parametrize(
    ("language", "words"), [("ja", "出発前の確認表"), ("en", "Before you leave"), ("ru", "Перед отъездом")]
)
def test_they_stand_in_the_list_of_each_language(world: Any, sato: User, language: str, words: str) -> None:
    downloads.enter(by=sato, now=clock.now())
    page = Client().get(f"/{language}/downloads/").content.decode().replace("<wbr>", "").replace("\xa0", " ")
    assert words in page
    assert page.count(f'href="/{language}/downloads/') >= 3
    assert all(set(one.written_in) == {"ja", "en", "ru"} for one in Download.objects.all())
