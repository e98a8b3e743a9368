"""The rows of a year stay those that were published with it, whatever changes in records later."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kanazawa_exchange.accounts.models import User
from mobility.models import Mobility
from rubric.models import Instrument, PublicRows, PublicYear, RubricVersion, SurveyWave
from rubric.queries import year_rows
from rubric.queries.microdata import microdata
from rubric.services import publications
from tests.rubric import scoring_worlds, surveys, versions
from tests.rubric.publishing import run_of
from tests.rubric.test_microdata import PAGE, answered, finished, travelled

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(sato: User) -> RubricVersion:
    return versions.first(sato)


@pytest.fixture
def instrument(version: RubricVersion) -> Instrument:
    return surveys.questionnaire(version)


@pytest.fixture
def stays(world: Any, instrument: Instrument) -> list[Mobility]:
    """Eight who answered twice in FY2018, which is published."""
    found = travelled(world, world.outbound, 8)
    finished(instrument, {world.outbound: found})
    return found


def void(stay: Mobility) -> None:
    stay.status, stay.uncounted_from = "voided", stay.actual_starts_on
    stay.save()


def relevel(stay: Mobility) -> None:
    stay.level = "doctor"
    stay.save()


def rename(stay: Mobility) -> None:
    stay.run.program.code = "renamed"
    stay.run.program.save()


@pytest.mark.parametrize("change", [void, relevel, rename])
def test_a_record_that_changes_later_changes_no_file(
    world: Any, version: RubricVersion, stays: list[Mobility], sato: User, sign_in: Any, change: Any
) -> None:
    office = sign_in(sato)
    before = office.get(f"{PAGE}csv/").content
    assert before.count(b"russia,2018,outbound,cultural") == 8

    change(stays[0])
    scoring_worlds.scored(version)

    assert office.get(f"{PAGE}csv/").content == before


def test_control_made_anew_the_rows_would_be_others(version: RubricVersion, stays: list[Mobility]) -> None:
    year = PublicYear.objects.get()
    relevel(stays[0])
    anew = year_rows.made_rows(year)
    assert anew.rows != PublicRows.objects.get().rows
    void(stays[1])
    assert year_rows.made_rows(year).rows == []


def test_the_database_keeps_them(stays: list[Mobility]) -> None:
    for act in (lambda: PublicRows.objects.update(left_out=3), lambda: PublicRows.objects.get().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    assert len(PublicRows.objects.get().rows) == 8


@pytest.mark.parametrize("count", [1, 2])
def test_a_record_that_changed_while_the_run_counted_leaves_the_year_without_rows(
    world: Any, instrument: Instrument, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    """Else the public figures less the rows would be the answers of the one whose record was voided."""
    found = travelled(world, world.outbound, 8)
    publish = publications.publish

    def voided_before(*arguments: Any, **named: Any) -> Any:
        for stay in found[:count]:
            void(stay)
        return publish(*arguments, **named)

    monkeypatch.setattr(publications, "publish", voided_before)
    finished(instrument, {world.outbound: found})
    kept = PublicRows.objects.get()
    assert (kept.rows, kept.left_out) == ([], 8 - count)


def test_a_year_of_an_older_version_keeps_its_file(
    world: Any, version: RubricVersion, stays: list[Mobility], sato: User, sign_in: Any
) -> None:
    """The next year is published by the version that follows: each has its own file, led to from the page."""
    office = sign_in(sato)
    old = office.get(f"{PAGE}csv/").content
    draft = versions.versions.new_version(version.rubric, by=sato)
    following = versions.adopted(draft, sato, versions.LATER)
    later = run_of(world.cultural, "outbound", 2019)
    answered(surveys.questionnaire(following, "next"), later, travelled(world, later, 6))
    scoring_worlds.scored(following)
    assert not SurveyWave.objects.exclude(status="locked").exists()

    assert office.get(f"{PAGE}csv/").content.count(b",2019,") == 6
    assert office.get(f"{PAGE}csv/", {"version": str(version.uid)}).content == old
    assert f"?version={version.uid}" in office.get(PAGE).content.decode()
    assert len(microdata(version).found.rows) == 8
