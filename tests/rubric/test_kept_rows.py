"""The rows of a year stay those that were published with it, whatever changes in records later."""

from collections import Counter
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kanazawa_exchange.accounts.models import User
from mobility.models import Mobility
from rubric.models import Instrument, PublicGroup, PublicRows, PublicYear, ResponseScore, RubricVersion, SurveyWave
from rubric.queries import year_rows
from rubric.queries.microdata import TRAITS, microdata
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


def corrected_between(monkeypatch: pytest.MonkeyPatch, moment: str, one: str, other: str) -> None:
    """Between counting and publishing the first ability of the first who stood at one level is put at another."""
    publish = publications.publish

    def corrected(*arguments: Any, **named: Any) -> Any:
        scores = ResponseScore.objects.filter(response__wave__moment=moment).order_by("pk")
        score = next(each for each in scores if each.levels[0] == one)
        score.levels = other + score.levels[1:]
        score.save()
        return publish(*arguments, **named)

    monkeypatch.setattr(publications, "publish", corrected)


def left_over(direction: str = "outbound") -> Counter[tuple[int, int]]:
    """What a reader finds of the first ability by taking the rows from the figures, and the other way round."""
    group, kept = PublicGroup.objects.get(direction=direction, program=None), PublicRows.objects.get()
    table = group.tables[kept.year.score_run.rubric_version.abilities.values_list("code", flat=True)[0]]
    public = Counter({(i, j): n for i, row in enumerate(table) for j, n in enumerate(row)})
    rows = Counter((row[TRAITS][0], row[TRAITS + 1][0]) for row in kept.rows)
    return (public - rows) + (rows - public)


@pytest.mark.parametrize(("moment", "one", "other"), [("pre", "0", "3"), ("post", "3", "1")])
def test_an_answer_that_was_corrected_while_the_run_counted_leaves_the_year_without_rows(
    world: Any, instrument: Instrument, monkeypatch: pytest.MonkeyPatch, moment: str, one: str, other: str
) -> None:
    """There are as many rows as pairs, yet what differs would be the two answers of one person."""
    corrected_between(monkeypatch, moment, one, other)
    finished(instrument, {world.outbound: travelled(world, world.outbound, 12)})
    kept = PublicRows.objects.get()
    assert PublicGroup.objects.get(direction="outbound", program=None).pairs == 12
    assert (kept.rows, kept.left_out) == ([], 12)


def test_control_by_numbers_alone_two_answers_of_one_person_are_told(
    world: Any, instrument: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard off: tables are compared by how many they hold."""

    def number(table: Counter[tuple[int, int]]) -> Any:
        return Counter({(0, 0): table.total()}) if table else Counter()

    joint, allowed = year_rows._joint_tables, year_rows._allowed
    monkeypatch.setattr(
        year_rows, "_joint_tables", lambda *given: {key: number(found) for key, found in joint(*given).items()}
    )
    monkeypatch.setattr(year_rows, "_allowed", lambda *given: tuple(map(number, allowed(*given))))
    corrected_between(monkeypatch, "pre", "0", "3")
    finished(instrument, {world.outbound: travelled(world, world.outbound, 12)})
    assert len(PublicRows.objects.get().rows) == 12
    assert sorted(before for before, _after in left_over().elements()) == [0, 3]


def test_what_is_published_whole_leaves_nothing_over(stays: list[Mobility]) -> None:
    assert left_over() == Counter()


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
