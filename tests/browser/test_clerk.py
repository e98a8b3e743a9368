"""How many boxes a clerk touches and how often a button is pressed for what the office does every day, in a browser."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from kanazawa_exchange.accounts.models import Person
from mobility.models import Mobility
from partners.models import Agreement, AgreementParty
from programs.models import ProgramPartner, ProgramRun
from tests.factories import PersonFactory, RunFactory, World

VISIBLE = """() => [...document.querySelectorAll('main form[method=post] :is(input:not([type=hidden]), select, textarea)')]
  .filter(box => box.checkVisibility({contentVisibilityAuto: true})).map(box => box.name)"""
LATE = ("2018-08-20", "2018-09-03")


@dataclass
class Clerk:
    """Somebody who fills boxes and presses buttons, and counts both."""

    page: Any
    boxes: int = 0
    clicks: int = 0

    def fill(self, name: str, text: str) -> None:
        self.page.fill(f"[name={name}]", text)
        self.boxes += 1

    def choose(self, name: str, value: str) -> None:
        self.page.select_option(f"[name={name}]", value)
        self.boxes += 1

    def click(self, words: str | re.Pattern[str], role: str = "button") -> None:
        self.page.get_by_role(role, name=words, exact=isinstance(words, str)).first.click()
        self.clicks += 1

    def taken(self) -> tuple[int, int]:
        """(boxes, clicks) since it was asked last."""
        taken, self.boxes, self.clicks = (self.boxes, self.clicks), 0, 0
        return taken


@pytest.fixture(scope="module")
def table() -> Iterator[list[tuple[str, int, int]]]:
    rows: list[tuple[str, int, int]] = []
    yield rows
    print("\n\nWhat a clerk does                          boxes  clicks")
    for words, boxes, clicks in rows:
        print(f"{words:<42}{boxes:>6}{clicks:>8}")


@pytest.fixture
def run(transactional_db: Any) -> ProgramRun:
    """A run of next year with its days, one partner, and an agreement in force."""
    world = World.build()
    ProgramPartner(program=world.cultural, institution=world.kazan).save()
    days = {"signed_on": "2015-04-01", "effective_on": "2015-04-01"}
    agreement = Agreement(title_en="Exchange", type="exchange", scope="university", status="in_force", **days)
    agreement.save()
    for party in (world.kanazawa, world.kazan):
        AgreementParty(agreement=agreement, institution=party).save()
    made: ProgramRun = RunFactory(
        program=world.cultural, direction="outbound", fiscal_year=2026, starts_on="2027-02-04", ends_on="2027-02-20"
    )
    return made


@pytest.fixture
def clerk(run: ProgramRun, page: Any, sign_in_page: Any, settings: Any) -> Clerk:
    settings.LANGUAGE_CODE = "en"
    sign_in_page(World.user(None, "sato", role="coordinator"))  # type: ignore[arg-type]  # asks nothing of the places
    return Clerk(page)


def address(live_server: Any) -> str:
    return f"{live_server.url}/en{reverse('mobility:mobility_create').removeprefix('/en').removeprefix('/ja')}"


def test_a_known_person_is_registered_in_five_boxes(
    clerk: Clerk, live_server: Any, run: ProgramRun, table: Any
) -> None:
    PersonFactory(names=[("latin", "Yamada", "Hanako", "")])
    clerk.page.goto(address(live_server))
    clerk.click(re.compile("Cultural Exchange Program · Outbound"), "link")
    expect(clerk.page.locator("[name=q]")).to_be_focused()
    clerk.fill("q", "yamada hanako")
    clerk.click("Search")
    clerk.click(re.compile("Yamada", re.IGNORECASE), "link")
    visible = clerk.page.evaluate(VISIBLE)
    assert len(visible) <= 12
    clerk.click("Register")
    clerk.page.wait_for_url(re.compile(r"/mobility-records/[0-9a-f-]{36}/"))
    boxes, clicks = clerk.taken()
    table.append(("a known person", boxes, clicks))
    stay = Mobility.objects.get()
    assert (str(stay.planned_starts_on), stay.receiving.slug) == ("2027-02-04", "kazan-federal-university")
    assert stay.agreement is not None
    assert boxes <= 5


def test_fifteen_people_of_one_run_take_six_boxes_each(
    clerk: Clerk, live_server: Any, run: ProgramRun, table: Any
) -> None:
    clerk.page.goto(f"{address(live_server)}?run={run.uid}")
    each = []
    for number in range(15):
        clerk.click("Register a new person", "link")
        assert len(clerk.page.evaluate(VISIBLE)) <= 12
        expect(clerk.page.locator("[name=kanji_family]")).to_be_focused()
        clerk.fill("latin_family", f"Sakura{chr(97 + number)}")
        clerk.fill("latin_given", "Aoi")
        clerk.fill("birth_date", f"2004/5/{number + 1}")
        clerk.fill("student_number", f"24-{number:03}")
        clerk.click("Save and register the next one")
        clerk.page.wait_for_url(re.compile(r"register/\?run="))
        each.append(clerk.taken())
    boxes, clicks = max(each)
    table.append(("the next of fifteen new people of a run", boxes, clicks))
    assert Mobility.objects.filter(run=run, planned_starts_on="2027-02-04").count() == 15
    assert Person.objects.filter(mobilities__run=run).count() == 15
    assert boxes <= 6


def test_a_late_stay_asks_for_what_the_host_has_confirmed(clerk: Clerk, live_server: Any, table: Any) -> None:
    """A run that is over: the confirmed days stand open, the planned ones are folded; a plain dispatch has twelve boxes."""
    late = RunFactory(program=ProgramRun.objects.get(fiscal_year=2026).program, direction="outbound", fiscal_year=2019)
    clerk.page.goto(f"{address(live_server)}?run={late.uid}&person=new")
    visible = clerk.page.evaluate(VISIBLE)
    assert "actual_starts_on" in visible
    assert "planned_starts_on" not in visible
    assert len(visible) <= 12


def test_a_past_agreement_takes_ten_boxes(clerk: Clerk, live_server: Any, table: Any) -> None:
    clerk.page.goto(f"{live_server.url}/en/agreements/register/")
    clerk.page.locator("[name=ours]").select_option(label="Kanazawa University")
    clerk.page.locator("[name=partner]").select_option(label="Irkutsk State University")
    clerk.boxes += 2
    for name, text in {
        "signed_on": "平成22年3月1日",
        "effective_on": "2010/4/1",
        "expires_on": "31 марта 2015 г.",
        "source": "Web page of the university",
    }.items():
        clerk.fill(name, text)
    clerk.click("Register an agreement")
    clerk.page.wait_for_url(re.compile(r"/agreements/[0-9a-f-]{36}/"))
    boxes, clicks = clerk.taken()
    table.append(("a past agreement of two parties", boxes, clicks))
    assert clerk.page.get_by_text("Expired").count()
    assert boxes <= 10


PASTE = """(box, text) => {
  const clipboard = new DataTransfer();
  clipboard.setData("text/plain", text);
  return box.dispatchEvent(new ClipboardEvent("paste", {clipboardData: clipboard, bubbles: true, cancelable: true}));
}"""


def test_a_row_of_a_table_is_laid_out_over_the_boxes(clerk: Clerk, live_server: Any, run: ProgramRun) -> None:
    """What fits without doubt, and nothing else; the cell alone is left to the browser."""
    page = clerk.page
    page.goto(f"{address(live_server)}?run={run.uid}&person=new")
    first, status = page.locator("[name=kanji_family]"), page.locator("[data-cells]")
    assert first.evaluate(PASTE, "山田")
    expect(status).to_be_empty()
    assert not first.evaluate(PASTE, "山田\t花子\tYAMADA\tHANAKO\t24-001\t2004/5/1\r\n")
    names = ("kanji_family", "kanji_given", "latin_family", "latin_given", "student_number", "birth_date")
    assert [page.input_value(f"[name={name}]") for name in names] == [
        "山田", "花子", "YAMADA", "HANAKO", "24-001", "2004/5/1",
    ]  # fmt: skip
    expect(status).to_have_text(re.compile("laid out over the boxes"))
    assert not page.locator("[name=kanji_given]").evaluate(PASTE, "太郎\tSATO")
    expect(status).to_have_text(re.compile("does not fit"))
    assert page.input_value("[name=kanji_given]") == "花子"
    assert page.input_value("[name=kana_family]") == ""  # no cell held a reading
    assert not first.evaluate(PASTE, "山田\t花子\n佐藤\t太郎")
    expect(status).to_have_text(re.compile("one row at a time"))
    page.fill("[name=kanji_family]", "山田\t花子")
    page.get_by_role("button", name="Register", exact=True).click()
    assert page.get_by_text("These are several cells of a table (2)").count()
    assert page.input_value("[name=kanji_family]") == "山田\t花子"
