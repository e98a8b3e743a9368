"""A reviewer who has applied to the same call judges rivals: what was given to them counts neither before nor after."""

from decimal import Decimal

import pytest

from mobility.models import Application, ApplicationStatus
from rubric.queries.ranking import ranks
from rubric.queries.selection import selection

from .reviewing import NOW, applied, assign, call_of, finish


@pytest.fixture
def call(world):
    return call_of(world.outbound)


@pytest.fixture
def tanaka(world):
    return world.user("tanaka", role="reviewer")


def taking_part(application: Application, status: str) -> None:
    application.status, application.submitted_at = status, NOW
    application.save()


@pytest.mark.parametrize("status", ["submitted", "in_review", "withdrawn"])
def test_points_given_to_rivals_do_not_count_once_their_reviewer_has_applied(call, world, suzuki, tanaka, sato, status):
    """A draft does not count: it may never be sent. What was sent counts, also after it was withdrawn."""
    rival, other = (applied(call, world) for _each in range(2))
    own = applied(call, world, suzuki.person, status="draft", submitted_at=None)
    for case in (rival, other):
        low, high = assign(case, suzuki, tanaka)
        finish(low, 0, 0)
        finish(high, 5, 10)
    assert ranks(call)[rival.pk].score.total == Decimal(50), "control: a draft takes nobody away"
    taking_part(own, status)
    line = ranks(call)[rival.pk]
    assert line.score.total == Decimal(100)
    shown = next(one for one in selection(call, sato).lines if one.uid == rival.uid)
    assert len(shown.reviews) == 1


def test_nobody_waits_for_a_reviewer_who_has_applied(call, world, suzuki, tanaka):
    rival = applied(call, world)
    assign(rival, suzuki)
    (done,) = assign(rival, tanaka)
    finish(done, 5, 10)
    own = applied(call, world, suzuki.person, status="draft", submitted_at=None)
    assert not ranks(call)[rival.pk].is_complete
    taking_part(own, ApplicationStatus.SUBMITTED)
    assert ranks(call)[rival.pk].is_complete
