"""Figures on the first page: the year that runs for the office, the finding and what is new since the last visit for judges."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override

from kanazawa_exchange.accounts.models import AuditEvent
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import Step
from kanazawa_exchange.today import parts_of
from mobility.services import moves
from reports.reference import load
from tests.factories import PlanFactory

TODAY = date(2019, 3, 1)


@pytest.fixture
def figures(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    load(by=None)
    PlanFactory.adopted(world.project, {(2018, "outbound"): 3, (2018, "inbound"): 1, (2017, "outbound"): 1})
    world.sent()
    monkeypatch.setattr(clock, "today", lambda: TODAY)


def latest(user: Any) -> Any:
    with override("en"):
        (part,) = (part for part in parts_of(user, TODAY) if part.key == "figures")
    return part.content


def visited(user: Any, days_ago: int) -> None:
    AuditEvent.objects.create(event="signed_in", actor=user, at=timezone.now() - timedelta(days=days_ago))


def test_the_office_sees_the_year_that_runs(figures, sato) -> None:
    assert [(row.fiscal_year, row.direction, row.plan, row.actual) for row in latest(sato).rows] == [
        (2018, "outbound", 3, 1),
        (2018, "inbound", 1, 0),
    ]


@pytest.mark.parametrize("role", ["mori", "hayashi"])
def test_judges_see_the_finding_and_every_year(figures, request, role) -> None:
    content = latest(request.getfixturevalue(role))
    assert {row.fiscal_year for row in content.rows} == {2017, 2018}
    assert content.finding
    assert content.since is None


def test_what_was_entered_since_the_visit_before_is_counted(figures, world, sato, mori) -> None:
    visited(mori, 5)
    visited(mori, 0)
    planned = {"planned_starts_on": date(2018, 9, 1), "planned_ends_on": date(2018, 9, 20)}
    stays = [world.sent(status="ready", actual_starts_on=None, actual_ends_on=None, **planned) for _ in range(2)]
    for stay in stays:
        moves.move(stay, "arrive", Step(date(2018, 9, 1)), by=sato, now=timezone.now())
    stays[0].refresh_from_db()
    moves.move(stays[0], "return", Step(date(2018, 9, 20)), by=sato, now=timezone.now())

    content = latest(mori)

    assert content.since == clock.tokyo_date(timezone.now() - timedelta(days=5))
    assert content.news == (("Arrival confirmed", 2), ("Return confirmed", 1))


def test_what_another_project_entered_is_no_news(figures, world, mori) -> None:
    visited(mori, 5)
    visited(mori, 0)
    assert latest(mori).news == ()


def test_whoever_sees_no_figures_has_none(figures, petrova, aiko) -> None:
    for user in (petrova, aiko):
        assert not [part for part in parts_of(user, TODAY) if part.key == "figures"]


def test_the_page_of_a_judge_says_what_is_new_or_that_nothing_is(figures, mori, sign_in) -> None:
    browser = sign_in(mori)
    visited(mori, 5)
    visited(mori, 0)
    page = browser.get("/en/").content.decode()
    assert "Since your last visit on" in page
    assert "Nothing has been entered since then." in page
