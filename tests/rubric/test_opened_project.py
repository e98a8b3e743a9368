"""Without a project in the address the results open on the one that runs, or on the newest one that shows something, and say so."""

from datetime import date
from typing import Any

import pytest

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from programs.models import FundingProject
from rubric.models import RubricVersion
from tests.factories import ProgramFactory, ProjectFactory, RunFactory, World
from tests.markup import compact

from .cohorts import Counted, ended
from .versions import first

ADDRESS = "/en/rubric/cohorts/"
MARK = "There are no results of"


@pytest.fixture
def version(sato: User, monkeypatch: pytest.MonkeyPatch) -> RubricVersion:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 6, 1))
    return first(sato)


@pytest.fixture
def running(world: World) -> FundingProject:
    project: FundingProject = ProjectFactory(code="next", first_fiscal_year=2025, last_fiscal_year=2029)
    return project


def counted(version: RubricVersion, project: FundingProject, world: World, **values: Any) -> None:
    run = RunFactory(program=ProgramFactory(project=project), fiscal_year=project.first_fiscal_year)
    ended(version, Counted(run, world.kazan), **values)


def opened(browser: Any, **query: str) -> tuple[str, bool]:
    answer = browser.get(ADDRESS, query)
    assert answer.status_code == 200
    return answer.context["project"].code, MARK in compact(answer.content.decode())


def test_where_the_running_project_is_not_scored_the_newest_with_results_opens(
    world: World, version: RubricVersion, running: FundingProject, sato: User, sign_in: Any
) -> None:
    older = ProjectFactory(code="older", first_fiscal_year=2010, last_fiscal_year=2014)
    ended(version, Counted(world.outbound, world.kazan))
    counted(version, older, world)
    browser = sign_in(sato)
    assert opened(browser) == ("russia", True)
    assert opened(browser, project="russia") == ("russia", False), "whoever asks for it needs no reason"
    assert opened(browser, project="next") == ("next", False)


def test_control_once_it_is_scored_the_running_one_opens(
    world: World, version: RubricVersion, running: FundingProject, sato: User, sign_in: Any
) -> None:
    ended(version, Counted(world.outbound, world.kazan))
    counted(version, running, world)
    assert opened(sign_in(sato)) == ("next", False)


def test_where_nobody_has_scored_anything_the_running_one_opens(
    world: World, version: RubricVersion, running: FundingProject, sato: User, sign_in: Any
) -> None:
    assert opened(sign_in(sato)) == ("next", False)


@pytest.mark.parametrize("values", [{"fiscal_year": 2025}, {"direction": "outbound"}, {"rater": "staff"}])
def test_a_run_that_answers_only_a_filter_is_no_result_of_the_whole(
    world: World, version: RubricVersion, running: FundingProject, sato: User, sign_in: Any, values: Any
) -> None:
    ended(version, Counted(world.outbound, world.kazan))
    counted(version, running, world, **values)
    assert opened(sign_in(sato)) == ("russia", True)


def seated(member: User, project: FundingProject) -> None:
    """Also in the committee of this project."""
    seat = member.person.seats.get()
    committee = type(seat.committee).objects.create(
        project=project, kind=seat.committee.kind, slug="next-committee", name_en="Next", name_ja="次"
    )
    type(seat).objects.create(committee=committee, person=member.person, starts_on=seat.starts_on)


@pytest.mark.parametrize(("pairs", "expected"), [(None, ("russia", True)), (13, ("next", False))])
def test_a_year_that_is_withheld_as_a_whole_is_no_result_for_a_committee(
    world: World,
    version: RubricVersion,
    running: FundingProject,
    mori: User,
    sign_in: Any,
    pairs: int | None,
    expected: tuple[str, bool],
) -> None:
    seated(mori, running)
    ended(version, Counted(world.outbound, world.kazan, ((0, 1, 20),)), public={2018: 20})
    counted(version, running, world, public={2025: pairs})
    assert opened(sign_in(mori)) == expected


def test_a_committee_is_led_to_what_is_published_and_not_to_what_is_counted(
    world: World, version: RubricVersion, running: FundingProject, mori: User, sign_in: Any
) -> None:
    seated(mori, running)
    ended(version, Counted(world.outbound, world.kazan, ((0, 1, 20),)), public={2018: 20})
    counted(version, running, world)
    assert opened(sign_in(mori)) == ("russia", True)


@pytest.mark.parametrize("number", [1, 3])
def test_projects_are_looked_through_at_one_cost(
    world: World,
    version: RubricVersion,
    running: FundingProject,
    sato: User,
    sign_in: Any,
    number: int,
    django_assert_num_queries: Any,
) -> None:
    for place in range(number):
        older = ProjectFactory(first_fiscal_year=2000 + place, last_fiscal_year=2004 + place)
        counted(version, older, world)
    browser = sign_in(sato)
    browser.get(ADDRESS)
    with django_assert_num_queries(13):
        browser.get(ADDRESS)
