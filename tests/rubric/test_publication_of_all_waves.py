"""A year is published by a run that read all its waves; what keeps it from doing so stands on the page of the run, by name."""

from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from programs.models import ProgramRun
from rubric.models import Rubric, RubricVersion, ScoreRun, SurveyWave
from rubric.queries import public_years
from rubric.wording.publication import publication
from tests import factories
from tests.markup import compact
from tests.rubric import surveys, versions
from tests.rubric.publishing import asked, counted, pairs, published, run_of

pytestmark = pytest.mark.django_db
NEVER_LEFT = {"planned_starts_on": date(2018, 9, 1), "actual_starts_on": None, "actual_ends_on": None}
SIX = {"cultural-tolerance": pairs(*[(1, 2)] * 6)}


@pytest.fixture
def version(sato: User) -> RubricVersion:
    return versions.first(sato)


def another_rubric() -> RubricVersion:
    """In use beside the first one; that it asks about no ability does not matter here."""
    rubric = Rubric.objects.create(code="second", name_en="Second")
    return RubricVersion.objects.create(rubric=rubric, number=1, status="in_use", in_use_on=versions.FROM)


def words(run: ScoreRun, language: str = "en") -> str:
    with override(language):
        return " ".join(publication(run, now=clock.now()).sentences)


def test_a_wave_by_another_rubric_keeps_the_year_from_the_public(world: Any, version: RubricVersion) -> None:
    asked(version, world.outbound)
    asked(another_rubric(), world.basic_outbound)
    run = counted(version, {world.outbound: SIX})
    assert published(run) == []
    told = words(run)
    assert (
        "FY2018 is not published: this run did not read the wave “Before, FY2018, Basic Science Program, Outbound"
        in told
    )
    assert "which asks by the questionnaire “Self-assessment” of another rubric" in told


def test_control_without_reading_all_waves_the_year_would_be_public(
    world: Any, version: RubricVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(version, world.outbound)
    asked(another_rubric(), world.basic_outbound)
    monkeypatch.setattr(public_years, "waves", lambda _run: SurveyWave.objects.all())
    assert len(published(counted(version, {world.outbound: SIX}))) == 1


def test_a_wave_by_another_questionnaire_than_that_of_the_run_is_named(world: Any, version: RubricVersion) -> None:
    asked(version, world.outbound)
    other = surveys.questionnaire(version, "other")
    surveys.wave(world.inbound, other, "post", status="locked")
    used = version.instruments.exclude(pk=other.pk).get()
    run = counted(version, {world.outbound: SIX}, instrument=used)
    assert published(run) == []
    assert "did not read the wave “After, FY2018, Cultural Exchange Program, Inbound" in words(run)
    assert len(published(counted(version, {world.outbound: SIX}))) == 1  # a run over all questionnaires reads both


def empty(world: Any) -> ProgramRun:
    """A run that was planned and with which nobody travelled."""
    run: ProgramRun = run_of(factories.ProgramFactory(project=world.project, name_en="Never begun"), "outbound")
    return run


def test_a_planned_wave_of_a_run_without_travellers_is_left_out_in_words(world: Any, version: RubricVersion) -> None:
    asked(version, world.outbound)
    never = empty(world)
    asked(version, never, "planned")
    world.sent(run=never, status="cancelled", **NEVER_LEFT)
    run = counted(version, {world.outbound: SIX})
    [year] = published(run)
    assert year.participants == 6
    assert "FY2018: published by this run." in words(run)
    assert words(run).count("was left out: nobody travelled, and it was never opened.") == 2
    assert "The wave “Before, FY2018, Never begun, Outbound" in words(run)
    for language, sentence in {"ja": "は除いています。渡航した人がなく", "ru": "не учтён: никто не ездил"}.items():
        assert sentence in words(run, language)


@pytest.mark.parametrize(("status", "travels"), [("planned", True), ("open", False), ("closed", False)])
def test_a_wave_that_somebody_may_answer_is_not_left_out(
    world: Any, version: RubricVersion, status: str, travels: bool
) -> None:
    asked(version, world.outbound)
    never = empty(world)
    asked(version, never, status)
    if travels:
        world.sent(run=never)
    run = counted(version, {world.outbound: SIX})
    assert published(run) == []
    assert "FY2018 is not published: the wave “Before, FY2018, Never begun, Outbound" in words(run)
    assert words(run).count("is not locked.") == 2


def test_a_wave_that_was_locked_later_asks_for_another_run(world: Any, version: RubricVersion) -> None:
    run = counted(version, {world.outbound: SIX})
    asked(version, world.outbound)
    assert "is published" not in words(run)
    assert "was locked after this run had begun. Start another run." in words(run)
    assert "FY2018: is published when this run ends." in words(counted(version, {world.outbound: SIX}))


ANEW = "Start another run"


def test_a_locked_year_in_which_nobody_travelled_asks_for_no_other_run(world: Any, version: RubricVersion) -> None:
    """It has nothing to publish, however often it is scored."""
    asked(version, empty(world))
    run = counted(version, {})
    for _moment in ("under way", "ended"):
        assert "FY2018 is not published: nobody travelled, so there is nothing to count." in words(run)
        assert ANEW not in words(run)
        assert published(run) == []
        run.refresh_from_db()
    for language, sentence in {
        "ja": "渡航した人がいないため、集計するものがありません",
        "ru": "никто не ездил, считать нечего",
    }.items():
        assert sentence in words(run, language)


def test_control_where_somebody_travelled_another_run_would_publish_the_year(
    world: Any, version: RubricVersion
) -> None:
    never = empty(world)
    asked(version, never)
    run = counted(version, {})
    assert published(run) == []
    world.sent(run=never)
    run.refresh_from_db()
    assert ANEW in words(run)
    assert len(published(counted(version, {never: SIX}))) == 1


def test_years_that_the_run_did_not_count_wait_for_no_lost_answer(
    world: Any, version: RubricVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of whoever was counted nowhere nothing can be published without them; the button would lead to a refusal."""
    asked(version, world.outbound)
    wave = SurveyWave.objects.all()[0]
    monkeypatch.setattr(public_years, "_lost", lambda run: {wave.pk: 1})
    for cells, waiting in (({}, ()), ({world.outbound: SIX}, ("FY2018",))):
        with override("en"):
            assert publication(counted(version, cells), now=clock.now()).waiting == waiting


def test_a_run_of_a_part_says_that_it_publishes_nothing(world: Any, version: RubricVersion) -> None:
    asked(version, world.outbound)
    assert "publishes no fiscal year" in words(counted(version, {}, direction="outbound"))


def test_the_page_of_the_run_tells_it_at_one_number_of_queries(
    world: Any, version: RubricVersion, sato: User, sign_in: Any, django_assert_num_queries: Any
) -> None:
    asked(version, world.outbound)
    run = counted(version, {world.outbound: SIX})
    with django_assert_num_queries(5):
        words(run)
    for place in (world.inbound, world.basic_outbound):
        asked(version, place, "open")
    with django_assert_num_queries(5):
        assert words(run).count("is not locked") == 4
    text = compact(sign_in(sato).get(f"/en/office/surveys/scoring/{run.uid}/").content.decode())
    assert text.count("is not locked.</li>") == 4
