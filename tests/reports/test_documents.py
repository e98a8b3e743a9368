"""The paper and the workbook are documents: whose they are, when printed, the way back to the page; people for those who may."""

import io
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from openpyxl import load_workbook
from pypdf import PdfReader

from kanazawa_exchange.accounts.models import AuditEvent, User
from kanazawa_exchange.lib.qr import qr_code
from reports.exports.pdf import _parts, content, to_pdf
from tests.factories import PersonFactory, PlanFactory, World, revision

from .conftest import Tabulate
from .test_exports import PAPER, pdf_text
from .test_plan_actual_page import AS_OF, SignIn, address, body

NAME = "IVANOVA Anna"


@pytest.fixture
def known(world: World, rule: Any) -> World:
    """One stay with a plan, of somebody whose name can be looked for."""
    PlanFactory.adopted(world.project, {(2018, "outbound"): 2, (2018, "inbound"): 1}, on=date(2018, 4, 1))
    world.received(person=PersonFactory(names=[("latin", "Ivanova", "Anna", "")]))
    return world


def paper(client: Client, language: str = "en", query: str = AS_OF) -> PdfReader:
    answer = client.get(address("plan_actual_pdf", language, query))
    assert answer.status_code == 200
    return PdfReader(io.BytesIO(answer.content))


def words(reader: PdfReader) -> list[str]:
    """The text of each page on one line."""
    return [re.sub(r"\s+", " ", page.extract_text()) for page in reader.pages]


@pytest.mark.parametrize(
    ("language", "university", "printed"),
    [
        ("ja", "金沢大学", "印刷日："),
        ("en", "Kanazawa University", "Printed on"),
        ("ru", "Университет Канадзавы", "Напечатано:"),
    ],
)
def test_the_paper_says_whose_it_is_when_it_was_printed_and_where_its_page_is(
    known: World, mori: User, sign_in: SignIn, settings: Any, language: str, university: str, printed: str
) -> None:
    settings.PORTAL_URL = "https://exchange.example.org"

    first, *_others = words(paper(sign_in(mori), language))

    assert university in first
    assert printed in first
    live = f"exchange.example.org/{language}/reports/plan-actual/?as_of=2019-03-31&project=russia"
    assert live in first.replace(" ", "")


def test_a_reader_of_the_file_is_shown_what_it_is_about(known: World, mori: User, sign_in: SignIn) -> None:
    metadata = paper(sign_in(mori)).metadata
    assert metadata is not None
    assert str(metadata.title).startswith("Number of exchange students, plan and actual, FY2017–FY2018")


