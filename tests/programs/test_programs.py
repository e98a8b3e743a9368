"""Projects, programmes, runs and committees: what the services refuse, what the database refuses, what the history tells."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from kanazawa_exchange.accounts.models import TrackedUpdateRefused, User
from kanazawa_exchange.accounts.services.editing import StaleEdit
from kanazawa_exchange.lib.refusals import Refused
from programs.models import FundingProject, Program, ProgramPartner, ProgramRun, ProjectHome
from programs.services import programs, projects
from tests import factories

WORDS = {"level": "master", "leads_to": "credit", "name_ja": "新しい", "name_en": "", "name_ru": ""}


# --- Programmes ------------------------------------------------------------------------------------------------------


def test_a_code_or_address_in_use_is_refused_at_its_field(world: Any, sato: User) -> None:
    with pytest.raises(Refused) as refusal:
        programs.create_program(world.project, {**WORDS, "code": "cultural", "slug": "other"}, by=sato)
    assert list(refusal.value.errors) == ["code"]
    with pytest.raises(Refused) as refusal:
        programs.create_program(world.project, {**WORDS, "code": "other", "slug": "cultural"}, by=sato)
    assert list(refusal.value.errors) == ["slug"]


def test_the_history_tells_who_changed_the_partners_of_a_programme(world: Any, sato: User, admin: User) -> None:
    program = programs.create_program(
        world.project, {**WORDS, "code": "new", "slug": "new", "partners": [world.kazan]}, by=sato
    )
    programs.edit_program(program, {"partners": [world.irkutsk]}, by=admin, version=1)

    assert list(program.partners.all()) == [world.irkutsk]
    lines = ProgramPartner.history.filter(program_id=program.pk).order_by("history_id")
    assert [(line.history_type, line.institution, line.history_user) for line in lines] == [
        ("+", world.kazan, sato),
        ("-", world.kazan, admin),
        ("+", world.irkutsk, admin),
    ]


def test_the_second_of_two_editors_of_a_programme_is_told(world: Any, sato: User, admin: User) -> None:
    programs.edit_program(world.cultural, {"name_en": "First"}, by=sato, version=1)
    with pytest.raises(StaleEdit):
        programs.edit_program(world.cultural, {"name_en": "Second"}, by=admin, version=1)
    world.cultural.refresh_from_db()
    assert world.cultural.name_en == "First"


def test_bulk_writes_that_leave_no_history_are_refused(world: Any) -> None:
    for write in (
        lambda: Program.objects.update(order=9),
        lambda: ProgramRun.objects.bulk_create([]),
        lambda: world.cultural.partners.add(world.kazan),
    ):
        with pytest.raises(TrackedUpdateRefused):
            write()


# --- Runs ------------------------------------------------------------------------------------------------------------


def test_a_programme_has_one_run_for_a_year_direction_term_and_theme(world: Any, sato: User) -> None:
    fields = {"fiscal_year": 2019, "direction": "inbound", "theme_ja": None, "theme_en": "Ice"}
    programs.create_run(world.basic, fields, by=sato)
    with pytest.raises(Refused) as refusal:
        programs.create_run(world.basic, {**fields, "theme_ja": ""}, by=sato)
    assert list(refusal.value.errors) == ["fiscal_year"]
    programs.create_run(world.basic, {**fields, "theme_en": "Snow"}, by=sato)
    assert ProgramRun.objects.filter(program=world.basic, fiscal_year=2019).count() == 2


def test_without_the_constraint_the_same_run_would_stand_twice(world: Any, sato: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX program_run_once")
    fields = {"fiscal_year": 2019, "direction": "inbound"}
    programs.create_run(world.basic, fields, by=sato)
    programs.create_run(world.basic, fields, by=sato)


def test_a_run_lies_in_a_year_of_its_project(world: Any, sato: User) -> None:
    with pytest.raises(Refused) as refusal:
        programs.create_run(world.basic, {"fiscal_year": 2022, "direction": "inbound"}, by=sato)
    assert list(refusal.value.errors) == ["fiscal_year"]


def test_a_run_that_ends_before_it_starts_is_refused_by_the_database(world: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.RunFactory(program=world.basic, starts_on=date(2018, 5, 2), ends_on=date(2018, 5, 1))


# --- Projects, homes, committees ---------------------------------------------------------------------------------------


def test_a_new_main_project_takes_the_mark_from_the_old_one(world: Any, sato: User) -> None:
    new = projects.create_project(
        {"code": "next", "name_ja": "次", "first_fiscal_year": 2022, "last_fiscal_year": 2026, "is_default": True},
        by=sato,
    )
    assert list(FundingProject.objects.filter(is_default=True)) == [new]
    assert world.project.history.order_by("-history_id").first().history_user == sato


def test_a_project_keeps_the_years_in_which_runs_or_plans_lie(world: Any, sato: User) -> None:
    with pytest.raises(Refused) as refusal:
        projects.edit_project(world.project, {"first_fiscal_year": 2019}, by=sato, version=1)
    assert list(refusal.value.errors) == ["first_fiscal_year"]
    projects.edit_project(world.project, {"last_fiscal_year": 2018}, by=sato, version=1)


def test_the_years_of_a_project_are_those_stored_now_whatever_the_caller_still_holds(world: Any, sato: User) -> None:
    """`world.project` was read before its years were shortened."""
    projects.edit_project(world.project, {"last_fiscal_year": 2018}, by=sato, version=1)
    late = {"fiscal_year": 2020, "direction": "inbound"}
    for act in (
        lambda: programs.create_run(world.basic, late, by=sato),
        lambda: programs.edit_run(world.outbound, late, by=sato, version=None),
        lambda: projects.edit_project(world.project, {"first_fiscal_year": 2019}, by=sato, version=None),
    ):
        with pytest.raises(Refused):
            act()


def test_a_code_in_use_is_refused(world: Any, sato: User) -> None:
    years = {"first_fiscal_year": 2017, "last_fiscal_year": 2018}
    with pytest.raises(Refused) as refusal:
        projects.create_project({"code": "russia", "name_ja": "同じ", **years}, by=sato)
    assert list(refusal.value.errors) == ["code"]
    fields = {"slug": "steering", "kind": "steering", "name_ja": "委員会"}
    projects.create_committee(world.project, fields, by=sato)
    with pytest.raises(Refused) as refusal:
        projects.create_committee(world.project, fields, by=sato)
    assert list(refusal.value.errors) == ["slug"]


def test_a_record_without_a_name_in_any_language_is_refused_by_the_database(world: Any) -> None:
    for name in ("", None):
        with pytest.raises(IntegrityError), transaction.atomic():
            Program.objects.create(
                project=world.project, code="x", slug="x", level="master", leads_to="credit",
                name_ja=name, name_en=name, name_ru=name,
            )  # fmt: skip


def test_an_institution_is_at_home_once_at_a_time(world: Any, sato: User) -> None:
    with pytest.raises(Refused) as refusal:
        projects.add_home(world.project, world.kanazawa, starts_on=date(2020, 1, 1), by=sato)
    assert list(refusal.value.errors) == ["starts_on"]
    home = ProjectHome.objects.get(project=world.project)
    projects.edit_home(home, starts_on=home.starts_on, ends_on=date(2019, 12, 31), by=sato, version=1)
    projects.add_home(world.project, world.kanazawa, starts_on=date(2020, 1, 1), by=sato)
    assert ProjectHome.objects.filter(project=world.project).count() == 2


def test_an_unknown_failure_of_the_database_is_not_taken_for_a_refusal(world: Any, sato: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        programs.create_run(world.basic, {"fiscal_year": 2019, "direction": "inbound", "starts_on": date(2019, 5, 2),
                                          "ends_on": date(2019, 5, 1)}, by=sato)  # fmt: skip
    assert not issubclass(IntegrityError, Refused)
