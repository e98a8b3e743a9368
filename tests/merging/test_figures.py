"""Two entries merged and taken apart again, in random worlds with records in every app: every figure of every rule stays."""

from random import Random
from typing import Any

import pytest
from django.db import transaction

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services import merging
from kanazawa_exchange.accounts.services.merging import CannotMerge, Choice
from kanazawa_exchange.accounts.services.references import Pair
from kanazawa_exchange.lib import clock
from mobility.models import Mobility
from mobility.queries.headcounts import of_runs
from mobility.queries.integrity import findings
from programs.models import ProgramRun
from reports import reference
from reports.figures import PlanActual
from rubric.models import SurveyWave
from rubric.queries.participation import participations, tally
from tests.factories import World
from tests.rubric.surveys import wave
from tests.rubric.waves import in_use

from . import worlds

SEEDS = range(12)


@pytest.fixture
def waves(world: World, sato: User) -> list[SurveyWave]:
    reference.load()
    instrument = in_use(sato)
    return [wave(run, instrument, moment) for run in (world.outbound, world.inbound) for moment in ("pre", "post")]


def per_participation(waves: list[SurveyWave], tables: list[PlanActual]) -> list[Any]:
    """What is counted by stays: tables of plan and actual, runs, who was asked in the survey and has answered."""
    runs = list(ProgramRun.objects.order_by("pk").values_list("pk", flat=True))
    asked = participations(waves, clock.now())
    return [
        [worlds.without_heads(found) for found in tables],
        dict(of_runs(runs)),
        {pk: (tally(rows).expected, tally(rows).sent) for pk, rows in asked.items()},
    ]


def faults() -> set[tuple[str, Any]]:
    return {(found.code, found.record) for found in findings()}


@pytest.mark.parametrize("seed", SEEDS)
def test_merging_and_its_undoing_keep_every_figure(
    world: World, waves: list[SurveyWave], admin: User, seed: int
) -> None:
    chance = Random(seed)
    people = worlds.entries(world, chance, waves)
    stored, tables = worlds.stored(), worlds.tables(world)
    figures = per_participation(waves, tables)
    counted, wrong = worlds.people_counted(world), faults()
    taken = chance.sample(merging.FACTS, 2)

    try:
        act = merging.merge(people.one, people.other, Choice(taken), by=admin, now=clock.now())
    except CannotMerge:
        assert worlds.stored() == stored
        return

    assert per_participation(waves, worlds.tables(world)) == figures
    one, other = people.one.pk, people.other.pk
    for (before, heads), (behind, told) in zip(counted, worlds.people_counted(world), strict=True):
        assert behind == {one if pk == other else pk for pk in before}
        assert told == heads - ({one, other} <= before), "a person who stands behind a figure is one head"
    assert not Mobility.objects.filter(person=other).exists()
    assert faults() <= wrong

    merging.unmerge(act, by=admin, now=clock.now())
    assert worlds.stored() == stored
    assert worlds.tables(world) == tables
    assert faults() == wrong


def test_control_of_the_random_worlds_many_are_merged_some_are_refused_and_heads_do_fall(
    world: World, waves: list[SurveyWave], admin: User
) -> None:
    merged, fallen = 0, 0
    for seed in SEEDS:
        with transaction.atomic():
            people = worlds.entries(world, Random(seed), waves)
            heads = [told for _behind, told in worlds.people_counted(world)]
            if not merging.refusals(Pair(people.one, people.other)):
                merging.merge(people.one, people.other, by=admin, now=clock.now())
                merged += 1
                fallen += heads != [told for _behind, told in worlds.people_counted(world)]
            transaction.set_rollback(True)
    assert len(SEEDS) / 2 < merged < len(SEEDS)
    assert fallen >= 2
