"""The pages of results: the figures of the arithmetic, in three languages, for those who answer for the programme."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.languages import LANGUAGES
from rubric.models import ScoreRun
from rubric.queries.cohorts import Scale
from rubric.queries.comparisons import ComparedCohort, Comparison
from rubric.scoring.tables import table_of
from rubric.statistics.cohorts import cohort_figures
from rubric.wording import figures as written
from rubric.wording.findings import comparison_notes
from tests.factories import RoleGrantFactory
from tests.markup import compact

from .cohorts import BEGAN, PLAIN, Counted, ended
from .publishing import run_of
from .surveys import answered, levels, questionnaire, wave
from .versions import first

PAGES = ("cohort", "cohort_programs", "cohort_years")
FEW = ((0, 1, 2), (2, 1, 1))


Run = Callable[..., ScoreRun]


@pytest.fixture
def run(world: Any, sato: User) -> Run:
    """run(Counted(…), …) is a run that counted these cells, and ended."""
    version = first(sato)
    return lambda *cells: ended(version, *cells)


@pytest.fixture
def office(sato: User, sign_in: Any) -> Client:
    client: Client = sign_in(sato)
    return client


def page(client: Client, name: str = "cohort", language: str = "en", status: int = 200, **query: str) -> str:
    with override(language):
        answer = client.get(reverse(f"rubric:{name}"), query)
    assert answer.status_code == status
    return compact(answer.content.decode())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_on_the_page_is_that_of_the_arithmetic(
    world: Any, run: Run, office: Client, language: str
) -> None:
    run(Counted(world.outbound, world.kazan))
    text = page(office, language=language)
    (figures, *_others) = cohort_figures(dict.fromkeys("abcde", table_of(4, PLAIN))).values()
    with override(language):
        expected = {
            written.signed(figures.movement.balance): 5,
            written.interval(figures.movement.interval): 5,
            written.decimal(figures.mean.pre): 5,
            written.decimal(figures.mean.post): 5,
            written.signed(figures.mean.change): 5,
            written.interval(figures.mean.interval): 5,
            written.signed(figures.standardized.dz): 5,
            written.interval(figures.standardized.interval): 5,
            written.p_value(figures.signed_rank.p): 5,
            written.p_value(figures.p): 5,
            written.signed(figures.attrition.delta): 5,
            written.interval(figures.attrition.interval): 5,
        }
    assert {words: text.count(words) >= times for words, times in expected.items()} == dict.fromkeys(expected, True)


def test_the_drawn_numbers_are_the_counted_ones(world: Any, run: Run, office: Client) -> None:
    run(Counted(world.outbound, world.kazan))
    text = page(office)
    assert text.count("From level 0 on: 3, 6, 3, 1") == text.count("From level 0 on: 0, 6, 6, 1") == 5
    assert text.count("Of 13 people, 7 rose, 5 stayed on the level and 1 fell.") == 10
    assert "The answers of 13 people, “Before” and “After”; participants: 16 (81% answered both times)" in text
    assert text.count("13 pairs, 3 missing") == 5


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_what_it_cannot_say(world: Any, run: Run, office: Client, name: str, language: str) -> None:
    run(Counted(world.outbound, world.kazan))
    standing = {
        "ja": "自己評価であり、参加していない学生との比較はしていません。",
        "en": "These are self-assessments, and nobody is compared with students who did not take part",
        "ru": "Это самооценки, и сравнения с теми, кто не участвовал, нет",
    }
    draft = {"ja": "本プロジェクトの案（未確認）", "en": "Draft of this project", "ru": "Проект формулировок"}
    text = page(office, name, language).replace("\u00a0", " ")
    assert standing[language] in text
    assert draft[language] in text
    assert not re.search(r"\b(effect|効果|эффект)", text)


@pytest.mark.parametrize("name", PAGES)
def test_no_code_of_a_method_is_printed(world: Any, run: Run, office: Client, name: str) -> None:
    run(Counted(world.outbound, world.kazan))
    text = page(office, name)
    assert not re.search(r"tango_score|student_t|noncentral_t|wilcoxon_|cliff_delta|no_variance|more_rose", text)


def test_small_groups_are_shown_and_marked(world: Any, run: Run, office: Client) -> None:
    run(Counted(world.outbound, world.kazan, FEW))
    text = page(office)
    assert "Too few have answered both times to say more than their numbers" in text
    assert text.count("fewer than 5: not for publication") == 5
    assert "who is meant may be recognised" in text
    run(Counted(world.outbound, world.kazan, FEW), Counted(world.inbound, world.kazan))
    text = page(office)
    assert "not for publication" not in text
    assert text.count("fewer than 30: with caution") == 5


def test_pairs_read_from_an_older_version_say_so(world: Any, run: Run, office: Client) -> None:
    run(Counted(world.outbound, world.kazan, mapped=4))
    for name in PAGES:
        assert "Of up to 4 pairs one answer was given in an older version of the rubric" in page(office, name)
    assert page(office, "cohort_years").count("<sup>※</sup>") == 5


def test_answers_that_came_since_are_told(world: Any, run: Run, office: Client) -> None:
    ran = run(Counted(world.outbound, world.kazan))
    asked = questionnaire(ran.rubric_version)
    before = wave(world.outbound, asked)
    assert "No answer has come since." in page(office)
    answered(before, world.sent(), levels(asked, 1, 1, 1, 1, 1), sent_at=BEGAN.replace(hour=5))
    answered(before, world.sent(), levels(asked, 1, 1, 1, 1, 1))
    assert "1 answer has come since and is not counted." in page(office)
    assert "No answer has come since." in page(office, direction="inbound")


def test_programmes_and_years_stand_side_by_side_and_are_no_ranking(world: Any, run: Run, office: Client) -> None:
    run(Counted(world.outbound, world.kazan), Counted(world.basic_outbound, world.kazan, FEW))
    text = page(office, "cohort_programs")
    assert text.index("Cultural Exchange Program</a>") < text.index("Basic Science Program</a>")
    assert "this is no ranking" in text
    assert text.count("Basic Science Program</a>") == 5
    assert page(office, "cohort_years").count(">2018</a>") == 5


def test_a_single_year_is_told_and_two_are_drawn(world: Any, run: Run, office: Client) -> None:
    run(Counted(world.outbound, world.kazan))
    single = page(office, "cohort_years").partition('class="multiples"')[2].partition("</main>")[0]
    assert "<svg" not in single
    assert "A full point" not in single
    run(Counted(world.outbound, world.kazan), Counted(run_of(world.cultural, "outbound", 2019), world.kazan))
    several = page(office, "cohort_years")
    assert several.count("<svg") >= 5
    assert "A full point" in several
    with override("ru"):
        assert office.get(reverse("rubric:cohort_pdf")).content.startswith(b"%PDF")


# --- Filter and readers ----------------------------------------------------------------------------------------------


def test_a_filter_keeps_to_its_people_and_stands_in_words(world: Any, run: Run, office: Client) -> None:
    run(Counted(world.outbound, world.kazan), Counted(world.inbound, world.irkutsk, FEW, values={"home_country": "RU"}))
    assert "participants: 19" in page(office)
    text = page(office, direction="inbound", partner=world.irkutsk.slug, home="RU", fy="2018")
    assert "participants: 3" in text
    assert "FY2018 · Inbound · Irkutsk State University · from Russia" in text.replace("\u00a0", " ")
    assert "participants: 0" in page(office, level="doctor")


def test_a_wrong_filter_says_so_and_keeps_what_was_asked(world: Any, run: Run, office: Client) -> None:
    text = page(office, direction="sideways", level="doctor")
    assert "Select a valid choice" in text
    assert '<option value="doctor" selected>' in text


@pytest.mark.parametrize("name", PAGES)
def test_before_any_run_has_ended_the_page_says_so(world: Any, office: Client, name: str) -> None:
    text = page(office, name)
    assert "No scoring run has ended yet that counted these participants (All participants)." in text
    assert "/en/office/surveys/scoring/start/" in text
    assert text.count('aria-current="page"') > text.partition('class="submenu"')[0].count('aria-current="page"')


@pytest.mark.parametrize("name", PAGES)
def test_a_coordinator_reads_the_own_programmes_alone(
    world: Any, run: Run, kimura: User, sign_in: Any, name: str
) -> None:
    run(Counted(world.outbound, world.kazan), Counted(world.basic_outbound, world.kazan, FEW))
    text = page(sign_in(kimura), name)
    assert "Cultural Exchange Program" in text
    assert "Basic Science Program" not in text
    assert name != "cohort" or "participants: 16" in text
    assert "Select a valid choice" in page(sign_in(kimura), name, program=world.basic.slug)


def test_the_office_reads_all(world: Any, run: Run, office: Client) -> None:
    run(Counted(world.outbound, world.kazan), Counted(world.basic_outbound, world.kazan, FEW))
    assert "participants: 19" in page(office)


@pytest.fixture
def suzuki(suzuki: User) -> User:
    """In all the roles that read no results."""
    for role in ("moderator", "translator"):
        RoleGrantFactory(person=suzuki.person, role=role)
    return suzuki


@pytest.mark.parametrize("who", ["petrova", "aiko", "suzuki", "stranger"])
@pytest.mark.parametrize("name", PAGES)
def test_partners_students_and_others_do_not_read_results(
    world: Any, run: Run, request: pytest.FixtureRequest, sign_in: Any, who: str, name: str
) -> None:
    page(sign_in(request.getfixturevalue(who)), name, status=403)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_costs_the_same_queries_with_one_cell_and_with_three(
    world: Any, run: Run, office: Client, name: str
) -> None:
    costs = []
    page(office, name)
    for number in (1, 2, 3):
        runs = (world.outbound, world.inbound, world.basic_outbound)[:number]
        run(*(Counted(of, world.kazan) for of in runs))
        with CaptureQueriesContext(connection) as seen:
            page(office, name)
        costs.append(len(seen))
    assert len(set(costs)) == 1, costs


@pytest.mark.parametrize(("who", "finds"), [("sato", True), ("kimura", True), ("hayashi", True), ("aiko", False)])
def test_the_page_of_a_programme_leads_to_its_results(
    world: Any, request: pytest.FixtureRequest, sign_in: Any, who: str, finds: bool
) -> None:
    reader = sign_in(request.getfixturevalue(who))
    with override("en"):
        address = reverse("programs:program_detail", args=[world.cultural.slug])
    link = f"/en/rubric/cohorts/?project=russia&amp;program={world.cultural.slug}"
    assert (link in reader.get(address).content.decode()) is finds
    assert (
        who != "kimura"
        or link not in reader.get(address.replace(world.cultural.slug, world.basic.slug)).content.decode()
    )


def test_a_coordinator_is_offered_the_home_countries_of_the_own_programmes(
    world: Any, run: Run, office: Client, kimura: User, sign_in: Any
) -> None:
    """That somebody of another programme comes from a country may tell of one person."""
    run(
        Counted(world.outbound, world.kazan),
        Counted(world.basic_outbound, world.kazan, FEW, values={"home_country": "KZ"}),
    )
    assert 'value="KZ"' in page(office)
    text = page(sign_in(kimura))
    assert 'value="JP"' in text
    assert 'value="KZ"' not in text


@pytest.mark.parametrize(("years", "of_pairs", "said"), [(2, True, True), (1, True, False), (2, False, False)])
def test_years_that_were_published_one_by_one_name_no_single_run_for_all(
    years: int, of_pairs: bool, said: bool
) -> None:
    found = tuple(ComparedCohort(str(2018 + year), str(2018 + year), None, ()) for year in range(years))
    with override("en"):
        notes = comparison_notes(Comparison(Scale((), ()), found, of_pairs=of_pairs), over_time=True)
    assert any("by its own scoring run" in note for note in notes) is said
