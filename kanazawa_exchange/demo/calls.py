"""The demo's calls for applications: one closed, one open, one to come, each with its own destinations and requirements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import Step
from partners.models import Institution
from programs.models import Call, CallPlace, FundingProject, ProgramRun, Requirement, RequirementKind
from programs.queries.tie_rules import CRITERION, LOT
from programs.services import call_parts, calls, programs

DAY = timedelta(days=1)
TOKYO, KAZAN = "Asia/Tokyo", "Europe/Moscow"
HOME = "kanazawa-university"


@dataclass(frozen=True)
class Demo:
    """One call: its run, words and days (from today), where one may go, and whom it is meant for."""

    program: str
    direction: str
    words: dict[str, str]
    opens: int
    closes: int
    zone: str
    places: dict[str, int]
    requirements: Sequence[dict[str, Any]]
    starts: int
    ends: int
    reviews_due: int
    results: int


CALLS = (
    Demo(
        program="next-cultural",
        direction="outbound",
        words={
            "title_ja": "カザン連邦大学 2週間派遣",
            "title_en": "Two weeks at Kazan Federal University",
            "title_ru": "Две недели в Казанском федеральном университете",
            "text_ja": (
                "カザン連邦大学で2週間、ロシア語と文化の授業を受け、現地の学生とともにタタルスタンの街と自然を歩きます。\n\n"
                "説明会：受付期間中に国際部で2回行います。"
            ),
            "text_en": (
                "Two weeks at Kazan Federal University: classes in Russian and in culture, and walks through the towns and landscapes"
                " of Tatarstan together with local students.\n\n"
                "Briefings: two, at the international office, while the call is open."
            ),
            "text_ru": (
                "Две недели в Казанском федеральном университете: занятия по русскому языку и культуре, прогулки по городам и природе"
                " Татарстана вместе с местными студентами.\n\n"
                "Встречи: две, в международном отделе, пока открыт набор."
            ),
            "cost_ja": "授業料は不徴収です。渡航費と滞在費の一部は奨学金で補助されることがあります。",
            "cost_en": "No tuition. Part of travel and living costs may be covered by a scholarship.",
            "cost_ru": "Плата за обучение не взимается. Часть расходов на дорогу и проживание может покрыть стипендия.",
        },
        opens=-50,
        closes=-20,
        zone=TOKYO,
        places={"kazan-federal-university": 3, "altai-state-university": 2},
        requirements=(
            {"kind": RequirementKind.LEVEL, "values": ["bachelor", "master"]},
            {"kind": RequirementKind.ENROLMENT, "is_blocking": True},
            {
                "kind": RequirementKind.GRADE_INDEX,
                "minimum": Decimal("2.30"),
                "note_ja": "日本学生支援機構の奨学金を希望する場合に必要です。",
                "note_en": "Needed for the JASSO scholarship.",
                "note_ru": "Нужно для стипендии JASSO.",
            },
        ),
        starts=60,
        ends=73,
        reviews_due=-12,
        results=-9,
    ),
    Demo(
        program="next-science",
        direction="outbound",
        words={
            "title_ja": "イルクーツク・ウラジオストク 研究交流派遣",
            "title_en": "Research stay in Irkutsk or Vladivostok",
            "title_ru": "Научная стажировка в Иркутске или Владивостоке",
            "text_ja": (
                "大学院生が受入先の研究室に4週間滞在し、共同で測定と発表を行います。受入教員は決定後に事務局が調整します。\n\n"
                "単位：帰国後に所属研究科で認定を申請できます。"
            ),
            "text_en": (
                "Graduate students spend four weeks in a laboratory of the host, measuring and presenting together. The office finds"
                " the host professor after the selection.\n\n"
                "Credits: recognition can be asked for at one's own graduate school after the stay."
            ),
            "text_ru": (
                "Магистранты и аспиранты четыре недели работают в лаборатории принимающего вуза: вместе измеряют и вместе выступают с"
                " результатами. Руководителя на месте находит офис после отбора.\n\n"
                "Зачётные единицы: после возвращения можно подать заявление о перезачёте в своём вузе."
            ),
            "cost_ja": "渡航費・宿泊費・海外旅行保険は自己負担です。",
            "cost_en": "Travel, accommodation and travel insurance are paid by the student.",
            "cost_ru": "Дорогу, проживание и страховку студент оплачивает сам.",
        },
        opens=-6,
        closes=15,
        zone=TOKYO,
        places={"irkutsk-state-university": 2, "far-eastern-federal-university": 2},
        requirements=(
            {"kind": RequirementKind.LEVEL, "values": ["master", "doctor"], "is_blocking": True},
            {"kind": RequirementKind.ENROLMENT},
            {"kind": RequirementKind.CERTIFICATE, "values": ["torfl_a2", "ielts:5.5", "toefl_ibt:61"]},
        ),
        starts=120,
        ends=147,
        reviews_due=29,
        results=36,
    ),
    Demo(
        program="next-cultural",
        direction="inbound",
        words={
            "title_ja": "金沢3週間プログラム（受入）",
            "title_en": "Three weeks in Kanazawa",
            "title_ru": "Три недели в Канадзаве",
            "text_ja": (
                "ロシアの連携機関の学生が金沢で3週間、日本語と伝統工芸を学び、白山の暮らしに触れます。\n\n宿舎は大学が用意します。"
            ),
            "text_en": (
                "Students of the Russian partners spend three weeks in Kanazawa: Japanese, traditional crafts, and life below Mount"
                " Hakusan.\n\nThe university provides the accommodation."
            ),
            "text_ru": (
                "Студенты российских вузов-партнёров проводят три недели в Канадзаве: японский язык, традиционные ремёсла и жизнь у"
                " подножия горы Хакусан.\n\nЖильё предоставляет университет."
            ),
            "cost_ja": "宿舎は無料です。渡航費は自己負担です。",
            "cost_en": "The accommodation is free; travel is paid by the student.",
            "cost_ru": "Проживание бесплатное, дорогу студент оплачивает сам.",
        },
        opens=30,
        closes=58,
        zone=KAZAN,
        places={HOME: 8},
        requirements=(
            {"kind": RequirementKind.LEVEL, "values": ["bachelor", "specialist", "master"]},
            {"kind": RequirementKind.CERTIFICATE, "values": ["jlpt_n4"]},
        ),
        starts=150,
        ends=170,
        reviews_due=72,
        results=79,
    ),
)


def enter(project: FundingProject, *, by: User, now: datetime) -> None:
    """All calls of the invented project, announced some days before they open."""
    for demo in CALLS:
        _announce(_drafted(demo, project, by=by, now=now), demo, by=by, now=now)


def _drafted(demo: Demo, project: FundingProject, *, by: User, now: datetime) -> Call:
    today = clock.tokyo_date(now)
    words = {"fiscal_year": _newest_year(project, demo), "direction": demo.direction}
    run = ProgramRun.objects.filter(program__project=project, program__code=demo.program, **words).order_by("pk")[0]
    run = programs.edit_run(
        run, {"starts_on": today + demo.starts * DAY, "ends_on": today + demo.ends * DAY}, by=by, version=run.version
    )
    window = {
        "opens_at": _at(today + demo.opens * DAY, time(9), demo.zone),
        "closes_at": _at(today + (demo.closes + 1) * DAY, time(), demo.zone),
        "zone": demo.zone,
    }
    days = {"reviews_due_on": today + demo.reviews_due * DAY, "results_on": today + demo.results * DAY}
    call = calls.create_call(run, {**demo.words, **window, **days}, by=by)
    hosts = {row.slug: row for row in Institution.objects.filter(slug__in=demo.places)}
    for slug, number in demo.places.items():
        call_parts.add_part(call, CallPlace(), {"institution": hosts[slug], "places": number}, by=by)
    for values in demo.requirements:
        call_parts.add_part(call, Requirement(), values, by=by)
    call_parts.add_usual_parts(call, by=by)
    first = call.criteria.first()
    ties = [f"{CRITERION}{first.uid}", "grade_index", LOT] if first else [LOT]
    return calls.edit_call(call, {"ties": ties}, by=by, version=None)


def _announce(call: Call, demo: Demo, *, by: User, now: datetime) -> None:
    before = min(now, now + (demo.opens - 7) * DAY)
    calls.move(call, "announce", Step(), by=by, now=before)


def _newest_year(project: FundingProject, demo: Demo) -> int:
    """The last fiscal year in which the programme has a run of this direction."""
    runs = ProgramRun.objects.filter(program__project=project, program__code=demo.program, direction=demo.direction)
    year: int = runs.order_by("-fiscal_year").values_list("fiscal_year", flat=True)[0]
    return year


def _at(day: date, clock_time: time, zone: str) -> datetime:
    return datetime.combine(day, clock_time, ZoneInfo(zone))
