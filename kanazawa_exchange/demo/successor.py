"""A second, invented project with years of its own: where the states that the funded project has left behind can be seen."""

from datetime import date, datetime, timedelta

from kanazawa_exchange.accounts.models import User
from partners.models import Institution
from partners.services import agreements, entries
from partners.services.entries import Party
from programs.models import FundingProject
from programs.services import adoptions, programs, projects, targets

from . import DEMO_DATE

CODE = "successor"
YEARS = (DEMO_DATE.year - 1, DEMO_DATE.year, DEMO_DATE.year + 1)
FIRST_DAY = date(YEARS[0], 4, 1)
PLAN = {  # fiscal year → outbound, inbound
    YEARS[0]: (6, 4),
    YEARS[1]: (12, 4),
}
PROJECT = {
    "code": CODE,
    "name_ja": "日露交流後継事業（架空のデータ）",
    "name_en": "Successor exchange project (invented data)",
    "name_ru": "Проект-преемник (вымышленные данные)",
    "short_name_ja": "後継事業（架空）",
    "short_name_en": "Successor (invented)",
    "short_name_ru": "Преемник (вымышлено)",
    "summary_ja": "操作を試すための架空の事業です。実在の事業の数字ではありません。",
    "summary_en": "An invented project for trying the portal out. Its figures belong to no real project.",
    "summary_ru": "Вымышленный проект для знакомства с порталом. Его цифры не относятся к реальному проекту.",
    "first_fiscal_year": YEARS[0],
    "last_fiscal_year": YEARS[-1],
    "is_invented": True,
}
PARTNERS = [
    "kazan-federal-university",
    "irkutsk-state-university",
    "altai-state-university",
    "far-eastern-federal-university",
]
PROGRAMS = [
    {
        "code": "next-cultural",
        "slug": "next-cultural",
        "order": 1,
        "level": "bachelor",
        "leads_to": "credit",
        "state": "open",
        "name_ja": "文化交流プログラム（後継・架空）",
        "name_en": "Cultural exchange (successor, invented)",
        "name_ru": "Культурный обмен (преемник, вымышлено)",
        "purpose_ja": "操作を試すための架空の短期プログラムです。",
        "purpose_en": "An invented short programme for trying the portal out.",
        "purpose_ru": "Вымышленная краткосрочная программа для знакомства с порталом.",
    },
    {
        "code": "next-science",
        "slug": "next-science",
        "order": 2,
        "level": "master",
        "leads_to": "degree_and_credit",
        "state": "open",
        "name_ja": "科学プログラム（後継・架空）",
        "name_en": "Science programme (successor, invented)",
        "name_ru": "Научная программа (преемник, вымышлено)",
        "purpose_ja": "操作を試すための架空の研究プログラムです。",
        "purpose_en": "An invented research programme for trying the portal out.",
        "purpose_ru": "Вымышленная исследовательская программа для знакомства с порталом.",
    },
]
COMMITTEE = {
    "kind": "steering",
    "slug": "successor-steering",
    "name_ja": "後継事業運営委員会（架空）",
    "name_en": "Steering committee of the successor project (invented)",
    "name_ru": "Координационный комитет проекта-преемника (вымышлено)",
}
AGREEMENT = {
    "title_ja": "後継事業の学生交流覚書（架空）",
    "title_en": "Student exchange memorandum of the successor project (invented)",
    "title_ru": "Меморандум об обмене студентами проекта-преемника (вымышлено)",
    "type": "exchange",
    "scope": "university",
    "date_basis_ja": "架空の日付です。",
    "date_basis_en": "Invented dates.",
    "date_basis_ru": "Вымышленные даты.",
}


def create(by: User, now: datetime) -> FundingProject:
    """The project, its two programmes, their runs, its committee and a plan for two of its years."""
    home = Institution.objects.get(slug="kanazawa-university")
    project = projects.create_project(PROJECT, by=by)
    projects.add_home(project, home, starts_on=FIRST_DAY, by=by)
    _programs(project, by)
    _plan(project, by, now)
    _agreement(home, by, now)
    return project


def _programs(project: FundingProject, by: User) -> None:
    partners = Institution.objects.filter(slug__in=PARTNERS)
    for fields in PROGRAMS:
        program = programs.create_program(project, {**fields, "partners": partners}, by=by)
        for year in YEARS[:2]:
            for direction, places in (("outbound", 14), ("inbound", 6)):
                run = {"fiscal_year": year, "direction": direction, "places": places}
                programs.create_run(program, run, by=by)


def _plan(project: FundingProject, by: User, now: datetime) -> None:
    committee = projects.create_committee(project, COMMITTEE, by=by)
    plan = targets.create_plan(project, {"first_fiscal_year": YEARS[0], "last_fiscal_year": YEARS[1]}, by=by)
    numbers: dict[targets.Key, int | None] = {
        (year, direction, None): value
        for year, values in PLAN.items()
        for direction, value in zip(("outbound", "inbound"), values, strict=True)
    }
    plan = targets.set_cells(plan, numbers, by=by)
    basis = {"basis_ja": "架空の計画です。", "basis_en": "An invented plan.", "basis_ru": "Вымышленный план."}
    adoptions.adopt(plan, committee=committee, adopted_on=date(YEARS[0], 4, 10), basis=basis, by=by, now=now)


def _agreement(home: Institution, by: User, now: datetime) -> None:
    """One that runs out soon, so that the warning can be seen."""
    partner = Institution.objects.get(slug="kazan-federal-university")
    days = {"signed_on": FIRST_DAY, "effective_on": FIRST_DAY, "expires_on": DEMO_DATE + timedelta(days=110)}
    agreement = entries.enter({**AGREEMENT, **days}, [Party("ours", home), Party("partner", partner)], by=by, now=now)
    for sending, receiving, number in ((home, partner, 5), (partner, home, 5)):
        agreements.add_condition(agreement, {"sending": sending, "receiving": receiving, "per_year": number}, by=by)
