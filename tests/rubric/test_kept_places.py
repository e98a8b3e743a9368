"""What answers keep in its place: else a year that is published tells of few people, or somebody counts twice."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.refusals import Refused
from mobility.models import Mobility
from mobility.services import kept_runs, looks, mobilities
from mobility.services.refusals import CannotEdit
from programs.models import ProgramRun
from programs.services import kept_years, programs
from rubric.models import CohortCell, PublicYear, RubricVersion
from rubric.services import responses
from tests import factories
from tests.rubric import public_reader, surveys, versions
from tests.rubric.publishing import asked, counted, pairs, published, run_of
from tests.rubric.scoring_worlds import scored

pytestmark = pytest.mark.django_db
FOUR, NINE = ((1, 2),) * 4, ((1, 2),) * 9


@pytest.fixture
def version(world: Any, sato: User) -> RubricVersion:
    return versions.first(sato)


def brought_out(version: RubricVersion, cells: dict[ProgramRun, Any]) -> list[PublicYear]:
    codes = list(version.abilities.values_list("code", flat=True))
    tables = {run: dict.fromkeys(codes, pairs(*levels)) for run, levels in cells.items()}
    return published(counted(version, tables), clock.now())


# --- A run in its fiscal year ----------------------------------------------------------------------------------------


def moved(run: ProgramRun, year: int, by: User) -> ProgramRun:
    return programs.edit_run(run, {"fiscal_year": year}, by=by, version=None)


def test_a_run_whose_wave_is_locked_stays_in_its_fiscal_year(version: RubricVersion, world: Any, sato: User) -> None:
    run = run_of(world.cultural, "outbound")
    asked(version, run)
    for language, words in (("en", "FY2018"), ("ja", "2018年度"), ("ru", "2018/19")):
        with translation.override(language), pytest.raises(Refused) as refusal:
            moved(run, 2019, sato)
        assert list(refusal.value.errors) == ["fiscal_year"]
        assert words in refusal.value.errors["fiscal_year"]
    run.refresh_from_db()
    assert run.fiscal_year == 2018
    assert programs.edit_run(run, {"fiscal_year": 2018, "places": 7}, by=sato, version=None).places == 7


@pytest.mark.parametrize("status", ["planned", "open", "closed", "scored"])
def test_before_that_it_goes_where_it_belongs(version: RubricVersion, world: Any, sato: User, status: str) -> None:
    run = run_of(world.cultural, "outbound")
    asked(version, run, status)
    assert moved(run, 2019, sato).fiscal_year == 2019


def test_the_page_says_it_at_the_box(version: RubricVersion, world: Any, sato: User, sign_in: Any) -> None:
    run = run_of(world.cultural, "outbound")
    asked(version, run)
    page = reverse("programs:run_edit", args=[run.uid])
    sent = {"fiscal_year": "2019", "direction": "outbound", "term": "year", "version": run.version}
    answer = sign_in(sato).post(page, sent)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["fiscal_year"]
    assert "is locked for good" in answer.content.decode() or "確定済み" in answer.content.decode()


def told_of_few(version: RubricVersion, world: Any, by: User) -> set[int]:
    """Two years are published, and between them the office tries to move the run of four; what the public sums differ by."""
    large, small = run_of(world.cultural, "outbound"), run_of(world.basic, "outbound")
    for run in (large, small):
        asked(version, run)
    brought_out(version, {large: NINE, small: FOUR})
    later = run_of(world.cultural, "outbound", 2019)
    asked(version, later)
    try:
        moved(small, 2019, by)
    except Refused:
        pass
    small.refresh_from_db()
    brought_out(version, {later: NINE} | ({small: FOUR} if small.fiscal_year == 2019 else {}))
    figures = public_reader.everything(Client(), ("en",)).figures
    return {lines[0].n - len(NINE) for (_year, _direction, program), lines in figures.items() if not program and lines}


def test_nobody_is_published_in_two_years(version: RubricVersion, world: Any, sato: User) -> None:
    told_of_few(version, world, sato)
    assert ProgramRun.objects.get(program=world.basic, direction="outbound").fiscal_year == 2018


def test_control_without_the_refusal_the_run_goes(
    version: RubricVersion, world: Any, sato: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_years, "_reasons", [])
    told_of_few(version, world, sato)
    assert ProgramRun.objects.get(program=world.basic, direction="outbound").fiscal_year == 2019


# --- A stay in its run -----------------------------------------------------------------------------------------------


def stay_and_two_runs(version: RubricVersion, world: Any) -> tuple[Mobility, ProgramRun, ProgramRun]:
    """Somebody in a run of two people who sent both answers, and another run that asks by the same questionnaire."""
    questionnaire = surveys.questionnaire(version)
    one, other = world.outbound, factories.RunFactory(program=world.cultural, direction="outbound", theme_en="Ice")
    stay, _companion = world.sent(run=one), world.sent(run=one)
    number = version.abilities.count()
    for moment, level in (("pre", 1), ("post", 2)):
        wave = surveys.wave(one, questionnaire, moment)
        surveys.answered(wave, stay, surveys.levels(questionnaire, *[level] * number))
        surveys.wave(other, questionnaire, moment)
    return stay, one, other


def test_a_stay_of_which_answers_were_sent_stays_in_its_run(version: RubricVersion, world: Any, sato: User) -> None:
    stay, one, other = stay_and_two_runs(version, world)
    for language, words in (("en", "stays in the run"), ("ja", "登録し直して"), ("ru", "поток не меняется")):
        with translation.override(language), pytest.raises(CannotEdit) as refusal:
            mobilities.edit(stay, {"run": other}, by=sato, version=stay.version)
        assert list(refusal.value.errors) == ["run"]
        assert words in refusal.value.errors["run"]
        with translation.override(language):
            assert words in looks.look_over_edit(stay, {"run": other}, by=sato)["run"]
    stay.refresh_from_db()
    assert stay.run == one
    assert mobilities.edit(stay, {"run": one, "level": "master"}, by=sato, version=stay.version).level == "master"


def test_one_without_sent_answers_goes_and_its_draft_counts_nowhere(
    version: RubricVersion, world: Any, sato: User
) -> None:
    _stay, one, other = stay_and_two_runs(version, world)
    second = world.sent(run=one, person=world.user("boris").person)
    wave = one.survey_waves.get(moment="pre")
    draft = responses.begin(wave, second, language="en", by=second.person.user, now=surveys.NOW)
    mobilities.edit(second, {"run": other}, by=sato, version=second.version)
    with pytest.raises(responses.Closed):
        responses.send(draft, language="en", by=second.person.user, now=surveys.NOW)


def answered_again(version: RubricVersion, stay: Mobility, other: ProgramRun, by: User) -> int:
    """The people whom a run counts after somebody was asked once more in another run."""
    try:
        mobilities.edit(stay, {"run": other}, by=by, version=stay.version)
    except CannotEdit:
        return sum(cell.participants for cell in CohortCell.objects.filter(score_run=scored(version)))
    number = version.abilities.count()
    for wave in other.survey_waves.select_related("instrument"):
        surveys.answered(wave, stay, surveys.levels(wave.instrument, *[0] * number), sent_at=surveys.NOW + timedelta(1))
    return sum(cell.participants for cell in CohortCell.objects.filter(score_run=scored(version)))


def test_nobody_counts_twice(version: RubricVersion, world: Any, sato: User) -> None:
    stay, _one, other = stay_and_two_runs(version, world)
    assert answered_again(version, stay, other, sato) == 2


def test_control_without_the_refusal_one_of_the_two_counts_as_four(
    version: RubricVersion, world: Any, sato: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_runs, "_reasons", [])
    stay, _one, other = stay_and_two_runs(version, world)
    assert answered_again(version, stay, other, sato) == 1 + 4
