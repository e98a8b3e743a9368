"""The files of a cohort are its page: the same figures as real numbers, and joint tables that give every figure again."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook
from pypdf import PdfReader

from kanazawa_exchange.accounts.models import AuditEvent, User
from kanazawa_exchange.lib.languages import LANGUAGES
from rubric.models import ScoreRun
from rubric.scoring.tables import table_of
from rubric.statistics.cohorts import cohort_figures
from rubric.wording import figures as written
from tests.list_files import csv_rows

from .cohorts import PLAIN, Counted, ended
from .versions import first

Run = Callable[..., ScoreRun]
FEW = ((0, 1, 2), (2, 1, 1), (None, None, 1))


@pytest.fixture
def run(world: Any, sato: User) -> Run:
    version = first(sato)
    return lambda *cells: ended(version, *cells)


@pytest.fixture
def office(sato: User, sign_in: Any) -> Client:
    client: Client = sign_in(sato)
    return client


def address(kind: str, language: str = "en") -> str:
    with override(language):
        return reverse(f"rubric:cohort_{kind}")


def level(text: str) -> int | None:
    return int(text) if text else None


def test_the_joint_tables_for_machines_give_every_figure_again(world: Any, run: Run, office: Client) -> None:
    run(Counted(world.outbound, world.kazan), Counted(world.inbound, world.irkutsk, FEW, values={"home_country": "RU"}))
    rows = csv_rows(office, address("csv"))
    tables = {
        code: table_of(
            4,
            [(level(row["before"]), level(row["after"]), int(row["people"])) for row in rows if row["ability"] == code],
        )
        for code in {row["ability"] for row in rows}
    }
    assert set(tables.values()) == {table_of(4, (*PLAIN, *FEW))}
    assert {(row["fiscal_year"], row["direction"], row["partner"], row["home_country"]) for row in rows} == {
        ("2018", "outbound", world.kazan.slug, "JP"),
        ("2018", "inbound", world.irkutsk.slug, "RU"),
    }
    assert {row["compared"] for row in rows} == {"pre-post"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_holds_real_numbers(world: Any, run: Run, office: Client, language: str) -> None:
    run(Counted(world.outbound, world.kazan), Counted(world.basic_outbound, world.kazan, FEW))
    book = load_workbook(io.BytesIO(office.get(address("xlsx", language)).content))
    (figures, *_others) = cohort_figures(dict.fromkeys("abcde", table_of(4, (*PLAIN, *FEW)))).values()
    heads = [cell.value for cell in book.worksheets[0][3]]
    values = [cell.value for cell in book.worksheets[0][4]]
    assert len(heads) == len(set(enumerate(heads))) == 24
    expected = [
        *(
            figures.table.n,
            figures.table.missing,
            0,
            figures.movement.fell,
            figures.movement.same,
            figures.movement.rose,
        ),
        figures.movement.balance,
    ]
    assert values[1:8] == [*expected[:6], pytest.approx(expected[6])]
    assert values[12] == pytest.approx(figures.mean.change)
    assert values[19] == pytest.approx(figures.p)
    assert len(book.worksheets) == 5
    tables = [row for row in book.worksheets[1].iter_rows(min_row=4, max_col=4, values_only=True) if row[3]]
    assert sum(row[3] for row in tables) == 5 * (16 + 4)
    assert all(isinstance(row[3], int) for row in tables)


def test_a_name_that_begins_like_a_formula_is_none(world: Any, run: Run, office: Client) -> None:
    world.kazan.name_en = "=1+1"
    world.kazan.save()
    run(Counted(world.outbound, world.kazan))
    book = load_workbook(io.BytesIO(office.get(address("xlsx")).content))
    found = [cell for row in book.worksheets[4].iter_rows() for cell in row if cell.value == "=1+1"]
    assert found
    assert {cell.data_type for cell in found} == {"s"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_paper_says_whose_it_is_and_what_the_page_says(world: Any, run: Run, office: Client, language: str) -> None:
    run(Counted(world.outbound, world.kazan), Counted(world.inbound, world.kazan, FEW))
    reader = PdfReader(io.BytesIO(office.get(address("pdf", language)).content))
    text = "".join("".join(sheet.extract_text() for sheet in reader.pages).split())
    home = {"ja": "金沢大学", "en": "KanazawaUniversity", "ru": "УниверситетКанадзавы"}[language]
    standing = {"ja": "自己評価であり", "en": "Theseareself-assessments", "ru": "Этосамооценки"}[language]
    draft = {"ja": "本プロジェクトの案", "en": "Draftofthisproject", "ru": "Проектформулировок"}[language]
    assert home in text
    assert standing in text
    assert draft in text
    assert "/rubric/cohorts/" in text
    (figures, *_others) = cohort_figures(dict.fromkeys("abcde", table_of(4, (*PLAIN, *FEW)))).values()
    with override(language):
        shown = written.signed(figures.movement.balance)
        assert text.count(shown) >= 5
        assert "".join(written.interval(figures.movement.interval).split()) in text


@pytest.mark.parametrize("kind", ["csv", "xlsx", "pdf"])
def test_a_file_stands_in_the_ledger_and_a_wrong_filter_makes_none(
    world: Any, run: Run, office: Client, kind: str
) -> None:
    run(Counted(world.outbound, world.kazan))
    answer = office.get(address(kind), {"direction": "outbound"})
    assert answer.status_code == 200
    assert f".{kind}" in answer["Content-Disposition"]
    assert AuditEvent.objects.filter(event="list_exported").get().detail == f"cohort {kind} direction=outbound"
    wrong = office.get(address(kind), {"direction": "sideways"})
    assert (wrong.status_code, "Select a valid choice" in wrong.content.decode()) == (400, True)
    assert office.get(address(kind), {"compare": "later"}).status_code == 400
