"""Programmes are everybody's to read, the office's to write; plans are for a seat or a programme in the project."""

from datetime import date
from typing import Any

from programs.models import ProjectHome, TargetCell, TargetPlan, TargetRevision
from tests.permission_rows import OFFICE, Row, everyone, only

READERS = ("program_coordinator", "committee", "evaluator")
DAY = date(2017, 10, 1)


def build(world: Any) -> None:
    world.home_row = ProjectHome.objects.filter(project=world.project).get()
    world.revision = _revision(world.plan, world)
    world.adopted = _adopted(world.project, "MARKOWNPLAN")
    world.other_adopted = _adopted(world.other_project, "MARKFOREIGNPLAN")


def _revision(plan: TargetPlan, world: Any) -> TargetRevision:
    notes = {f"note_{code}": "MARKNOTE" for code in ("ja", "en", "ru")}
    return TargetRevision.objects.create(
        plan=plan,
        fiscal_year=2018,
        direction="outbound",
        delta=3,
        reason="partner_added",
        institution=world.partner,
        decided_on=DAY,
        **notes,
    )


def _adopted(project: Any, title: str) -> TargetPlan:
    titles = {f"title_{code}": title for code in ("ja", "en", "ru")}
    plan = TargetPlan.objects.create(project=project, number=2, first_fiscal_year=2017, last_fiscal_year=2017, **titles)
    for direction in ("outbound", "inbound"):
        TargetCell.objects.create(plan=plan, fiscal_year=2017, direction=direction, value=10)
    plan.status, plan.adopted_on = "adopted", DAY
    plan.save()
    return plan


def _page(name: str, thing: str = "", marker: Any = None) -> list[Row]:
    """A page of the office with a form, and the form sent empty, which comes back."""
    kwargs = (lambda w: {"uid": getattr(w, thing).uid}) if thing else (lambda w: {})
    note = "the office's, whichever record it is"
    return [
        Row(f"programs:{name}", "GET", only(OFFICE), kwargs=kwargs, marker=marker, note=note),
        Row(f"programs:{name}", "POST", only(OFFICE), kwargs=kwargs, note=note),
    ]


def _read(name: str, thing: str, marker: Any = None) -> Row:
    kwargs = lambda w: {"uid": getattr(w, thing).uid}  # noqa: E731
    return Row(f"programs:{name}", "GET", only(OFFICE), kwargs=kwargs, marker=marker, note="the office's only")


def _press(name: str, thing: str) -> Row:
    """A button of the office without a form of its own; here it answers with a sentence and changes nothing."""
    kwargs = lambda w: {"uid": getattr(w, thing).uid}  # noqa: E731
    return Row(f"programs:{name}", "POST", only(OFFICE, status=302), kwargs=kwargs, note="the office's only")


def _of_plan(name: str, kwargs: Any, relation: str, **more: Any) -> Row:
    readers = dict.fromkeys(READERS, 200 if relation == "own" else 404)
    return Row(f"programs:{name}", "GET", {**only(OFFICE), **readers}, relation=relation, kwargs=kwargs, **more)


