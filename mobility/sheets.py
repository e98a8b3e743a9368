"""The columns of a table of stays: how each is called in the three languages, and how its cells are read. Asks no database."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.cells import (
    Said,
    Unread,
    Value,
    dates,
    names,
    numbers,
    student_numbers,
    synonyms,
    texts,
    words,
)
from kanazawa_exchange.lib.imports import Column
from kanazawa_exchange.lib.names import CYRILLIC, KANA, KANJI, LATIN
from kanazawa_exchange.lib.words import Words
from programs.models import Direction, Level

from .models import Activity, Category, Mobility, Mode, ResidenceStatus

Said3 = Mapping[str, Any]
"""What the columns before said in the same row."""

CONFIRMED, PLANNED = "confirmed", "planned"
SOMEBODY_NEW = "new"
"""The answer to who somebody is: nobody who is known."""
NAMES = (*(f"name_{script}" for script in (KANJI, KANA, LATIN, CYRILLIC)), "name")
"""The columns of names; that of any script comes last, and says only what the others do not."""

FACTS = (
    "category", "level", "activity", "mode", "credits_expected", "credits_recognised", "leads_to_degree", "enrolled_on",
    "residence_status", "note",
)  # fmt: skip
"""The columns that are facts of a stay as they stand."""


# --- Readers -----------------------------------------------------------------------------------------------------------


def _plain(read: Callable[[Value], Said[Any] | Unread]) -> Callable[[Value, Said3], Said[Any] | Unread]:
    """A reader that needs nothing of the other columns."""
    return lambda value, _said: read(value)


def _day(value: Value, said: Said3) -> Said[Any] | Unread:
    """8/20 is a day of the fiscal year of the row."""
    return dates.date(value, fiscal_year=said.get("fiscal_year"))


def _choice(among: Callable[[], words.Choices]) -> Callable[[Value, Said3], Said[Any] | Unread]:
    return lambda value, _said: words.choice(value, among())


@cache
def directions() -> words.Choices:
    return words.choices(Direction.choices, synonyms.DIRECTIONS)


@cache
def levels() -> words.Choices:
    return words.choices(
        Level.choices, synonyms.LEVELS, ambiguous=synonyms.AMBIGUOUS_LEVELS, dropped=synonyms.YEAR_OF_STUDY
    )


@cache
def categories() -> words.Choices:
    return words.choices(Category.choices, synonyms.CATEGORIES)


@cache
def activities() -> words.Choices:
    return words.choices(Activity.choices, synonyms.ACTIVITIES)


@cache
def modes() -> words.Choices:
    return words.choices(Mode.choices, synonyms.MODES)


@cache
def residence_statuses() -> words.Choices:
    return words.choices(ResidenceStatus.choices)


@cache
def kinds_of_dates() -> words.Choices:
    offered = ((CONFIRMED, "confirmed"), (PLANNED, "planned"))
    further = {
        CONFIRMED: ("確定", "確認済み", "実績", "actual", "подтверждены", "факт"),
        PLANNED: ("予定", "計画", "план", "планируемые"),
    }
    return words.choices(offered, further)


def _name(value: Value, _said: Said3, *, script: str = "") -> Said[Any] | Unread:
    """The spellings in one cell. Where nothing shows it the family name stands first, as everywhere in the portal; that is noted."""
    read = names.whole(value, order=names.FAMILY_FIRST, script=script)
    if isinstance(read, Unread):
        return read
    return Said(tuple((one.script, one.family, one.given, one.patronymic) for one in read.value), read.note)


# --- Titles ------------------------------------------------------------------------------------------------------------

_FISCAL_YEAR = re.compile(
    r"(?:平成|令和|昭和|[HRS])? ?(?:元|[0-9]{1,4})年度|FY ?[0-9]{4}|[0-9]{4}/[0-9]{2} фин\. год", re.IGNORECASE
)


def of_title(text: str) -> dict[str, str]:
    """What a title says of the rows below it: 平成30年度 派遣学生一覧 names a fiscal year and a direction. What is not sure is not said."""
    said = {}
    years = {match[0] for match in _FISCAL_YEAR.finditer(unicodedata.normalize("NFKC", text))}
    if len(years) == 1 and isinstance(numbers.fiscal_year(year := years.pop()), Said):
        said["fiscal_year"] = year
    direction = words.mentioned(text, directions())
    if isinstance(direction, Said) and direction.value:
        said["direction"] = direction.value
    return said


# --- Columns -----------------------------------------------------------------------------------------------------------


def _fact(name: str, read: Any, *further: str) -> Column:
    """A column that is called as the fact is on the screens."""
    label: Words = Mobility._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    return Column(name, label, read, further)


_TEXT = _plain(texts.line)
_credits = _plain(partial(numbers.decimal, decimals=1, maximum=9999))

COLUMNS: tuple[Column, ...] = (
    Column("run", _("Programme run"), _TEXT, is_answer=True),
    Column("fiscal_year", _("Fiscal year"), _plain(numbers.fiscal_year),
        ("年度", "FY", "учебный год", "финансовый год", "фин. год", "year")),
    Column("direction", _("Direction"), _choice(directions), ("派遣／受入", "派遣・受入", "派遣受入", "区分", "направление")),
    Column("program", _("Programme"), _TEXT, ("プログラム", "プログラム名", "事業名", "program", "программа")),
    Column("person", _("Who this is"), _TEXT, is_answer=True),
    Column("student_number", _("Student number"), _plain(student_numbers.student_number),
        ("学籍番号", "学生番号", "student no", "student no.", "student id", "id", "номер студента", "студенческий билет")),
    Column("name_kanji", _("Name in kanji"), partial(_name, script=KANJI), ("氏名（漢字）", "漢字氏名", "漢字")),
    Column("name_kana", _("Name in kana"), partial(_name, script=KANA), ("カナ", "フリガナ", "ふりがな", "氏名（カナ）", "カナ氏名")),
    Column("name_latin", _("Name in Latin letters"), partial(_name, script=LATIN),
        ("ローマ字", "氏名（ローマ字）", "ローマ字氏名", "英字氏名", "英語表記", "alphabet", "имя латиницей", "латиница")),
    Column("name_cyrillic", _("Name in Cyrillic"), partial(_name, script=CYRILLIC),
        ("ロシア語氏名", "氏名（ロシア語）", "キリル文字", "фио", "ф.и.о.", "кириллица", "cyrillic")),
    Column("name", _("Name"), _name, ("氏名", "名前", "学生氏名", "full name", "student", "имя", "фамилия и имя")),
    Column("birth_date", _("Date of birth"), _day, ("生年月日", "誕生日", "dob", "birth date", "birthday", "дата рождения")),
    Column("nationality", _("Nationality"), _plain(words.country), ("国籍", "citizenship", "гражданство")),
    Column("sending", _("Sending institution"), _TEXT,
        ("派遣元", "派遣元機関", "派遣元大学", "送出機関", "出身大学", "所属大学",
         "home university", "sending university", "sending", "направляющий вуз")),
    Column("receiving", _("Receiving institution"), _TEXT,
        ("受入機関", "受入先", "受入大学", "派遣先", "派遣先機関", "派遣先大学",
         "host", "host university", "receiving university", "receiving", "принимающий вуз")),
    Column("partner", _("Partner institution"), _TEXT,
        ("相手大学", "相手機関", "協定校", "連携大学", "機関", "partner", "partner university", "вуз-партнёр", "партнёр")),
    _fact("category", _choice(categories), "参加者区分", "身分", "категория"),
    _fact("level", _choice(levels), "課程", "段階", "学年", "уровень"),
    _fact("activity", _choice(activities), "活動", "内容"),
    _fact("mode", _choice(modes), "形態", "実施形態", "формат"),
    Column("starts_on", _("From"), _day,
        ("出発", "出発日", "開始", "開始日", "期間開始", "自", "start", "start date", "departure", "начало", "дата начала", "с")),
    Column("ends_on", _("Until"), _day,
        ("帰国", "帰国日", "終了", "終了日", "期間終了", "至", "end", "end date", "return", "окончание", "дата окончания", "по")),
    Column("dates_are", _("Dates are"), _choice(kinds_of_dates), ("日程の状態",)),
    _fact("planned_starts_on", _day, "出発予定日", "開始予定日"),
    _fact("planned_ends_on", _day, "帰国予定日", "終了予定日"),
    Column("actual_starts_on", _("Confirmed first day"), _day, ("実際の出発日", "確定した出発日")),
    Column("actual_ends_on", _("Confirmed last day"), _day, ("実際の帰国日", "確定した帰国日")),
    _fact("credits_expected", _credits),
    _fact("credits_recognised", _credits, "認定単位", "単位認定"),
    _fact("leads_to_degree", _plain(words.yes_no)),
    _fact("enrolled_on", _day),
    _fact("residence_status", _choice(residence_statuses), "在留資格"),
    Column("note", _("Note of the office"), _plain(texts.text), ("備考", "メモ", "note", "notes", "remarks", "примечание", "примечания")),
)  # fmt: skip
"""The fiscal year stands before the days: those without a year are read with it."""

CHOICES: Mapping[str, Callable[[], Sequence[tuple[str, Any]]]] = {
    "direction": lambda: Direction.choices,
    "level": lambda: Level.choices,
    "category": lambda: Category.choices,
    "activity": lambda: Activity.choices,
    "mode": lambda: Mode.choices,
    "residence_status": lambda: ResidenceStatus.choices,
}
"""Column → its choices, code and label."""
