"""Runs that ended before there were totals get the same ones as runs that end now."""

from fractions import Fraction
from importlib import import_module
from typing import Any

from django.apps import apps

from kanazawa_exchange.accounts.models import User
from rubric.models import CohortTotal
from rubric.queries.cohort_sums import CohortSum, summed
from rubric.queries.cohorts import scale_of
from rubric.queries.item_sums import stored_sums
from rubric.statistics.reliability import item_sums
from tests.rubric.cohorts import ENDED, PLAIN, begun, cell, end, everywhere, stored
from tests.rubric.versions import first

COLUMNS = ("run", "numbers", "agreement", "item_sums")


def test_runs_of_before_are_added_up_as_those_of_now(world: Any, sato: User) -> None:
    run = begun(first(sato))
    tables = everywhere(run, PLAIN, 3)
    code, other = list(tables)[:2]
    sums = {
        moment: {"uid": {code: stored_sums(item_sums(2, [(Fraction(1, 3), 1), (2, 0)]))}} for moment in ("pre", "post")
    }
    rated = {"pre": {name: stored(table) for name, table in tables.items()}}
    cell(run, world.outbound, world.kazan, tables, agreement=rated, item_sums=sums)
    cell(run, world.outbound, world.irkutsk, tables, agreement=rated, item_sums={"pre": sums["pre"]})
    lacking = cell(run, world.inbound, world.kazan, tables)
    lacking.tables.pop(other)
    lacking.save()
    end(run, ENDED)
    of_now = sorted(CohortTotal.objects.values_list(*COLUMNS))
    CohortTotal.objects.all().delete()

    import_module("rubric.migrations.0012_cohort_totals").add_up(apps, None)

    assert sorted(CohortTotal.objects.values_list(*COLUMNS)) == of_now
    sizes = scale_of(run).sizes
    found: CohortSum = summed(CohortTotal.objects.filter(score_run=run), sizes)
    assert found == summed(run.cells.all(), sizes)
