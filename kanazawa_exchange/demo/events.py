"""The demo's events: one over, one in Kanazawa and one online to come, one that nobody knows of yet."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import Step
from partners.models import City
from programs.models import Event, Program
from programs.services import publications

TOKYO, MOSCOW = "Asia/Tokyo", "Europe/Moscow"


@dataclass(frozen=True)
class Demo:
    """One event: how many days from today it is, from which hour, for how many hours, and its texts in each language."""

    slug: str
    days: int
    hour: int
    hours: int
    texts: dict[str, tuple[str, str, str, str]]
    """Language → title, summary, place, text."""
    zone: str = TOKYO
    city: str = ""
    program: str = ""
    link: str = ""
    is_public: bool = True


EVENTS = (
    Demo(
        "spring-briefing", -40, 13, 2,
        {
            "ja": ("派遣前説明会", "ビザ、保険、持ち物について確認しました。", "本部棟 大会議室", "出発を控えた学生のための説明会でした。"),
            "en": ("Briefing before departure", "Visa, insurance, and what to pack.", "Main building, large hall", "A briefing for students about to leave."),
            "ru": ("Собрание перед отъездом", "Виза, страховка и что взять с собой.", "Главный корпус, большой зал", "Собрание для студентов, которые скоро едут."),
        },
        city="kanazawa",
    ),
    Demo(
        "talk-with-returned-students", 9, 18, 2,
        {
            "ja": ("留学経験者と話す夕べ", "カザンやイルクーツクから帰った学生が質問に答えます。", "国際交流スペース", "# 内容\n\n- 現地の授業と生活\n- 費用と奨学金\n- 質問の時間\n\n申し込みは要りません。"),
            "en": ("An evening with returned students", "Students back from Kazan and Irkutsk answer questions.", "International lounge", "# What it is about\n\n- Classes and daily life\n- Cost and scholarships\n- Your questions\n\nNo registration is needed."),
            "ru": ("Вечер с теми, кто уже съездил", "Студенты, вернувшиеся из Казани и Иркутска, ответят на вопросы.", "Международный зал", "# О чём речь\n\n- Занятия и быт\n- Расходы и стипендии\n- Ваши вопросы\n\nЗаписываться не нужно."),
        },
        city="kanazawa",
    ),
    Demo(
        "online-lesson-for-kazan", 16, 10, 1,
        {
            "ja": ("オンライン説明会：金沢3週間プログラム", "カザンの学生に向けた説明会です。", "", "ロシア語と日本語で行います。"),
            "ru": ("Онлайн-встреча: три недели в Канадзаве", "Для студентов Казани.", "", "Встреча пройдёт на русском и японском языках."),
        },
        zone=MOSCOW, city="kazan", program="next-cultural", link="https://meet.example.org/kanazawa",
    ),
    Demo(
        "symposium-draft", 90, 13, 4,
        {"ja": ("年度末シンポジウム（準備中）", "", "", "登壇者が決まり次第、公開します。")},
        city="kanazawa", is_public=False,
    ),
)  # fmt: skip


def enter(*, by: User, now: datetime) -> None:
    """All of the events, through the services that the office uses."""
    programs = {program.slug: program for program in Program.objects.all()}
    cities = {city.slug: city for city in City.objects.all()}
    for demo in EVENTS:
        facts = {"program": programs.get(demo.program), "city": cities.get(demo.city)}
        event = publications.write_draft(Event(), {**_values(demo, now), **facts}, by=by)
        if demo.is_public:
            announced = clock.tokyo_date(now) + timedelta(days=min(demo.days, 0) - 20)
            publications.move(event, "publish", Step(answers={"day": announced}), by=by, now=now)


def _values(demo: Demo, now: datetime) -> dict[str, Any]:
    midnight = datetime.combine(clock.tokyo_date(now), datetime.min.time(), ZoneInfo(demo.zone))
    starts = midnight + timedelta(days=demo.days, hours=demo.hour)
    values: dict[str, Any] = {"slug": demo.slug, "zone": demo.zone, "online_link": demo.link}
    values |= {"starts_at": starts, "ends_at": starts + timedelta(hours=demo.hours)}
    for code, texts in demo.texts.items():
        values |= {f"{name}_{code}": text for name, text in zip(Event.TEXTS, texts, strict=True)}
    return values
