"""The public page of the abilities before and after: what it says, in which words, and at what cost."""

from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.states import Step
from rubric.models import RubricVersion
from rubric.services import versions as version_services
from rubric.wording import findings
from tests import factories
from tests.rubric import versions
from tests.rubric.publishing import asked, counted, pairs, published, run_of

pytestmark = pytest.mark.django_db
ROSE = [(1, 2)] * 12
BOTH_WAYS = [(1, 2)] * 6 + [(2, 1)] * 6
FELL = [(2, 1)] * 12


@pytest.fixture
def version(sato: User) -> RubricVersion:
    return versions.first(sato)


def brought_out(world: Any, version: RubricVersion, *people: list[tuple[int, int]]) -> None:
    """FY2018, outbound: the first abilities of the rubric with these people each, the others with the last of them."""
    asked(version, world.outbound)
    abilities = list(version.abilities.all())
    filled = [*people, *[people[-1]] * (len(abilities) - len(people))]
    tables = {ability.code: pairs(*each) for ability, each in zip(abilities, filled, strict=True)}
    published(counted(version, {world.outbound: tables}))


def page(query: str = "", language: str = "en") -> str:
    answer = Client().get(f"/{language}/results/abilities/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_before_the_first_year_the_page_says_so(version: RubricVersion) -> None:
    assert "No results are published yet" in page()
    assert Client().get("/en/results/abilities/csv/").status_code == 200


@pytest.mark.parametrize(
    ("people", "sentence"),
    [
        ([ROSE], "In every ability more participants rose than fell."),
        (
            [ROSE, ROSE, BOTH_WAYS],
            "In 2 abilities more participants rose than fell. For the others the numbers leave open",
        ),
        (
            [ROSE, FELL],
            "In 1 ability more participants rose than fell. In 4 abilities more participants fell than rose.",
        ),
        ([BOTH_WAYS], "The numbers leave open whether more participants rose or fell."),
    ],
)
def test_the_sentence_says_what_the_numbers_allow(
    world: Any, version: RubricVersion, people: list[Any], sentence: str
) -> None:
    brought_out(world, version, *people)
    assert sentence in page()


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("ja", "12人のうち、上がった人は12人"),
        ("en", "Of 12 people, 12 rose, 0 stayed on the level and 0 fell."),
        ("ru", "Из 12 человек: уровень вырос у 12"),
    ],
)
def test_the_chart_says_its_numbers_in_words_and_warns_of_few(
    world: Any, version: RubricVersion, language: str, sentence: str
) -> None:
    brought_out(world, version, ROSE)
    found = page(language=language)
    assert sentence in found.replace("\u00a0", " ")
    assert found.count('<svg class="res"') == 15
    with override(language):
        assert found.count(findings.few(12)) == 5
        assert not findings.few(30)


@pytest.mark.parametrize(
    ("language", "note", "draft"),
    [
        ("ja", "比較のための集団はありません", "本プロジェクトの案（未確認）"),
        ("en", "there is no comparison group", "Draft of this project, to be confirmed"),
        ("ru", "группы сравнения нет", "Проект формулировок, ожидает подтверждения"),
    ],
)
def test_note_and_draft_label_stand_on_the_page(
    world: Any, version: RubricVersion, sato: User, language: str, note: str, draft: str
) -> None:
    brought_out(world, version, ROSE)
    assert note in page(language=language)
    assert draft in page(language=language)
    version_services.move(version, "confirm", Step(on=versions.LATER), by=sato, now=versions.NOW)
    assert draft not in page(language=language)


def test_how_many_answered_of_those_who_were_asked(world: Any, version: RubricVersion) -> None:
    asked(version, world.outbound)
    table = pairs(*ROSE)
    half = type(table)(table.both, (3, 0, 0, 0), (0, 0, 0, 1), neither=4)
    published(counted(version, {world.outbound: {version.abilities.all()[0].code: half}}))
    assert "Of 20 participants who were asked, 12 answered both before and after." in " ".join(page().split())


@pytest.mark.parametrize("query", ["?year=x", "?direction=sideways", "?program=none", "?year=russia-2018&program=%27"])
def test_a_filter_that_cannot_be_read_is_told_at_its_box(world: Any, version: RubricVersion, query: str) -> None:
    brought_out(world, version, ROSE)
    found = page(query)
    assert 'class="field invalid"' in found
    assert "FY2018 · Both directions · All programmes" in found


def test_a_group_of_nobody_says_so(world: Any, version: RubricVersion) -> None:
    brought_out(world, version, ROSE)
    assert "Nobody of this group answered both" in page("?direction=inbound")


def test_page_and_file_cost_the_same_for_one_year_and_for_three(
    world: Any, version: RubricVersion, django_assert_num_queries: Any
) -> None:
    """A programme in one year; then three programmes in three years."""
    brought_out(world, version, ROSE)
    browser = Client()
    browser.get("/en/results/abilities/")
    with django_assert_num_queries(8):
        browser.get("/en/results/abilities/")
    with django_assert_num_queries(5):
        browser.get("/en/results/abilities/csv/")
    code = version.abilities.all()[0].code
    for year in (2019, 2020):
        runs = [run_of(factories.ProgramFactory(project=world.project), "inbound", year) for _program in range(3)]
        for run in runs:
            asked(version, run)
        published(counted(version, {run: {code: pairs(*ROSE)} for run in runs}))
    with django_assert_num_queries(8):
        browser.get("/en/results/abilities/")
    with django_assert_num_queries(5):
        browser.get("/en/results/abilities/csv/")


def test_the_file_has_the_marks_of_the_page(world: Any, version: RubricVersion) -> None:
    other = run_of(world.basic, "inbound")
    for run in (world.outbound, other):
        asked(version, run)
    code = version.abilities.all()[0].code
    published(counted(version, {world.outbound: {code: pairs(*ROSE)}, other: {code: pairs(*ROSE[:4])}}))
    lines = Client().get("/ru/results/abilities/csv/").content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("project,fiscal_year,direction,programme,rubric_version,ability,state,n,before_0,")
    assert "russia,2018,inbound,basic,1,,withheld" in lines
    assert not any(",4," in line.partition("state")[2] for line in lines[1:])


def test_visitors_find_the_page(world: Any, version: RubricVersion) -> None:
    for address in ("/en/welcome/", "/en/about/", "/en/programs/"):
        assert 'href="/en/results/abilities/"' in Client().get(address).content.decode(), address
    assert "/ru/results/abilities/" in Client().get("/sitemap.xml").content.decode()
