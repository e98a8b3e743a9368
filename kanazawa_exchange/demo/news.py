"""The demo's news: invented texts on what is publicly known, one of them in Japanese only, one behind its source, one to come."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import Step
from programs.models import News, Program
from programs.services import publications


@dataclass(frozen=True)
class Demo:
    """One item: the day from which it is public, or how many days from today; neither for a draft."""

    slug: str
    category: str
    texts: dict[str, tuple[str, str, str]]
    """Language → title, summary, text."""
    on: date | None = None
    days: int | None = None
    program: str = ""
    later: dict[str, str] = field(default_factory=dict)
    """What was changed afterwards, in one language alone."""


NEWS = (
    Demo(
        "kick-off-symposium",
        "topic",
        {
            "ja": (
                "キックオフシンポジウムを開催しました",
                "2018年1月17日、連携機関とともに交流の始まりを祝いました。",
                "金沢大学で**キックオフシンポジウム**を開き、ロシアの連携機関の皆さんとこれからの学生交流について話し合いました。\n\n"
                "# 当日の内容\n\n- 四つのプログラムの紹介\n- 連携機関との覚書の署名\n- 留学を考える学生との懇談\n\n"
                "ご参加くださった皆さま、ありがとうございました。",
            ),
            "en": (
                "The kick-off symposium was held",
                "On 17 January 2018 we opened the exchange together with our partners.",
                "Kanazawa University held the **kick-off symposium** and talked with its Russian partners about the student exchange"
                " to come.\n\n# On the day\n\n- The four programmes were presented\n- Memoranda with partners were signed\n"
                "- Students who think of going abroad met those who had been there\n\nThank you to everybody who came.",
            ),
            "ru": (
                "Состоялся стартовый симпозиум",
                "17 января 2018 года мы вместе с партнёрами дали старт обменам.",
                "В Университете Канадзавы прошёл **стартовый симпозиум**: вместе с российскими партнёрами мы обсудили будущие"
                " студенческие обмены.\n\n# Программа дня\n\n- Представление четырёх программ\n- Подписание меморандумов с партнёрами\n"
                "- Встреча студентов, которые думают о поездке\n\nСпасибо всем, кто был с нами.",
            ),
        },
        on=date(2018, 1, 19),
    ),
    Demo(
        "kazan-office-opened",
        "topic",
        {
            "ja": (
                "カザンオフィスを開設しました",
                "カザン連邦大学の中に、学生の相談窓口ができました。",
                "カザン連邦大学に**金沢大学カザンオフィス**を開設しました。派遣された学生も、金沢への留学を考える学生も、現地で相談できます。",
            ),
            "en": (
                "The Kazan Office has opened",
                "Students now have a place to ask inside Kazan Federal University.",
                "The **Kazan Office of Kanazawa University** has opened at Kazan Federal University. Students from Kanazawa and those who"
                " think of coming here find help on the spot.",
            ),
            "ru": (
                "Открылся Казанский офис",
                "В Казанском федеральном университете теперь есть где задать вопрос.",
                "В Казанском федеральном университете открылся **Казанский офис Университета Канадзавы**. Здесь помогут и тем, кто приехал"
                " из Канадзавы, и тем, кто собирается к нам.",
            ),
        },
        on=date(2018, 9, 28),
        later={"text_ja": "カザン連邦大学に**金沢大学カザンオフィス**を開設しました。派遣された学生も、金沢への留学を考える学生も、"
               "現地で相談できます。\n\n窓口は平日10時から18時までです。"},
    ),
    Demo(
        "rubric-results-2018",
        "result",
        {
            "ja": (
                "2018年度の能力調査の結果をまとめました",
                "留学の前と後で、五つの能力がどう変わったかをご覧いただけます。",
                "参加した学生の自己評価をまとめました。数値の数え方と人数は、結果のページに書かれています。",
            ),
            "en": (
                "Results of the survey of abilities for FY2018",
                "How the five abilities changed between before and after the stay.",
                "The self-assessments of those who took part are summed up. How they are counted, and of how many people, stands on the"
                " page of the results.",
            ),
            "ru": (
                "Итоги опроса о способностях за 2018/19 фин. год",
                "Как изменились пять способностей до и после поездки.",
                "Подведены итоги самооценки участников. Как считали и сколько человек ответило, сказано на странице результатов.",
            ),
        },
        on=date(2019, 5, 20),
    ),
    Demo(
        "briefing-slides",
        "notice",
        {
            "ja": (
                "派遣前説明会の資料について",
                "説明会に来られなかった方は、事務局で資料を受け取れます。",
                "派遣前説明会の資料を国際部の窓口で配っています。受け取りの際は学生証を見せてください。",
            )
        },
        days=-12,
    ),
    Demo(
        "research-stays-open",
        "call",
        {
            "ja": (
                "イルクーツク・ウラジオストクへの研究交流派遣を募集しています",
                "大学院生が受入先の研究室で4週間を過ごします。",
                "大学院生を対象に、受入先の研究室で4週間を過ごす研究交流派遣の応募を受け付けています。応募の条件と締切は、募集の一覧でご確認ください。",
            ),
            "en": (
                "Research stays in Irkutsk or Vladivostok: apply now",
                "Graduate students spend four weeks in a laboratory of the host.",
                "Graduate students can now apply for a research stay of four weeks in a laboratory of the host. Conditions and closing"
                " time stand in the list of calls.",
            ),
            "ru": (
                "Научные стажировки в Иркутске и Владивостоке: идёт набор",
                "Магистранты и аспиранты проведут четыре недели в лаборатории принимающего вуза.",
                "Открыт приём заявок на четырёхнедельную научную стажировку в лаборатории принимающего вуза. Условия и сроки — в списке"
                " наборов.",
            ),
        },
        days=-6,
        program="next-science",
    ),
    Demo(
        "new-year-hours",
        "notice",
        {
            "ja": ("年末年始の窓口について", "", "12月28日から1月4日まで、窓口を閉めます。急ぎのご連絡はメールでお願いします。"),
            "en": ("Office hours over the New Year", "", "The office is closed from 28 December to 4 January. Please write if it is urgent."),
            "ru": ("Часы работы в новогодние дни", "", "С 28 декабря по 4 января офис закрыт. По срочным вопросам пишите на почту."),
        },
        days=10,
    ),
    Demo(
        "alumni-talks",
        "topic",
        {
            "ja": ("留学経験者と話す会（下書き）", "", "日程が決まり次第、お知らせします。"),
            "ru": ("Встреча с выпускниками программ (черновик)", "", "О дате сообщим позже."),
        },
    ),
)  # fmt: skip


def enter(*, by: User, now: datetime) -> None:
    """All of the news, through the services that the office uses."""
    programs = {program.slug: program for program in Program.objects.all()}
    for demo in NEWS:
        item = publications.write_draft(News(), _values(demo, programs), by=by)
        if demo.later:
            item = publications.edit(item, demo.later, by=by, now=now, version=item.version)
        day = demo.on if demo.days is None else clock.tokyo_date(now) + timedelta(days=demo.days)
        if day is not None:
            at = Step(answers={"day": day, "clock": timedelta(hours=10)})
            publications.move(item, "publish", at, by=by, now=now)


def _values(demo: Demo, programs: dict[str, Program]) -> dict[str, Any]:
    values: dict[str, Any] = {"slug": demo.slug, "category": demo.category, "program": programs.get(demo.program)}
    for code, texts in demo.texts.items():
        values |= {f"{name}_{code}": text for name, text in zip(News.TEXTS, texts, strict=True)}
    return values