ROWS = [
    Row("programs:program_list", "GET", everyone(200), anonymous=200),
    Row("programs:take_part", "GET", everyone(200), anonymous=200),
    Row(
        "programs:program_detail",
        "GET",
        everyone(200),
        anonymous=200,
        kwargs=lambda w: {"slug": w.program.slug},
        note="programmes are public",
    ),
    Row("programs:office", "GET", only(OFFICE), marker=lambda w: w.committee.name_en),
    *_page("project_create"),
    *_page("project_edit", "project", lambda w: w.project.name_ru),
    _read("project_history", "project", lambda w: w.project.name_en),
    *_page("home_create", "project"),
    *_page("home_edit", "home_row"),
    *_page("program_create", "project"),
    *_page("program_edit", "program", lambda w: w.program.name_ru),
    _read("program_history", "program", lambda w: w.program.name_en),
    _read("run_list", "program", lambda w: w.program.name_en),
    _read("run_list_csv", "program"),
    _read("run_list_xlsx", "program"),
    *_page("run_create", "program"),
    *_page("run_edit", "run"),
    _read("run_history", "run"),
    *_page("committee_create", "project"),
    *_page("committee_edit", "committee", lambda w: w.committee.name_ru),
    _read("committee_history", "committee", lambda w: w.committee.name_en),
    *_page("fiscal_year_open", "project"),
    # Plans
    Row(
        "programs:plan_list",
        "GET",
        only(OFFICE, READERS),
        marker=lambda w: "MARKOWNPLAN",
        note="each finds those of the own projects",
    ),
    Row(
        "programs:plan_list",
        "GET",
        only(OFFICE, READERS),
        relation="foreign",
        marker=lambda w: "MARKFOREIGNPLAN",
        sees=OFFICE,
    ),
    Row(
        "programs:plan_list",
        "GET",
        only(OFFICE, READERS),
        marker=lambda w: w.plan.title_en,
        sees=OFFICE,
        note="drafts stay in the office",
    ),
    Row("programs:plan_list_csv", "GET", only(OFFICE, READERS), marker=lambda w: "MARKOWNPLAN"),
    Row(
        "programs:plan_list_csv",
        "GET",
        only(OFFICE, READERS),
        relation="foreign",
        marker=lambda w: "MARKFOREIGNPLAN",
        sees=OFFICE,
    ),
    Row("programs:plan_list_xlsx", "GET", only(OFFICE, READERS)),
    *_page("plan_create"),
    _of_plan("plan_detail", lambda w: {"uid": w.adopted.uid}, "own", marker=lambda w: "MARKOWNPLAN"),
    _of_plan("plan_detail", lambda w: {"uid": w.other_adopted.uid}, "foreign", marker=lambda w: "MARKFOREIGNPLAN"),
    _of_plan("plan_detail", lambda w: {"uid": w.plan.uid}, "foreign", marker=lambda w: "MARKNOTE", note="a draft"),
    _of_plan("plan_detail_csv", lambda w: {"uid": w.adopted.uid}, "own", marker=lambda w: w.project.name_en),
    _of_plan("plan_detail_csv", lambda w: {"uid": w.other_adopted.uid}, "foreign"),
    _of_plan("plan_detail_csv", lambda w: {"uid": w.plan.uid}, "foreign", note="a draft"),
    _of_plan("plan_detail_xlsx", lambda w: {"uid": w.adopted.uid}, "own"),
    _of_plan("plan_detail_xlsx", lambda w: {"uid": w.plan.uid}, "foreign", note="a draft"),
    _of_plan("plan_compare", lambda w: {"uid": w.adopted.uid, "other": w.adopted.uid}, "own"),
    _of_plan("plan_compare", lambda w: {"uid": w.adopted.uid, "other": w.plan.uid}, "foreign", note="a draft"),
    Row(
        "programs:plan_basis",
        "GET",
        only(OFFICE, READERS, status=404),
        kwargs=lambda w: {"uid": w.adopted.uid},
        note="there is no document here; a test of its own reads one",
    ),
    *_page("plan_edit", "plan"),
    *_page("plan_cells", "plan")[:1],
    Row(
        "programs:plan_cells",
        "POST",
        only(OFFICE, status=302),
        kwargs=lambda w: {"uid": w.plan.uid},
        data=lambda w: {"version": w.plan.version},
        note="every box empty: the draft loses its numbers",
    ),
    *_page("plan_adopt", "plan"),
    *_page("revision_create", "plan"),
    *_page("revision_edit", "revision", lambda w: "MARKNOTE"),
    _read("plan_history", "plan"),
    _read("plan_discard", "plan"),
    _press("plan_discard", "plan"),
    _press("plan_new_version", "adopted"),
    _press("revision_remove", "revision"),
]
