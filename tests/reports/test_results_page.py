"""The results for everybody: plan against actual and the abilities, each figure with what it counts, nobody by name."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from programs.models import TargetCell
from tests import factories
from tests.markup import compact
from tests.reports.conftest import END_OF_2018
from tests.rubric import versions
from tests.rubric.publishing import asked, counted, pairs
from tests.rubric.publishing import published as bring_out


@pytest.fixture(autouse=True)
def then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: END_OF_2018)


def page(language: str = "en", query: str = "") -> str:
    answer = Client().get(f"/{language}/results/{query}")
    assert answer.status_code == 200
    return compact(answer.content.decode()).replace("\xa0", " ")


def answered(world: Any, sato: User, people: int) -> None:
    """The outbound run of FY2018 with so many people of whom each rose in each ability."""
    version = versions.first(sato)
    asked(version, world.outbound)
    tables = {ability.code: pairs(*[(1, 2)] * people) for ability in version.abilities.all()}
    bring_out(counted(version, {world.outbound: tables}), clock.now())


@pytest.mark.parametrize("language", ["ja", "en", "ru"])
def test_everybody_reads_plan_and_actual_with_the_rule_behind_them(published: Any, language: str) -> None:
    text = page(language)
    for number in (">38</td>", ">6</td>", ">65</td>", ">37</td>", 'class="big">146'):
        assert number in text, number
    assert f'href="/{language}/reports/counting-rules/mext/"' in text
    assert Client().get(f"/{language}/reports/counting-rules/mext/").status_code == 200
    assert "/plan-actual/people/" not in text


def test_the_notes_that_the_office_wrote_to_a_revision_are_not_told(world: Any, rule: Any) -> None:
    draft = factories.PlanFactory(project=world.project)
    for direction in ("outbound", "inbound"):
        for year in (2017, 2018):
            TargetCell.objects.create(plan=draft, fiscal_year=year, direction=direction, value=4)
    factories.revision(draft, 2, note_en="OWNWORDS")
    draft.status, draft.adopted_on = "adopted", date(2017, 10, 1)
    draft.save()

    text = page()

    assert "OWNWORDS" not in text
    assert 'href="#note-1"' in text


def test_the_abilities_of_the_latest_published_year_lead_to_their_page(published: Any, world: Any, sato: User) -> None:
    answered(world, sato, 12)
    text = page()
    assert "In every ability more participants rose than fell." in text
    assert text.count('<td class="n">12</td><td class="n">0</td><td class="n">0</td><td class="n">12</td>') == 5
    assert "/en/results/abilities/?year=" in text
    for address, code in re.findall(r'href="(/en/results/abilities/\?year=[^"#]+)#ability-([^"]+)"', text):
        meaning = compact(Client().get(address).content.decode()).split(f'<h3 id="ability-{code}">')[1]
        assert meaning.split("</dl>")[0].count("<dd>") == 4
    assert text.count("#ability-") == 5
    assert "do not prove that the stay is its cause" in text


def test_the_abilities_of_a_year_with_few_are_withheld(published: Any, world: Any, sato: User) -> None:
    answered(world, sato, 4)
    text = page().split('id="abilities"')[1]
    assert "The figures of this group are withheld" in text
    assert '<td class="n">4</td>' not in text


def test_another_project_is_chosen_by_its_code(published: Any) -> None:
    other = factories.ProjectFactory(code="elsewhere", first_fiscal_year=2017)
    assert f'href="?project={other.code}"' in page()
    assert f'<p class="eyebrow">{other.short_name or other.name}' in page(query="?project=elsewhere")
    assert Client().get("/en/results/?project=unheard-of").status_code == 404


def test_an_empty_portal_has_results_too(db: None) -> None:
    assert "Nobody is counted here yet." in page()


@pytest.mark.parametrize("more", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three(
    world: Any, rule: Any, sato: User, django_assert_num_queries: Any, more: int
) -> None:
    for _ in range(more):
        world.sent()
        factories.ProjectFactory()
    answered(world, sato, 12)
    client = Client()
    client.get("/en/results/")
    with django_assert_num_queries(15):
        client.get("/en/results/")