def test_the_code_leads_to_the_live_page_and_is_told_to_who_cannot_see_it(
    known: World, tabulate: Tabulate, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    monkeypatch.setattr("reports.exports.pdf.qr_code", lambda text, **more: drawn.append(text) or qr_code(text, **more))
    with translation.override("en"):
        printed = to_pdf(tabulate(), PAPER, lang="en", timestamp=datetime(2019, 4, 1, tzinfo=UTC))

    assert drawn == ["https://portal.example.org/ja/reports/plan-actual/?project=russia"]
    assert "QR code of the live page: portal.example.org/ja/reports/plan-actual/?project=russia" in spoken(printed)


@pytest.mark.parametrize("long", ["q", "x"])
def test_what_no_box_reads_stands_in_no_address_on_paper(known: World, mori: User, sign_in: SignIn, long: str) -> None:
    first = words(paper(sign_in(mori), query=f"{AS_OF}&{long}={'A' * 3_500}"))[0]
    assert "plan-actual/?" in first.replace(" ", "")
    assert "AAAA" not in first


def spoken(printed: bytes) -> list[str]:
    """What is said of the pictures of a document."""
    reader = PdfReader(io.BytesIO(printed))
    objects = map(reader.get_object, range(1, int(reader.trailer["/Size"])))  # type: ignore[call-overload]
    return [str(found["/Alt"]) for found in objects if isinstance(found, dict) and "/Alt" in found]


# --- People ----------------------------------------------------------------------------------------------------------


def test_who_may_see_people_gets_them_behind_the_figures(
    known: World, sign_in: SignIn, sato: User, mori: User, kimura: User
) -> None:
    for reader in (sato, mori, kimura):
        *_figures, annex = words(paper(sign_in(reader), query=f"{AS_OF}&names=yes"))
        assert "Annex: the people behind the figures" in annex
        assert NAME in annex
        assert "The figure is 1 participation. They are 1 person." in annex


def test_the_annex_names_the_figure_in_which_each_counts_and_the_state_of_the_stay(
    known: World, sign_in: SignIn, sato: User
) -> None:
    known.sent(actual_starts_on=date(2017, 5, 1), actual_ends_on=date(2017, 5, 20))
    annex = words(paper(sign_in(sato), query=f"{AS_OF}&names=yes"))[-1]
    earlier, later = annex.index("FY2017 · Dispatched · actual 1"), annex.index("FY2018 · Accepted · actual 1")
    assert earlier < later < annex.index(NAME)
    assert re.search(rf"{NAME}.*Returned", annex)
    assert "The status is that of the day of printing." in annex


def test_a_name_and_its_reading_are_kept_whole(known: World, tabulate: Tabulate) -> None:
    with translation.override("ja"):
        assert _parts("高橋 大輔（タカハシ ダイスケ）") == ["高橋 大輔", "（タカハシ ダイスケ）"]
        assert _parts("2018/04/01〜2018/04/20") == ["2018/04/01〜", "2018/04/20"]
        assert _parts("文化交流プログラム（後継、架空）") == ["文化交流プログラム", "（後継、架空）"]
    with translation.override("ru"):
        assert _parts("Культурный обмен (преемник)") == ["Культурный обмен (преемник)"]


def test_nobody_else_finds_a_name_on_the_paper(known: World, sign_in: SignIn, hayashi: User) -> None:
    client = sign_in(hayashi)

    text = " ".join(words(paper(client, query=f"{AS_OF}&names=yes")))
    asked = client.get(address("plan_actual_pdf", query=f"{AS_OF}&names=yes"))

    assert 'russia-2019-03-31-en.pdf"' in asked["Content-Disposition"]
    assert "Annex" not in text
    assert "Ivanova" not in text.title()
    assert "PDF with the people" not in body(client)


def test_names_are_printed_for_whoever_asks_and_the_ledger_says_so(known: World, sign_in: SignIn, sato: User) -> None:
    client = sign_in(sato)
    assert "Annex" not in " ".join(words(paper(client)))
    assert not AuditEvent.objects.filter(event="list_exported").exists()

    href = re.search(r'href="([^"]*pdf/[^"]*names=yes[^"]*)"', body(client))
    assert href is not None
    answer = client.get(href[1].replace("&amp;", "&"))
    reader = PdfReader(io.BytesIO(answer.content))

    assert 'filename="plan-actual-russia-2019-03-31-en-names.pdf"' in answer["Content-Disposition"]
    assert "Annex" in " ".join(words(reader))
    assert AuditEvent.objects.get(event="list_exported").detail == "plan-actual pdf 1 as_of=2019-03-31"


def test_a_long_annex_says_how_many_it_leaves_out(
    known: World, sign_in: SignIn, sato: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        known.sent()
    monkeypatch.setattr("reports.views.plan_actual.ANNEX_ROWS", 2)
    annex = words(paper(sign_in(sato), query=f"{AS_OF}&names=yes"))[-1]
    assert "The figure is 4 participations." in annex
    assert "The first 2 are listed here." in annex


def test_the_annex_of_a_coordinator_holds_what_he_may_see(known: World, sign_in: SignIn, kimura: User) -> None:
    known.sent(run=known.basic_outbound, person=PersonFactory(names=[("latin", "Hidden", "Person", "")]))
    annex = words(paper(sign_in(kimura), query=f"{AS_OF}&names=yes"))[-1]
    assert "You may see 1 of them." in annex
    assert "HIDDEN" not in annex


# --- Years and the rule ----------------------------------------------------------------------------------------------


def test_a_year_in_which_nothing_was_planned_and_nobody_came_has_no_chart(world: World, tabulate: Tabulate) -> None:
    world.sent(actual_starts_on=date(2017, 5, 1), actual_ends_on=date(2017, 5, 20))
    world.sent(actual_starts_on=date(2019, 5, 1), actual_ends_on=date(2019, 5, 20))
    with translation.override("en"):
        found = content(tabulate(date(2022, 3, 31), last_year=2021))
        alone = content(tabulate(date(2022, 3, 31), first_year=2020, last_year=2020))

    assert [year["label"] for year in found["years"]] == ["FY2017", "FY2019"]
    assert "FY2018, FY2020, FY2021: no plan and no participations." in found["remarks"]
    assert [year["label"] for year in alone["years"]] == ["FY2020"]  # who asks for it is shown it


def test_the_rule_is_printed_sentence_by_sentence(published: World, tabulate: Tabulate) -> None:
    with translation.override("en"):
        sentences = content(tabulate())["rule_text"]
    assert len(sentences) > 8
    assert all(isinstance(one, str) for one in sentences)


# --- Pages -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("revisions", [0, 3, 25])
def test_no_page_holds_footnotes_alone(world: World, rule: Any, tabulate: Tabulate, revisions: int) -> None:
    plan = PlanFactory(project=world.project, first_fiscal_year=2017, last_fiscal_year=2021)
    for year in range(2017, 2022):
        for direction in ("outbound", "inbound"):
            plan.cells.create(fiscal_year=year, direction=direction, value=60)
    for _ in range(revisions):
        revision(plan, 1, note_en="A reason that is long enough to fill a line of the notes below the table of figures")
    plan.status, plan.adopted_on = "adopted", date(2018, 4, 1)
    plan.save()

    with translation.override("en"):
        found = tabulate(date(2022, 3, 31), by="program")
        printed = to_pdf(found, PAPER, lang="en", timestamp=datetime(2022, 4, 1, tzinfo=UTC))

    pages = words(PdfReader(io.BytesIO(printed)))
    assert "Both directions" in next(page for page in pages if "Selection: all records" in page)
    assert pages[-1].rstrip().endswith(f"{len(pages)} / {len(pages)}")


# --- Marks -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def revised(world: World, rule: Any) -> World:
    """※1 on the heading, ※2 at the dispatch of FY2017, ※3 at the acceptance of FY2018."""
    plan = PlanFactory(project=world.project)
    for year in (2017, 2018):
        for direction in ("outbound", "inbound"):
            plan.cells.create(fiscal_year=year, direction=direction, value=10)
    revision(plan, 4, fiscal_year=2017, reason="partner_added", institution=world.irkutsk, decided_on=date(2017, 6, 1))
    revision(plan, -3, direction="inbound", decided_on=date(2017, 7, 1), reason="other", note_en="Fewer rooms")
    plan.status, plan.adopted_on = "adopted", date(2017, 10, 1)
    plan.save()
    world.sent()
    return world


def test_a_mark_has_one_number_on_every_page_and_paper(
    revised: World, mori: User, sato: User, sign_in: SignIn, tabulate: Tabulate
) -> None:
    client = sign_in(mori)
    html = body(client)
    narrow = body(client, query=f"fy=2018&{AS_OF}")
    plan = sign_in(sato).get(f"/en/target-plans/{tabulate().plan.uid}/").content.decode()  # type: ignore[union-attr]
    sheet = load_workbook(io.BytesIO(client.get(address("plan_actual_xlsx", query=AS_OF)).content)).active
    pdf = pdf_text(client.get(address("plan_actual_pdf", query=AS_OF)).content)

    assert re.findall(r'class="pl"[^>]*>\s*(\d+)<sup><a href="#note-(\d)">※\d', html) == [("14", "2"), ("7", "3")]
    assert 'id="note-1-mark">※1<' in html
    assert re.findall(r'class="pl"[^>]*>\s*(\d+)<sup><a href="#note-(\d)">', narrow) == [("7", "3")]
    assert "note-1-mark" not in narrow  # no partner was added in what is shown
    assert re.findall(r'<b>(\d+)</b><sup><a\s+href="#revision-(\d)">', plan) == [("14", "2"), ("7", "3")]
    assert sheet is not None
    assert [(cell.value, cell.number_format) for cell in sheet["C"][3:7]] == [
        (14, 'General"※2"'), (10, "General"), (10, "General"), (7, 'General"※3"'),
    ]  # fmt: skip
    assert sheet["C3"].value == "Plan※1"
    assert "14※2" in pdf
    assert "7※3" in pdf
    assert "※3 FY2018, accepted: −3, 1 July 2017. Fewer rooms" in pdf


def test_the_key_names_every_kind_of_mark(revised: World, mori: User, sign_in: SignIn) -> None:
    html = body(sign_in(mori))
    assert html.count('class="plan0"') == 2 + 1
    assert "plan before its revisions" in html
    assert "planned stays" not in html  # none is shown


def test_a_split_that_nobody_knows_is_unknown_in_both_parts(
    published: World, mori: User, sign_in: SignIn, tabulate: Tabulate
) -> None:
    client = sign_in(mori)
    behind = body(client).partition("Behind the figures")[2]
    assert behind.count('<td class="n">unknown</td>') == 2 * 7
    sheet = load_workbook(io.BytesIO(client.get(address("plan_actual_xlsx", query=AS_OF)).content)).active
    assert sheet is not None
    assert {cell.value for row in sheet["I4:J10"] for cell in row} == {"unknown"}
    found = client.get(address("plan_actual_csv", query=AS_OF)).content.decode()
    assert found.splitlines()[1].startswith("2017,outbound,20,38,18,190.0,38,0,,,")


# --- The workbook ----------------------------------------------------------------------------------------------------


def test_the_workbook_is_ready_to_print(published: World, mori: User, sign_in: SignIn) -> None:
    sheet = load_workbook(io.BytesIO(sign_in(mori).get(address("plan_actual_xlsx", query=AS_OF)).content)).active
    assert sheet is not None
    assert sheet.oddHeader.left.text.startswith("Kanazawa University · ")
    assert sheet.oddFooter.left.text.startswith("Printed on ")
    assert sheet.print_title_rows == "$3:$3"
