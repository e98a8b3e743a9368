"""The office's pages: nothing typed is lost, wrong input is told at its field, lists cost the same for one and for three."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.accounts.models import AuditEvent, User
from kanazawa_exchange.accounts.services import files
from programs.models import Program, ProgramRun, TargetPlan
from programs.queries import histories
from programs.queries.catalogue import runs_of
from programs.queries.office import office_projects
from programs.services import targets
from tests import factories


@pytest.fixture
def office(sato: User, sign_in: Any) -> Client:
    return sign_in(sato)


def url(name: str, **kwargs: Any) -> str:
    with override("en"):
        return reverse(f"programs:{name}", kwargs=kwargs)


def program_form(program: Program, **changes: Any) -> dict[str, Any]:
    names = {f"name_{code}": getattr(program, f"name_{code}") for code in ("ja", "en", "ru")}
    return {
        **names, "code": program.code, "slug": program.slug, "order": program.order, "level": program.level,
        "leads_to": program.leads_to, "state": program.state, "version": program.version, **changes,
    }  # fmt: skip


# --- Two people, one programme -----------------------------------------------------------------------------------------


def test_a_stale_edit_shows_both_texts_and_stores_nothing(world: Any, office: Client, admin: User) -> None:
    page = url("program_edit", uid=world.cultural.uid)
    first = program_form(world.cultural, purpose_en="The text of the first")
    second = program_form(world.cultural, purpose_en="The text of the second", partners=[world.kazan.uid])
    assert office.post(page, first).status_code == 302

    answer = office.post(page, second)

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "The text of the first" in text
    assert "The text of the second" in text
    world.cultural.refresh_from_db()
    assert world.cultural.purpose_en == "The text of the first"
    again = office.post(page, {**second, "version": world.cultural.version})
    assert again.status_code == 302
    world.cultural.refresh_from_db()
    assert world.cultural.purpose_en == "The text of the second"


def test_a_form_sent_without_its_version_counts_as_stale(world: Any, office: Client) -> None:
    form = program_form(world.cultural, purpose_en="Forced")
    del form["version"]
    assert office.post(url("program_edit", uid=world.cultural.uid), form).status_code == 409
    world.cultural.refresh_from_db()
    assert not world.cultural.purpose_en


def test_two_people_editing_the_numbers_of_a_draft_see_both(world: Any, office: Client, sato: User) -> None:
    plan = targets.create_plan(world.project, {"first_fiscal_year": 2018, "last_fiscal_year": 2018}, by=sato)
    page = url("plan_cells", uid=plan.uid)
    assert office.post(page, {"version": 1, "cell-2018-outbound": "35", "cell-2018-inbound": ""}).status_code == 302
    answer = office.post(page, {"version": 1, "cell-2018-outbound": "36", "cell-2018-inbound": "17"})
    assert answer.status_code == 409
    boxes = answer.context["conflict"].boxes
    assert [item.theirs for item in (*boxes.both, *boxes.own)] == ["35", ""]
    assert plan.cells.get().value == 35


# --- Wrong input -------------------------------------------------------------------------------------------------------

BAD_NAMES = ["nul\x00", "\u202eturned", "line\nbreak", "\ud800", "x" * 1_000_000]
BAD_NUMBERS = ["1_000", "9223372036854775808", "-1", "1.5", "٣٤", "text"]


@pytest.mark.parametrize("name", BAD_NAMES, ids=ascii)
def test_a_bad_name_is_told_at_its_field(world: Any, office: Client, name: str) -> None:
    text = name.encode("utf-8", "surrogatepass").decode("utf-8", "replace") if "\ud800" in name else name
    if "\ud800" in name:
        text = "\ufdd0"
    answer = office.post(url("program_edit", uid=world.cultural.uid), program_form(world.cultural, name_en=text))
    assert answer.status_code == 200
    assert "name_en" in answer.context["form"].errors
    world.cultural.refresh_from_db()
    assert world.cultural.name_en == "Cultural Exchange Program"


@pytest.mark.parametrize("number", BAD_NUMBERS)
def test_a_bad_number_is_told_at_its_cell_and_stays_in_its_box(
    world: Any, office: Client, sato: User, number: str
) -> None:
    plan = targets.create_plan(world.project, {"first_fiscal_year": 2018, "last_fiscal_year": 2018}, by=sato)
    form = {"version": 1, "cell-2018-outbound": number, "cell-2018-inbound": "17"}
    answer = office.post(url("plan_cells", uid=plan.uid), form)
    assert "cell-2018-outbound" in answer.context["form"].errors
    assert f'value="{number}"' in answer.content.decode()
    assert not plan.cells.exists()


@pytest.mark.parametrize("day", ["2019-02-29", "31.04.2019", "01/02/2019", "令和元年4月30日", "20190", "never"])
def test_an_impossible_day_is_told_at_its_field(world: Any, office: Client, day: str) -> None:
    form = {"fiscal_year": "2019", "direction": "outbound", "term": "year", "starts_on": day}
    answer = office.post(url("run_create", uid=world.basic.uid), form)
    assert "starts_on" in answer.context["form"].errors
    assert day in answer.content.decode()
    assert not ProgramRun.objects.filter(fiscal_year=2019).exists()


def test_a_refusal_of_the_service_stands_at_the_field(world: Any, office: Client) -> None:
    form = {"fiscal_year": "2022", "direction": "outbound", "term": "year"}
    answer = office.post(url("run_create", uid=world.basic.uid), form)
    assert list(answer.context["form"].errors) == ["fiscal_year"]


def test_fields_that_are_not_on_the_form_cannot_be_set(world: Any, office: Client, sato: User) -> None:
    plan = targets.create_plan(world.project, {"first_fiscal_year": 2017, "last_fiscal_year": 2018}, by=sato)
    form = {
        "version": 1, "first_fiscal_year": "2017", "last_fiscal_year": "2018", "note_policy": "always",
        "status": "adopted", "adopted_on": "2017-10-01", "number": "9", "by_program": "on",
    }  # fmt: skip
    assert office.post(url("plan_edit", uid=plan.uid), form).status_code == 302
    plan.refresh_from_db()
    assert (plan.status, plan.adopted_on, plan.number, plan.by_program) == ("draft", None, 1, False)


# --- The way of a plan through the pages -------------------------------------------------------------------------------


def test_a_plan_is_drafted_revised_adopted_and_followed(world: Any, office: Client) -> None:
    factories.World.committee_member(world, "chair", kind="steering")
    steering = world.project.committees.get(kind="steering")
    years = {"first_fiscal_year": "平成29年度", "last_fiscal_year": "2017"}
    answer = office.post(url("plan_create"), {"project": "russia", "note_policy": "always", **years})
    plan = TargetPlan.objects.get()
    assert answer.url == url("plan_cells", uid=plan.uid)
    decision = {"committee": steering.uid, "adopted_on": "2017-10-02", "basis_ja": "議事録", "version": 1}
    early = office.post(url("plan_adopt", uid=plan.uid), decision)
    assert early.context["form"].non_field_errors()

    office.post(url("plan_cells", uid=plan.uid), {"version": 1, "cell-2017-outbound": "２０", "cell-2017-inbound": "5"})
    office.post(
        url("revision_create", uid=plan.uid),
        {
            "fiscal_year": "2017", "direction": "outbound", "delta": "−2", "reason": "partner_added",
            "institution": world.kazan.uid, "decided_on": "2017-10-01", "note_en": "Smaller", "version": 2,
        },
    )  # fmt: skip
    plan.refresh_from_db()
    answer = office.post(url("plan_adopt", uid=plan.uid), {**decision, "version": plan.version})

    assert answer.url == url("plan_detail", uid=plan.uid)
    shown = office.get(answer.url).content.decode()
    assert "<b>18</b>" in shown
    assert "base 20, revisions −2" in shown
    follow = office.post(url("plan_new_version", uid=plan.uid))
    assert TargetPlan.objects.get(number=2).status == "draft"
    assert office.get(follow.url).status_code == 200


def test_a_draft_is_discarded_after_a_question(world: Any, office: Client, sato: User) -> None:
    plan = targets.create_plan(world.project, {"first_fiscal_year": 2017, "last_fiscal_year": 2017}, by=sato)
    question = office.get(url("plan_discard", uid=plan.uid)).content.decode()
    assert "Its numbers and revisions go with it, and nothing brings them back." in question
    assert "The plan in force" not in question  # there is none
    assert TargetPlan.objects.exists()

    answer = office.post(url("plan_discard", uid=plan.uid), {"version": plan.version}, follow=True)

    assert not TargetPlan.objects.exists()
    assert [str(message) for message in answer.context["messages"]] == ["The draft is discarded."]


def test_the_history_of_a_plan_names_the_cell_that_changed(world: Any, sato: User) -> None:
    plan = targets.create_plan(world.project, {"first_fiscal_year": 2017, "last_fiscal_year": 2018}, by=sato)
    targets.set_cells(plan, {(2018, "inbound", None): 17}, by=sato)
    targets.set_cells(plan, {(2018, "inbound", None): 20}, by=sato)
    revision = {
        "fiscal_year": 2017, "direction": "outbound", "delta": -5, "reason": "other", "decided_on": date(2017, 10, 1),
    }  # fmt: skip
    targets.add_revision(plan, {**revision, "note_en": "Smaller"}, by=sato)
    with override("en"):
        entries = histories.plan_history(plan)
    changes = [(change.label, change.before, change.after) for entry in entries for change in entry.changes]
    assert ("FY2018, inbound", "17", "20") in changes
    assert ("Change", "", "−5") in changes
    assert "Revision of FY2017, outbound: Registered" in [entry.what for entry in entries]


def test_the_history_of_a_plan_names_the_committee_in_one_language(world: Any, sato: User) -> None:
    plan = targets.create_plan(world.project, {"first_fiscal_year": 2017, "last_fiscal_year": 2017}, by=sato)
    names = {f"adopted_by_{code}": f"Committee {code}" for code in ("ja", "en", "ru")}
    targets.edit_plan(plan, names, by=sato, version=plan.version)
    with override("ru"):
        entries = histories.plan_history(plan)
    assert [change.after for entry in entries for change in entry.changes] == ["Committee ru"]


def test_a_revision_that_is_sent_twice_changes_the_number_once(world: Any, office: Client, sato: User) -> None:
    plan = targets.create_plan(world.project, {"first_fiscal_year": 2017, "last_fiscal_year": 2017}, by=sato)
    plan = targets.set_cells(plan, {(2017, "outbound", None): 20, (2017, "inbound", None): 5}, by=sato)
    form = office.get(url("revision_create", uid=plan.uid)).context["form"]
    sent = {
        "version": form["version"].value(), "fiscal_year": "2017", "direction": "outbound", "delta": "3",
        "reason": "budget", "decided_on": "2017-10-01", "note_en": "Larger",
    }  # fmt: skip

    first = office.post(url("revision_create", uid=plan.uid), sent)
    again = office.post(url("revision_create", uid=plan.uid), sent)

    assert (first.status_code, again.status_code) == (302, 409)
    assert plan.revisions.count() == 1
    assert "Larger" in again.content.decode()
    del sent["version"]
    assert office.post(url("revision_create", uid=plan.uid), sent).status_code == 409


def test_the_document_of_a_decision_is_kept_and_handed_out_to_those_who_see_the_plan(
    world: Any, office: Client, sato: User, mori: User, stranger: User, sign_in: Any
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    plan = targets.create_plan(world.project, {"first_fiscal_year": 2017, "last_fiscal_year": 2017}, by=sato)
    plan = targets.set_cells(plan, {(2017, "outbound", None): 1, (2017, "inbound", None): 1}, by=sato)
    pdf = b"%PDF-1.7\n" + b"x" * 100 + b"\n%%EOF\n"
    form = {"committee": world.project.committees.get().uid, "adopted_on": "2017-10-02", "version": plan.version}
    page = url("plan_adopt", uid=plan.uid)
    wrong = office.post(page, {**form, "basis_file": SimpleUploadedFile("minutes.pdf", b"MZ not a pdf")})
    assert "basis_file" in wrong.context["form"].errors

    assert office.post(page, {**form, "basis_file": SimpleUploadedFile("議事録.pdf", pdf)}).status_code == 302

    document = url("plan_basis", uid=plan.uid)
    answer = sign_in(mori).get(document)
    assert (answer.status_code, answer.getvalue(), answer["Content-Type"]) == (200, pdf, "application/pdf")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert AuditEvent.objects.get(event="plan_basis_read").actor == mori
    assert sign_in(stranger).get(document).status_code == 403
    plan.refresh_from_db()
    files.path_of(plan.basis_file.file.name).unlink()
    assert sign_in(mori).get(document).status_code == 404


# --- Lists cost the same for one and for three -------------------------------------------------------------------------


def queries_of(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200
    return len(captured)


def three_times_as_much(world: Any) -> None:
    for place in range(2):
        project = factories.ProjectFactory()
        program = factories.ProgramFactory(project=project)
        factories.RunFactory(program=program)
        factories.PlanFactory(project=project)
        world.project.homes.create(institution=factories.InstitutionFactory(), starts_on=factories.LONG_AGO)
        factories.RunFactory(program=world.cultural, fiscal_year=2019 + place)


@pytest.mark.parametrize("name", ["office", "plan_list", "run_list"])
def test_lists_cost_the_same_for_one_and_for_three(world: Any, office: Client, name: str) -> None:
    factories.PlanFactory(project=world.project)
    page = url(name, uid=world.cultural.uid) if name == "run_list" else url(name)
    office.get(page)
    once = queries_of(office, page)
    three_times_as_much(world)
    assert queries_of(office, page) == once


@pytest.mark.parametrize("more", [False, True])
def test_what_the_lists_read_is_counted(world: Any, django_assert_num_queries: Any, more: bool) -> None:
    if more:
        three_times_as_much(world)
    with django_assert_num_queries(5):
        assert len(office_projects()) == (3 if more else 1)
    with django_assert_num_queries(1):
        assert len(runs_of(world.cultural)) == (4 if more else 2)


def test_a_run_tells_how_many_are_registered_and_leads_to_them(world: Any, office: Client) -> None:
    planned = {"status": "planned", "actual_starts_on": None, "actual_ends_on": None}
    world.sent()
    world.sent(planned_starts_on=date(2018, 8, 1), **planned)
    world.sent(planned_starts_on=date(2018, 8, 1), **{**planned, "status": "cancelled"})
    page = url("run_list", uid=world.cultural.uid)
    once = queries_of(office, page)
    world.sent(), world.received()
    assert queries_of(office, page) == once
    shown = {run.uid: (run.people.registered, run.people.awaited) for run in office.get(page).context["runs"]}
    assert shown == {world.outbound.uid: (3, 1), world.inbound.uid: (1, 0)}
    text = office.get(page).text
    assert f"/mobility-records/?run={world.outbound.uid}" in text
    assert "without stays that were cancelled or voided" in text


@override("en")
def test_the_page_of_an_opening_shows_everything_and_writes_nothing(world: Any, office: Client) -> None:
    with override("en"):
        before = list(ProgramRun.objects.order_by("pk").values())
    page = url("fiscal_year_open", uid=world.project.uid) + "?fiscal_year=2019"
    assert str(world.outbound.uid) in office.get(page).content.decode()
    with override("en"):
        assert list(ProgramRun.objects.order_by("pk").values()) == before
    assert office.post(page, {"runs": [str(world.outbound.uid)]}).status_code == 302
    assert ProgramRun.objects.filter(fiscal_year=2019).count() == 1
