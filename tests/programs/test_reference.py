"""The real project is loaded from plain data, through the services, once."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.languages import LANGUAGES
from partners import reference as partner_reference
from programs import reference
from programs.models import Committee, FundingProject, Program, ProgramPartner, ProgramRun, TargetPlan
from programs.queries.targets import plan_in_force
from programs.services import programs
from tests import factories

from .promised import promised

COUNTED = (FundingProject, Program, ProgramPartner, ProgramRun, Committee, TargetPlan)


@pytest.fixture
def loaded(db: None) -> FundingProject:
    partner_reference.load()
    return reference.load()


@pytest.fixture
def office(db: None) -> User:
    user = factories.UserFactory()
    factories.RoleGrantFactory(person=user.person, role="coordinator")
    return user


def test_loading_twice_changes_nothing(loaded: FundingProject) -> None:
    before = {model: model.history.count() for model in COUNTED}
    reference.load()
    assert {model: model.history.count() for model in COUNTED} == before
    assert before[ProgramRun] == 35


def test_what_the_office_changed_stays(loaded: FundingProject, office: User) -> None:
    program = Program.objects.get(code="cultural")
    programs.edit_program(program, {"name_en": "Changed", "partners": []}, by=office, version=1)
    reference.load()
    program.refresh_from_db()
    assert (program.name_en, program.partners.count()) == ("Changed", 0)


def test_the_first_year_had_culture_both_ways_and_advanced_science_outbound_only(loaded: FundingProject) -> None:
    runs = ProgramRun.objects.filter(fiscal_year=2017).values_list("program__code", "direction")
    assert sorted(runs) == [("advanced", "outbound"), ("cultural", "inbound"), ("cultural", "outbound")]


def test_every_programme_is_described_in_three_languages(loaded: FundingProject) -> None:
    for program in Program.objects.all():
        for name in ("name", "purpose", "description", "fields_of_study", "participants", "period"):
            assert all(getattr(program, f"{name}_{language}") for language in LANGUAGES), (program, name)


def test_the_plan_of_the_demonstration_is_the_published_one(loaded: FundingProject, office: User) -> None:
    now = datetime(2020, 1, 1, tzinfo=UTC)
    reference.load_plan(by=office, now=now)
    reference.load_plan(by=office, now=now)

    plan = plan_in_force(loaded, date(2018, 3, 31))

    assert plan is not None
    numbers: dict[Any, Any] = {
        (year, way): promised(plan, year, way) for year in (2017, 2018, 2019) for way in ("outbound", "inbound")
    }
    assert numbers == {
        (2017, "outbound"): 20, (2017, "inbound"): 5,
        (2018, "outbound"): 35, (2018, "inbound"): 17,
        (2019, "outbound"): None, (2019, "inbound"): None,
    }  # fmt: skip
    assert plan.split_unknown
    assert plan.prints_addition_note
