"""A year is published once, whole and final: no later run tells of one more person."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from programs.models import ProgramRun
from rubric.models import PublicGroup, PublicYear, RubricVersion, SurveyWave
from rubric.services import publications
from rubric.suppression.publication import public_groups
from tests.rubric import public_reader, scoring_worlds, surveys, versions
from tests.rubric.publishing import asked, counted, pairs, published, run_of

pytestmark = pytest.mark.django_db
SIX = [(1, 2)] * 6


@pytest.fixture
def version(sato: User) -> RubricVersion:
    return versions.first(sato)


def cells(run: ProgramRun, *people: tuple[int, int]) -> dict[ProgramRun, Any]:
    return {run: {"cultural-tolerance": pairs(*people)}}


def test_nobody_but_the_office_publishes(world: Any, version: RubricVersion, kimura: User, mori: User) -> None:
    asked(version, world.outbound)
    run = counted(version, cells(world.outbound, *SIX))
    for user in (kimura, mori):
        with pytest.raises(PermissionDenied):
            publications.publish(run, by=user, now=clock.now())
    assert not PublicYear.objects.exists()


def refused(act: Any) -> bool:
    try:
        with transaction.atomic():
            act()
    except IntegrityError:
        return True
    return False


def test_a_finished_year_is_published(world: Any, version: RubricVersion) -> None:
    asked(version, world.outbound)
    [year] = published(counted(version, cells(world.outbound, *SIX)))
    assert (year.project, year.fiscal_year, year.participants) == (world.project, 2018, 6)
    assert {(group.direction, group.program) for group in year.groups.all()} == {
        ("", None),
        ("outbound", None),
        ("", world.cultural),
        ("outbound", world.cultural),
    }


def test_the_last_step_of_a_scoring_run_publishes(world: Any, version: RubricVersion) -> None:
    """From the answers to the public page, by the worker's own steps; the run has ended, so nothing of it changes."""
    run, stays = scoring_worlds.cohort(people=30, program=world.cultural)
    questionnaire = surveys.questionnaire(version)
    scoring_worlds.asked(run, stays, questionnaire, questionnaire)
    assert not scoring_worlds.scored(version).public_years.exists()  # the waves are open
    for wave in SurveyWave.objects.all():
        wave.status = "locked"
        wave.save()

    [year] = scoring_worlds.scored(version).public_years.all()

    whole = year.groups.get(direction="", program=None)
    assert year.participants == 29  # one is cancelled
    assert 5 <= whole.pairs < 29
    assert set(whole.tables) == set(version.abilities.values_list("code", flat=True))
    assert not scoring_worlds.scored(version).public_years.exists()


def test_one_more_answer_is_never_published(world: Any, version: RubricVersion) -> None:
    """A seventh person comes to light after the year was published: a later run leaves it as it is."""
    asked(version, world.outbound)
    published(counted(version, cells(world.outbound, *SIX)))
    before = public_reader.everything(Client(), ("en",))

    assert published(counted(version, cells(world.outbound, *SIX, (3, 0)))) == []

    assert public_reader.everything(Client(), ("en",)) == before


def test_control_two_publications_of_one_year_would_tell_of_that_person() -> None:
    place = ("outbound", "cultural")
    first, second = (public_groups({place: {"a": pairs(*people)}})[None, None] for people in (SIX, [*SIX, (3, 0)]))
    assert first
    assert second
    told = {
        (before, after)
        for before in range(4)
        for after in range(4)
        if second["a"].both[before][after] - first["a"].both[before][after] == 1
    }
    assert told == {(3, 0)}


@pytest.mark.parametrize("status", ["planned", "open", "closed", "scored"])
def test_a_year_waits_until_every_wave_is_locked(world: Any, version: RubricVersion, status: str) -> None:
    asked(version, world.outbound)
    asked(version, world.basic_outbound, status)
    world.sent(run=world.basic_outbound)
    assert published(counted(version, cells(world.outbound, *SIX))) == []


def test_a_wave_that_was_locked_while_the_run_counted_makes_the_year_wait(world: Any, version: RubricVersion) -> None:
    run = counted(version, cells(world.outbound, *SIX))
    asked(version, world.outbound)
    assert published(run) == []


