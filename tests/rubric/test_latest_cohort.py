"""On the first page: the newest finding for those who judge the programme, and that a run has ended since their last visit."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override

from kanazawa_exchange.accounts.models import AuditEvent, User
from kanazawa_exchange.lib import clock
from kanazawa_exchange.today import Part, parts_of
from reports.reference import load
from rubric.models import RubricVersion
from tests.factories import PlanFactory, ProjectFactory

from .cohorts import Counted, ended
from .versions import first

TODAY = date(2019, 5, 1)


@pytest.fixture
def version(world: Any, sato: User, monkeypatch: pytest.MonkeyPatch) -> RubricVersion:
    load(by=None)
    PlanFactory.adopted(world.project, {(2018, "outbound"): 3})
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    return first(sato)


def part(user: User, key: str) -> Part | None:
    with override("en"):
        return next((part for part in parts_of(user, TODAY) if part.key == key), None)


@pytest.mark.parametrize("who", ["mori", "hayashi"])
def test_judges_read_the_newest_published_finding(
    world: Any, version: RubricVersion, request: pytest.FixtureRequest, who: str
) -> None:
    judge = request.getfixturevalue(who)
    assert part(judge, "abilities") is None
    people = Counted(world.outbound, world.kazan, ((0, 1, 20), (1, 1, 3), (1, None, 2)))
    ended(version, people)
    assert part(judge, "abilities") is None
    ended(version, people, public={2018: 23})
    found = part(judge, "abilities")
    assert found is not None
    (line,) = found.lines
    assert line.text == "In all 5 abilities more people rose than fell"
    assert line.note.startswith("The answers of 23 people, “Before” and “After”; participants: 25")
    assert line.url == "/en/rubric/cohorts/?project=russia"


def test_of_two_projects_the_one_with_results_is_told_and_named(
    world: Any, version: RubricVersion, mori: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat = mori.person.seats.get()
    running = ProjectFactory(code="next", first_fiscal_year=2019, last_fiscal_year=2029, is_default=False)
    committee = type(seat.committee).objects.create(project=running, kind="steering", slug="next", name_en="Next")
    type(seat).objects.create(committee=committee, person=mori.person, starts_on=seat.starts_on)
    ended(version, Counted(world.outbound, world.kazan, ((0, 1, 20), (1, 1, 3))), public={2018: 23})
    monkeypatch.setattr(clock, "today", lambda: date(2026, 6, 1))
    with override("en"):
        (found,) = [part for part in parts_of(mori, date(2026, 6, 1)) if part.key == "abilities"]
    (line,) = found.lines
    assert line.url == "/en/rubric/cohorts/?project=russia"
    assert line.note.startswith(f"{world.project.name_en} · ")


def test_a_year_that_is_withheld_tells_them_nothing(world: Any, version: RubricVersion, mori: User) -> None:
    ended(version, Counted(world.outbound, world.kazan, ((0, 1, 3),)), public={2018: None})
    assert part(mori, "abilities") is None


@pytest.mark.parametrize("who", ["sato", "kimura", "petrova", "aiko"])
def test_nobody_else_is_told_of_it(
    world: Any, version: RubricVersion, request: pytest.FixtureRequest, who: str
) -> None:
    ended(version, Counted(world.outbound, world.kazan))
    assert part(request.getfixturevalue(who), "abilities") is None


def test_a_run_that_ended_since_the_last_visit_is_news(world: Any, version: RubricVersion, mori: User) -> None:
    for days in (5, 0):
        AuditEvent.objects.create(event="signed_in", actor=mori, at=timezone.now() - timedelta(days=days))
    ended(version, ended_at=timezone.now() - timedelta(days=9))
    ended(version, ended_at=timezone.now() - timedelta(days=1))
    ended(version, ended_at=timezone.now() - timedelta(days=1), project=ProjectFactory(code="elsewhere"))
    figures = part(mori, "figures")
    assert figures is not None
    assert figures.content.news == (("Answers about the abilities scored anew", 1),)  # type: ignore[attr-defined]
