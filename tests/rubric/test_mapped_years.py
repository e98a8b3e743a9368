"""A year that was asked by two versions of the rubric is published in the newer one, with its rows, and says so wherever it is read."""

import csv
import io
from typing import Any

import pytest
from django.test import Client

from kanazawa_exchange.accounts.models import User
from programs.services import programs
from rubric.models import Instrument, PublicGroup, PublicRows, PublicYear, RubricVersion
from rubric.queries import year_rows
from tests.markup import compact
from tests.rubric import scoring_worlds, surveys, versions
from tests.rubric.publishing import run_of
from tests.rubric.test_kept_rows import left_over
from tests.rubric.test_microdata import PAGE, answered, finished, travelled

pytestmark = pytest.mark.django_db
SAID = {
    "en": "Some people were asked by an older version of the rubric",
    "ja": "旧版のルーブリックで質問を受けた人がいます",
    "ru": "отвечала по прежней версии шкалы критериев",
}


@pytest.fixture
def old(sato: User) -> Instrument:
    return surveys.questionnaire(versions.first(sato), "old")


@pytest.fixture
def new(old: Instrument, sato: User) -> Instrument:
    draft = versions.versions.new_version(old.rubric_version.rubric, by=sato)
    return surveys.questionnaire(versions.adopted(draft, sato, versions.LATER), "new")


@pytest.fixture
def mixed(world: Any, old: Instrument, new: Instrument) -> RubricVersion:
    """Seven were asked by the older version, eight by the newer one."""
    answered(old, world.outbound, travelled(world, world.outbound, 7))
    answered(new, world.basic_outbound, travelled(world, world.basic_outbound, 8))
    scoring_worlds.scored(new.rubric_version)
    return new.rubric_version


def test_the_year_is_published_whole_in_the_newer_version(mixed: RubricVersion) -> None:
    whole = PublicGroup.objects.get(direction="", program=None)
    assert (whole.pairs, whole.year.score_run.rubric_version) == (15, mixed)


def test_its_rows_are_read_as_its_figures_are(mixed: RubricVersion) -> None:
    assert len(PublicRows.objects.get().rows) == 15
    assert not left_over()


def test_a_run_that_was_asked_by_one_version_before_and_the_other_after(
    world: Any, old: Instrument, new: Instrument
) -> None:
    stays = travelled(world, world.outbound, 6)
    for moment, instrument in (("pre", old), ("post", new)):
        wave = surveys.wave(world.outbound, instrument, moment)
        for number, stay in enumerate(stays):
            surveys.answered(wave, stay, surveys.levels(instrument, number % 4, 1, 2, 3, 0))
        wave.status = "locked"
        wave.save()
    scoring_worlds.scored(new.rubric_version)
    assert len(PublicRows.objects.get().rows) == 6
    assert not left_over()


def test_control_without_reading_the_older_answers_the_year_has_no_rows(
    world: Any, old: Instrument, new: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows of the newer version alone would not add up to the figures, and what is left is of the others."""
    readings = year_rows.readings
    monkeypatch.setattr(year_rows, "readings", lambda version: {version.pk: readings(version)[version.pk]})
    answered(old, world.outbound, travelled(world, world.outbound, 7))
    answered(new, world.basic_outbound, travelled(world, world.basic_outbound, 8))
    scoring_worlds.scored(new.rubric_version)
    assert (PublicRows.objects.get().rows, PublicRows.objects.get().left_out) == ([], 8)


def public(language: str) -> str:
    return compact(Client().get(f"/{language}/results/abilities/").content.decode()).replace("\u00a0", " ")


def test_the_public_page_and_its_file_say_so(mixed: RubricVersion) -> None:
    for language, words in SAID.items():
        assert words in public(language)
    assert told_in_file() == {"True"}


def told_in_file() -> set[str]:
    text = Client().get("/en/results/abilities/csv/").content.decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text))
    return {row["asked_by_an_older_version"] for row in rows if row["state"] == "published"}


def test_a_year_of_one_version_says_nothing_of_the_kind(
    world: Any, old: Instrument, sato: User, mori: User, sign_in: Any
) -> None:
    finished(old, {world.outbound: travelled(world, world.outbound, 6)})
    assert SAID["en"] not in public("en")
    assert told_in_file() == {"False"}
    assert "older version" not in sign_in(sato).get(PAGE).content.decode()
    assert "older version" not in sign_in(mori).get("/en/rubric/cohorts/").content.decode()


def test_a_run_that_comes_into_a_published_year_later_changes_nothing_of_it(
    world: Any, old: Instrument, new: Instrument, sato: User
) -> None:
    """It was asked by the older version, and counted in another year by the run that published this one."""
    other = run_of(world.cultural, "outbound", 2019)
    answered(old, other, travelled(world, other, 6), locked=False)
    finished(new, {world.outbound: travelled(world, world.outbound, 6)})
    assert PublicYear.objects.get().fiscal_year == 2018
    programs.edit_run(other, {"fiscal_year": 2018, "theme_en": "Ice"}, by=sato, version=None)
    for wave in other.survey_waves.all():
        wave.status = "locked"
        wave.save()
    assert SAID["en"] not in public("en")
    assert told_in_file() == {"False"}


def test_seats_and_researchers_read_it_too(mixed: RubricVersion, sato: User, mori: User, sign_in: Any) -> None:
    assert "FY2018: some people were asked by an older version" in sign_in(sato).get(PAGE).content.decode()
    seat = sign_in(mori)
    for page in ("", "programs/", "years/"):
        assert SAID["en"] in compact(seat.get(f"/en/rubric/cohorts/{page}").content.decode()), page
