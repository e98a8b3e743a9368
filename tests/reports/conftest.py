"""The rule, the published figures, and a table in one call."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from mobility.models import Mobility
from reports import reference
from reports.figures import Filters, PlanActual
from reports.models import CountingRule
from reports.queries.plan_actual import table
from tests.factories import PlanFactory, World
from tests.replayed import replayed

END_OF_2018 = date(2019, 3, 31)
PUBLISHED = {
    (2017, "outbound"): (20, 38),
    (2017, "inbound"): (5, 6),
    (2018, "outbound"): (35, 65),
    (2018, "inbound"): (17, 37),
}

Tabulate = Callable[..., PlanActual]


@pytest.fixture
def rule(db: None) -> CountingRule:
    _load()
    return CountingRule.objects.get(code="mext")


@replayed
def _load() -> None:
    reference.load()


@pytest.fixture
def tabulate(world: World, rule: CountingRule) -> Tabulate:
    """tabulate(as_of, direction="outbound", …) is the table of the world's project, in English."""

    def made(as_of: date = END_OF_2018, **filters: Any) -> PlanActual:
        with translation.override("en"):
            return table(world.project, rule, as_of, Filters(**filters))

    return made


def cells(found: PlanActual) -> dict[tuple[int, str], int]:
    """The counted cells that are not empty."""
    return {(row.fiscal_year, row.direction): row.actual for row in found.rows if row.actual}


@pytest.fixture
def published(world: World, rule: CountingRule) -> World:
    """As many stays as the published table counts, and its plan with the split unknown."""
    _publish(world)
    return world


@replayed
def _publish(world: World) -> None:
    for (year, direction), (_plan, actual) in PUBLISHED.items():
        made = world.sent if direction == "outbound" else world.received
        for number in range(actual):
            start = date(year, 4, 1) + timedelta(days=number * 5)
            made(actual_starts_on=start, actual_ends_on=start + timedelta(days=13))
    PlanFactory.adopted(world.project, {cell: plan for cell, (plan, _actual) in PUBLISHED.items()}, split_unknown=True)


def shuffled(mobilities: list[Callable[[], Mobility]], seed: int) -> None:
    """Enter the records in another order."""
    import random

    order = list(mobilities)
    random.Random(seed).shuffle(order)
    for enter in order:
        enter()