def test_a_year_that_still_runs_waits(world: Any, version: RubricVersion) -> None:
    asked(version, world.outbound)
    run = counted(version, cells(world.outbound, *SIX), started_at=datetime(2027, 1, 1, tzinfo=UTC))
    assert publications.publish(run, by=None, now=datetime(2019, 3, 31, 14, tzinfo=UTC)) == []  # 23 h in Japan
    assert publications.publish(run, by=None, now=datetime(2019, 3, 31, 16, tzinfo=UTC)) != []


@pytest.mark.parametrize(
    "scope", [{"direction": "outbound"}, {"after": "later"}, {"rater": "staff"}, {"before": "post", "after": "later"}]
)
def test_a_run_that_counts_a_part_publishes_nothing(world: Any, version: RubricVersion, scope: dict[str, Any]) -> None:
    asked(version, world.outbound)
    assert published(counted(version, cells(world.outbound, *SIX), **scope)) == []


def test_a_run_of_one_programme_or_of_another_questionnaire_publishes_nothing(
    world: Any, version: RubricVersion
) -> None:
    asked(version, world.outbound)
    other = surveys.questionnaire(version, "other")
    assert published(counted(version, cells(world.outbound, *SIX), program=world.cultural)) == []
    assert published(counted(version, cells(world.outbound, *SIX), instrument=other)) == []
    used = SurveyWave.objects.first()
    assert used is not None
    assert published(counted(version, cells(world.outbound, *SIX), instrument=used.instrument)) != []


def test_years_follow_one_another_and_are_not_added_up(world: Any, version: RubricVersion) -> None:
    """Three people of the next year stand in no sum with those of this one."""
    asked(version, world.outbound)
    published(counted(version, cells(world.outbound, *SIX)))
    following = run_of(world.cultural, "outbound", 2019)
    asked(version, following)
    run = counted(version, {**cells(world.outbound, *SIX), **cells(following, (0, 1), (1, 1), (2, 1))})

    [year] = published(run)

    assert (year.fiscal_year, year.participants) == (2019, None)
    assert set(year.groups.values_list("pairs", flat=True)) == {None}
    seen = public_reader.everything(Client(), ("en",))
    assert {where[0] for where in seen.pairs} == {"russia-2018"}


def test_who_answered_once_is_in_no_stored_figure(world: Any, version: RubricVersion) -> None:
    asked(version, world.outbound)
    table = pairs(*SIX)
    half = type(table)(table.both, (1, 0, 0, 0), (0, 0, 0, 1), neither=1)
    [year] = published(counted(version, {world.outbound: {"cultural-tolerance": half}}))
    tables = year.groups.first().tables
    assert tables.pop("cultural-tolerance") == [[0] * 4, [0, 0, 6, 0], [0] * 4, [0] * 4]
    assert not any(any(row) for table in tables.values() for row in table)  # nobody was asked about the other abilities


def test_what_is_published_stays_as_it_is(world: Any, version: RubricVersion) -> None:
    asked(version, world.outbound)
    [year] = published(counted(version, cells(world.outbound, *SIX)))
    group = year.groups.first()
    assert group is not None
    assert refused(lambda: PublicGroup.objects.filter(pk=group.pk).update(pairs=7))
    assert refused(group.delete)
    assert refused(lambda: PublicYear.objects.filter(pk=year.pk).update(participants=7))
    assert refused(year.delete)
    assert refused(lambda: PublicGroup.objects.create(year=year, direction="inbound"))
    again = {"project": world.project, "fiscal_year": 2018, "published_at": year.published_at}
    other = counted(version, {})
    assert refused(lambda: PublicYear.objects.create(score_run=other, **again))


def test_no_small_number_can_be_stored(world: Any, version: RubricVersion) -> None:
    run = counted(version, {})
    year = PublicYear.objects.create(
        project=world.project, fiscal_year=2018, score_run=run, published_at=run.started_at
    )
    assert refused(lambda: PublicGroup.objects.create(year=year, pairs=4, tables={}))
    assert refused(lambda: PublicGroup.objects.create(year=year, pairs=None, tables={"a": []}))
    PublicGroup.objects.create(year=year, pairs=5, tables={})
