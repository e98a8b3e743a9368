"""The page about taking part, and the page of a programme: from records alone, in one order, at one cost."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from kanazawa_exchange.lib import clock
from programs.models import CallPlace, Program
from programs.queries import program_parts
from programs.services import programs
from reports.models import CountingRule
from tests import factories
from tests.factories import CallFactory
from tests.markup import compact

NOW = datetime(2018, 6, 1, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", NOW.date)


@pytest.fixture
def rule(db: None) -> CountingRule:
    return CountingRule.objects.create(code="mext", name_en="MEXT", description_en="x", valid_from=date(2017, 4, 1))


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return compact(answer.content.decode()).replace("\xa0", " ")


def opened(world: Any, **fields: Any) -> Any:
    window = {"opens_at": datetime(2018, 5, 1, tzinfo=UTC), "closes_at": datetime(2018, 6, 30, 15, tzinfo=UTC)}
    call = CallFactory(**{"run": world.outbound, **window, **fields})
    CallPlace.objects.create(call=call, institution=world.kazan, places=3)
    return call


def test_a_call_tells_its_closing_on_both_clocks(world: Any, client: Client) -> None:
    opened(world, title_en="TWOWEEKS")
    for path in ("/en/take-part/", "/en/programs/cultural/", "/en/calls/", "/en/"):
        text = text_of(client, path)
        assert "TWOWEEKS" in text, path
        assert re.search(r"Sat, 30 June 2018, 24:00</span> ?\(Japan time\)", text), path
        assert re.search(r"Sat, 30 June 2018, 18:00</span> ?\(Kazan time\)", text), path


def test_calls_that_are_open_stand_before_those_to_come_and_closed_ones_are_left_out(
    world: Any, client: Client
) -> None:
    opened(world, title_en="LATER", opens_at=datetime(2018, 6, 10, tzinfo=UTC))
    opened(world, title_en="OPENNOW")
    opened(world, title_en="GONEBY", closes_at=datetime(2018, 5, 2, tzinfo=UTC))
    text = text_of(client, "/en/take-part/")
    assert text.index("OPENNOW") < text.index("LATER")
    assert "GONEBY" not in text


def test_each_programme_on_offer_is_told_in_the_order_of_every_programme(world: Any, client: Client, sato: Any) -> None:
    fields = {"state": "open", "period_en": "Two weeks", "cost_en": "Free", "languages_en": "English"}
    programs.edit_program(world.cultural, fields, by=sato, version=1)
    programs.edit_run(world.outbound, {"starts_on": date(2018, 8, 20), "ends_on": date(2018, 9, 3)}, by=sato, version=1)
    programs.edit_program(world.basic, {"state": "suspended"}, by=sato, version=1)
    world.cultural.partnerships.create(institution=world.kazan)

    text = text_of(client, "/en/take-part/")

    offer = text.split('class="offer"')[1].split("</dl>")[0]
    terms = ["State", "Who", "When", "Where", "How long", "Leads to", "Cost and support", "Languages"]
    assert re.findall(r"<dt>(.*?)</dt>", offer) == terms
    assert "From Kanazawa: " in offer
    assert "20 August" in offer
    assert "Kazan" in offer
    assert text.count('class="offer"') == 1
    assert "Suspended" in text.split('id="others"')[1]


def test_the_steps_of_both_directions_stand_apart(world: Any, client: Client) -> None:
    for language, words in (
        ("en", "nominates you to Kanazawa University"),
        ("ru", "номинирует вас в Университет"),
        ("ja", "推薦します"),
    ):
        outbound, inbound = text_of(client, f"/{language}/take-part/").split('<ol class="steps">')[1:3]
        assert words not in outbound.split("</ol>")[0]
        assert words in inbound.split("</ol>")[0]


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three(
    world: Any, client: Client, number: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        program = factories.ProgramFactory(project=factories.ProjectFactory(), state="open")
        opened(world, run=factories.RunFactory(program=program))
        program.partnerships.create(institution=factories.InstitutionFactory())
    with django_assert_num_queries(7):
        text_of(client, "/en/take-part/")


# --- The page of a programme -----------------------------------------------------------------------------------------


def test_the_page_of_a_programme_keeps_its_order(world: Any, client: Client, rule: CountingRule, sato: Any) -> None:
    programs.edit_program(world.cultural, {"state": "open"}, by=sato, version=1)
    programs.edit_run(world.outbound, {"places": 5}, by=sato, version=1)
    text = text_of(client, "/en/programs/cultural/")
    heads = re.findall(r'<h2 id="([^"]+)"', text)
    assert heads == ["at-a-glance", "places", "take-part", "partners", "types", "contact", "others"]


def test_places_stand_beside_who_took_part_and_lead_to_what_is_counted(
    world: Any, client: Client, rule: CountingRule, sato: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs.edit_run(world.outbound, {"places": 5}, by=sato, version=1)
    for _ in range(2):
        world.sent(run=world.outbound, actual_starts_on=date(2018, 8, 1))
    monkeypatch.setattr(clock, "today", lambda: date(2018, 9, 1))

    places = text_of(client, "/en/programs/cultural/").split('id="places"')[1].split("</section>")[0]

    assert re.search(r'data-l="Places">5</td>', places)
    assert re.search(r'data-l="Took part">2</td>', places)
    assert places.count("<svg") >= 2
    assert 'href="/en/reports/counting-rules/mext/"' in places
    assert '<time datetime="2018-09-01">' in places
    assert client.get("/en/reports/counting-rules/mext/").status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_a_programme_costs_the_same_for_one_and_for_three(
    world: Any, client: Client, rule: CountingRule, number: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        opened(world)
        world.sent(run=world.outbound)
        world.cultural.partnerships.create(institution=factories.InstitutionFactory())
    with django_assert_num_queries(16):
        text_of(client, "/en/programs/cultural/")


@pytest.fixture
def said() -> Any:
    """What others say on the page of a programme, put back afterwards."""
    before = dict(program_parts._builders)
    yield program_parts
    program_parts._builders.clear()
    program_parts._builders.update(before)


def test_what_others_say_has_its_place_and_an_empty_one_is_not_shown(world: Any, client: Client, said: Any) -> None:
    said.add("faq", lambda program, on: said.Part("programs/program_tags.html", {"program": program}))
    said.add("activity_reports", lambda program, on: None)
    assert list(said.parts_of(world.cultural, NOW.date())) == ["faq"]
    text_of(client, "/en/programs/cultural/")
    with pytest.raises(ValueError, match="is no place"):
        said.add("elsewhere", lambda program, on: None)


def test_the_runs_that_are_over_are_no_days_to_go(world: Any, client: Client, sato: Any) -> None:
    days = {"starts_on": date(2018, 4, 20), "ends_on": date(2018, 5, 3)}
    programs.edit_run(world.outbound, days, by=sato, version=1)
    facts = text_of(client, "/en/programs/cultural/").split("<dl", 1)[1].split("</dl>")[0]
    assert "<dt>When</dt>" not in facts
    assert Program.objects.get(slug="cultural").runs.count() >= 1
