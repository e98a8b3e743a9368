"""The real project with its programmes, runs and committees, as public sources tell of them; safe to load twice."""

from datetime import date, datetime

from django.db import transaction

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import Step
from partners.models import Institution

from .models import Committee, Direction, FundingProject, Milestone, Program, ProgramRun, TargetPlan
from .reference_milestones import MILESTONES
from .reference_texts import COMMITTEES, PLAN_BASIS, PLAN_TITLE, PROGRAMS, PROJECT, PROJECT_CODE
from .services import adoptions, programs, projects, publications, targets

HOME = "kanazawa-university"
FISCAL_YEARS = range(2017, 2022)
STARTED_ON = date(2017, 8, 1)  # 採択: the month in which the project began
PARTNERS = {  # which partner institution takes part in which programme; the two unconfirmed ones in none
    "kazan-federal-university": ("cultural", "basic", "advanced", "preventive"),
    "krasnoyarsk-state-medical-university": ("preventive",),
    "far-eastern-branch-ras": ("advanced",),
    "far-eastern-federal-university": ("cultural",),
    "irkutsk-state-university": ("cultural",),
    "altai-state-university": ("cultural",),
    "pavlov-medical-university": ("cultural", "preventive"),
    "tatarstan-cancer-center": ("preventive",),
    "riken": ("preventive",),
}
BASE_FIGURES = {  # the published plan; how much of it came from partners added later is unknown
    (2017, Direction.OUTBOUND): 20,
    (2017, Direction.INBOUND): 5,
    (2018, Direction.OUTBOUND): 35,
    (2018, Direction.INBOUND): 17,
}
PLAN_ADOPTED_ON = date(2017, 10, 2)


def run_directions(code: str, fiscal_year: int) -> tuple[str, ...]:
    """FY2017 was a start-up year: culture both ways, advanced science outbound only; later all four both ways."""
    if fiscal_year > FISCAL_YEARS[0]:
        return (Direction.OUTBOUND, Direction.INBOUND)
    return {"cultural": (Direction.OUTBOUND, Direction.INBOUND), "advanced": (Direction.OUTBOUND,)}.get(code, ())


@transaction.atomic
def load(by: User | None = None) -> FundingProject:
    """Load what is missing and leave alone what is there. The partner institutions must be loaded before."""
    project = FundingProject.objects.filter(code=PROJECT_CODE).first()
    if project is None:
        years = {"first_fiscal_year": FISCAL_YEARS[0], "last_fiscal_year": FISCAL_YEARS[-1]}
        main = not FundingProject.objects.filter(is_default=True).exists()
        project = projects.create_project({"code": PROJECT_CODE, **PROJECT, **years, "is_default": main}, by=by)
    institutions = {found.slug: found for found in Institution.objects.all()}
    home = institutions[HOME]
    if not project.homes.filter(institution=home).exists():
        projects.add_home(project, home, starts_on=STARTED_ON, by=by)
    for texts in PROGRAMS:
        _load_program(project, texts, institutions, by=by)
    for texts in COMMITTEES:
        if not Committee.objects.filter(slug=texts["slug"]).exists():
            projects.create_committee(project, texts, by=by)
    _load_milestones(by=by)
    return project


def _load_milestones(*, by: User | None) -> None:
    """The history as it is publicly known, public at once; not where the office keeps one already."""
    if Milestone.objects.exists():
        return
    now = clock.now()
    for values in MILESTONES:
        milestone = publications.write_draft(Milestone(), values, by=by)
        publications.move(milestone, "publish", Step(), by=by, now=now)


def _load_program(
    project: FundingProject, texts: dict[str, object], institutions: dict[str, Institution], *, by: User | None
) -> None:
    program = Program.objects.filter(project=project, code=texts["code"]).first()
    if program is None:
        partners = [institutions[slug] for slug, codes in PARTNERS.items() if texts["code"] in codes]
        program = programs.create_program(project, {**texts, "partners": partners}, by=by)
    present = set(ProgramRun.objects.filter(program=program).values_list("fiscal_year", "direction"))
    for year in FISCAL_YEARS:
        for direction in run_directions(program.code, year):
            if (year, direction) not in present:
                programs.create_run(program, {"fiscal_year": year, "direction": direction}, by=by)


@transaction.atomic
def load_plan(*, by: User, now: datetime) -> TargetPlan:
    """The published plan for FY2017 and FY2018 as version 1, adopted before 31 March 2018. For demonstrations."""
    project = FundingProject.objects.get(code=PROJECT_CODE)
    known = project.plans.filter(number=1).first()
    if known is not None:
        return known
    years = [year for year, _ in BASE_FIGURES]
    plan = targets.create_plan(
        project,
        {"first_fiscal_year": min(years), "last_fiscal_year": max(years), "split_unknown": True, **PLAN_TITLE},
        by=by,
    )
    targets.set_cells(plan, {(year, direction, None): n for (year, direction), n in BASE_FIGURES.items()}, by=by)
    return adoptions.adopt(
        plan,
        committee=Committee.objects.get(project=project, kind=Committee.Kind.STEERING),
        adopted_on=PLAN_ADOPTED_ON,
        basis=PLAN_BASIS,
        by=by,
        now=now,
    )
