"""A figure calls people what its rule counts: students, physicians, or participants where they are of several kinds."""

import io
from typing import Any

import pytest
from django.utils import translation
from openpyxl import load_workbook

from kanazawa_exchange.accounts.models import User
from mobility.models import Category
from reports import chart, nouns, wording
from reports.exports.pdf import content
from reports.exports.sheets import to_xlsx
from reports.exports.text import to_text
from reports.figures import PlanActual
from reports.findings import finding_sentence
from reports.models import CountingRule
from reports.verdicts import Compared, Finding, Verdict
from tests.factories import PlanFactory, World

from .conftest import Tabulate
from .test_exports import SignIn
from .test_plan_actual_page import body

LANGUAGES = ("ja", "en", "ru")
STUDENTS = {"ja": "学生", "en": "student", "ru": "студент"}
ONE_KIND = {
    "physician": {"ja": "医師", "en": "physician", "ru": "врач"},
    "citizen": {"ja": "一般", "en": "citizen", "ru": "граждан"},
}
MIXED = {"ja": "参加者", "en": "participant", "ru": "участник"}


@pytest.fixture
def counts(rule: CountingRule) -> Any:
    """counts("physician", …) makes the rule count these categories."""

    def only(*categories: str) -> None:
        rule.categories = list(categories)
        rule.name_ja = rule.name_en = rule.name_ru = "Rule"
        rule.description_ja = rule.description_en = rule.description_ru = "What it counts."
        rule.save()

    return only


def written(found: PlanActual) -> str:
    """Everything that page, document, workbook and terminal say of these figures."""
    book = load_workbook(io.BytesIO(to_xlsx(found))).active
    assert book is not None
    cells = [str(cell.value) for row in book.iter_rows() for cell in row]
    drawn = chart.chart(found)
    words = [
        drawn.axis,
        *(words for _picture, words in drawn.key),
        wording.meaning(found.rule),
        nouns.noun(found.rule.people, found.total.actual),
    ]
    return "\n".join([*words, *cells, to_text(found), str(content(found))]).lower()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("category", sorted(ONE_KIND))
def test_t13_a_rule_that_counts_one_other_kind_says_so(
    world: World, tabulate: Tabulate, counts: Any, category: str, language: str
) -> None:
    counts(category)
    for _ in range(5):
        world.received(category=category)
    PlanFactory.adopted(world.project, {(2018, "outbound"): 4, (2018, "inbound"): 4})

    found = tabulate()
    with translation.override(language):
        words = written(found)

    assert ONE_KIND[category][language] in words
    assert STUDENTS[language] not in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_t13_a_rule_that_counts_several_kinds_says_participants(
    world: World, tabulate: Tabulate, counts: Any, language: str
) -> None:
    counts("physician", "student")
    world.received(category="physician")

    found = tabulate()
    with translation.override(language):
        words = written(found)

    assert MIXED[language] in words
    assert STUDENTS[language] not in words


@pytest.mark.parametrize(
    ("language", "number", "words"),
    [
        ("en", 1, "physician"),
        ("en", 5, "physicians"),
        ("ru", 1, "врач"),
        ("ru", 3, "врача"),
        ("ru", 5, "врачей"),
        ("ru", 21, "врач"),
        ("ja", 5, "人（医師）"),
    ],
)
def test_t13_the_word_beside_the_figure_agrees_with_it(
    world: World, mori: User, sign_in: SignIn, counts: Any, language: str, number: int, words: str
) -> None:
    counts("physician")
    for _ in range(number):
        world.received(category="physician")

    html = body(sign_in(mori), language=language)

    assert f"{number}<small>{words}</small>" in html.replace("\n", "").replace("  ", "")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("outbound", Verdict)
@pytest.mark.parametrize("inbound", Verdict)
def test_t13_no_title_names_students_where_others_are_counted(
    language: str, outbound: Verdict, inbound: Verdict
) -> None:
    with translation.override(language):
        for years in (1, 2, 5, 22):
            sides = [Compared(verdict, years - 1, tuple(range(years))) for verdict in (outbound, inbound)]
            title = finding_sentence(Finding(*sides, actual=years, people="physician"))
            assert STUDENTS[language] not in title.lower()


@pytest.mark.parametrize("kind", [*Category.values, nouns.PARTICIPANT])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_category_has_its_words(kind: str, language: str) -> None:
    with translation.override(language):
        assert all((nouns.noun(kind, 2), nouns.number_of(kind, 2), nouns.those_counted(kind), nouns.unit(kind)))
