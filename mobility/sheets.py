"""The columns of a table of stays: how each is called in the three languages, and how its cells are read. Asks no database."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache, partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.lib.cells import (
    Said,
    Unread,
    Value,
    dates,
    names,
    numbers,
    periods,
    student_numbers,
    synonyms,
    texts,
    titles,
    words,
)
from kanazawa_exchange.lib.cells.heading_words import HEADINGS
from kanazawa_exchange.lib.cells.name_order import FAMILY_FIRST
from kanazawa_exchange.lib.imports import Column
from kanazawa_exchange.lib.names import CYRILLIC, KANA, KANJI, LATIN
from kanazawa_exchange.lib.words import Words
from programs.models import Direction, Level, ProgramRun

from . import money_cells
from .models import Activity, Category, Mobility, Mode, ResidenceStatus, Status

Said3 = Mapping[str, Any]
"""What the columns before said in the same row."""

PERIOD, FUNDING, MONTHLY_YEN = "period", "funding", "monthly_yen"
CONFIRMED, ARRIVED, PLANNED = "confirmed", "arrived", "planned"
"""What the days of a row are: both confirmed, the first one alone, or both planned."""
KINDS_OF_DATES: Mapping[str, Words] = {
    CONFIRMED: pgettext_lazy("dates", "confirmed"),
    ARRIVED: pgettext_lazy("dates", "first day confirmed"),
    PLANNED: pgettext_lazy("dates", "planned"),
}
SOMEBODY_NEW = "new"
"""The answer to who somebody is: nobody who is known."""
SCRIPTS = (KANJI, KANA, LATIN, CYRILLIC)
NAMES = (*(f"name_{script}" for script in SCRIPTS), "name")
"""The columns of whole names; that of any script comes last, and says only what the others do not."""
PARTS: Mapping[str, tuple[str, str, str]] = {
    **{script: (f"{script}_family", f"{script}_given", f"{CYRILLIC}_patronymic") for script in SCRIPTS},
    "": ("family_name", "given_name", f"{CYRILLIC}_patronymic"),
}
"""Script → the columns of the parts of a name; without one it is that of its letters."""
ALL_NAMES = (*NAMES, *dict.fromkeys(column for columns in PARTS.values() for column in columns))

TERMS: Mapping[str, tuple[str, ...]] = {
    ProgramRun.Term.SPRING: ("前期", "春学期", "spring term", "весенний семестр"),
    ProgramRun.Term.SUMMER: ("夏季", "夏期", "summer term", "лето"),
    ProgramRun.Term.AUTUMN: ("後期", "秋学期", "fall", "autumn term", "осенний семестр"),
    ProgramRun.Term.WINTER: ("冬季", "冬期", "winter term", "зима"),
    ProgramRun.Term.YEAR: ("年間", "full year", "year", "год"),
}
FACTS = (
    "category", "level", "activity", "mode", "credits_expected", "credits_recognised", "leads_to_degree", "enrolled_on",
    "residence_status", "note",
)  # fmt: skip
"""The columns that are facts of a stay as they stand."""


_REMEMBERED = 512

# --- Readers -----------------------------------------------------------------------------------------------------------


def plain(read: Callable[[Value], Said[Any] | Unread]) -> Callable[[Value, Said3], Said[Any] | Unread]:
    """A reader that needs nothing of the other columns; what stands in many rows is read once."""
    known = lru_cache(_REMEMBERED, typed=True)(read)
    return lambda value, _said: known(value)


def _day(value: Value, said: Said3) -> Said[Any] | Unread:
    """8/20 is a day of the fiscal year of the row."""
    return _date(value, fiscal_year=said.get("fiscal_year"))


_date = lru_cache(_REMEMBERED, typed=True)(dates.date)


def _days(value: Value, said: Said3) -> Said[Any] | Unread:
    """A first and a last day in one cell; 8/20〜9/3 are days of the fiscal year of the row."""
    read = _period(value, fiscal_year=said.get("fiscal_year"))
    return Said((), read.note) if isinstance(read, Said) and not any(read.value) else read


_period = lru_cache(_REMEMBERED, typed=True)(periods.period)


_other_day = plain(dates.date)
"""A day that need not lie in the fiscal year of the row, as that of a birth: without a year it says none."""


def choice_of(among: Callable[[], words.Choices]) -> Callable[[Value, Said3], Said[Any] | Unread]:
    return plain(lambda value: words.choice(value, among()))


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
    further = {
        CONFIRMED: ("確定", "確認済み", "実績", "actual", "подтверждены", "факт"),
        PLANNED: ("予定", "計画", "план", "планируемые"),
    }
    return words.choices(KINDS_OF_DATES.items(), further)


@cache
def statuses() -> words.Choices:
    return words.choices(Status.choices, synonyms.STATUSES)


@cache
def terms() -> words.Choices:
    return words.choices(ProgramRun.Term.choices, TERMS)


def _name(value: Value, _said: Said3, *, script: str = "") -> Said[Any] | Unread:
    """The spellings in one cell. Where nothing shows it the family name stands first, as everywhere in the portal; that is noted.

    Initials are read as what they are: they are enough to know somebody again.
    """
    read = names.whole(value, order=FAMILY_FIRST, script=script, initials=True)
    if isinstance(read, Unread):
        return read
    return Said(tuple((one.script, one.family, one.given, one.patronymic) for one in read.value), read.note)


# --- Titles ------------------------------------------------------------------------------------------------------------


def of_title(text: str) -> dict[str, str]:
    """What a title says of the rows below it: 平成30年度 派遣学生一覧 names a fiscal year and a direction. What is not sure is not said."""
    said = {}
    year = titles.fiscal_year(text)
    if isinstance(year, Said) and year.value is not None:
        said["fiscal_year"] = str(year.value)
    direction = words.mentioned(text, directions())
    if isinstance(direction, Said) and direction.value:
        said["direction"] = direction.value
    return said


# --- Columns -----------------------------------------------------------------------------------------------------------


def _asked(key: str, label: Words, read: Any, *further: str, headings: str = "") -> Column:
    """A column that is known by its label, by the headings of offices for it, and by further ones that mean it here."""
    return Column(key, label, read, (*HEADINGS.get(headings or key, ()), *further))


def _fact(name: str, read: Any, *further: str) -> Column:
    """A column that is called as the fact is on the screens."""
    label: Words = Mobility._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    return _asked(name, label, read, *further)


TEXT = plain(texts.line)
_part = plain(texts.name_part)
_kana_part = plain(partial(texts.name_part, kana=True))
_credits = plain(partial(numbers.decimal, decimals=1, maximum=9999))

COLUMNS: tuple[Column, ...] = (
    Column("run", _("Programme run"), TEXT, is_answer=True),
    _asked("fiscal_year", _("Fiscal year"), plain(numbers.fiscal_year), "фин. год", "year"),
    _asked("direction", _("Direction"), choice_of(directions), "区分", "派遣受入",
        "тип мобильности", "вид мобильности", "выезд/приём", "выезд или приём", "исходящая/входящая"),
    _asked("program", _("Programme"), TEXT, "事業名"),
    Column("term", _("Term"), choice_of(terms), ("学期", "実施時期", "семестр")),
    _asked("status", _("Status"), choice_of(statuses)),
    Column("person", _("Who this is"), TEXT, is_answer=True),
    _asked("student_number", _("Student number"), plain(student_numbers.student_number),
        "student no.", "id", "номер", "номер студ. билета", "студ. билет", "№ студ. билета", "№ студенческого билета"),
    _asked("name_kanji", _("Name in kanji"), partial(_name, script=KANJI), "漢字", headings="kanji_name"),
    _asked("name_kana", _("Name in kana"), partial(_name, script=KANA), headings="kana_name"),
    _asked("name_latin", _("Name in Latin letters"), partial(_name, script=LATIN),
        "英語表記", "alphabet", "латиница", headings="latin_name"),
    _asked("name_cyrillic", _("Name in Cyrillic"), partial(_name, script=CYRILLIC),
        "キリル文字", "кириллица", "cyrillic", headings="cyrillic_name"),
    _asked("kanji_family", _("Family name in kanji"), _part),
    _asked("kanji_given", _("Given name in kanji"), _part),
    _asked("kana_family", _("Family name in kana"), _kana_part),
    _asked("kana_given", _("Given name in kana"), _kana_part),
    _asked("latin_family", _("Family name in Latin letters"), _part),
    _asked("latin_given", _("Given name in Latin letters"), _part),
    _asked("cyrillic_family", _("Family name in Cyrillic"), _part),
    _asked("cyrillic_given", _("Given name in Cyrillic"), _part),
    _asked("cyrillic_patronymic", _("Patronymic"), _part),
    _asked("family_name", _("Family name"), _part),
    _asked("given_name", _("Given name"), _part),
    _asked("name", _("Name"), _name, "student"),
    _asked("birth_date", _("Date of birth"), _other_day),
    _asked("nationality", _("Nationality"), plain(words.country)),
    _asked("sending", _("Sending institution"), TEXT, "sending"),
    _asked("receiving", _("Receiving institution"), TEXT, "receiving"),
    _asked("partner", _("Partner institution"), TEXT),
    _fact("category", choice_of(categories)),
    _fact("level", choice_of(levels), "段階", "学年"),
    _fact("activity", choice_of(activities)),
    _fact("mode", choice_of(modes)),
    _asked(PERIOD, _("Period"), _days, "実施期間", "滞在期間", "期間（日程）"),
    _asked("starts_on", pgettext_lazy("column", "From"), _day, "期間開始"),
    _asked("ends_on", pgettext_lazy("column", "Until"), _day, "期間終了"),
    Column("dates_are", _("Dates are"), choice_of(kinds_of_dates), ("日程の状態",)),
    _fact("planned_starts_on", _day),
    _fact("planned_ends_on", _day),
    _asked("actual_starts_on", _("Confirmed first day"), _day, "実際の出発日", "確定した出発日"),
    _asked("actual_ends_on", _("Confirmed last day"), _day, "実際の帰国日", "確定した帰国日"),
    _fact("credits_expected", _credits),
    _fact("credits_recognised", _credits),
    _fact("leads_to_degree", plain(words.yes_no)),
    _fact("enrolled_on", _other_day),
    _fact("residence_status", choice_of(residence_statuses)),
    _fact("agreement", TEXT),
    _asked(FUNDING, _("Funding"), plain(money_cells.money)),
    _asked(MONTHLY_YEN, _("Funding, yen a month"), plain(numbers.yen), "yen a month"),
    _asked("note", _("Note of the office"), plain(texts.text)),
)  # fmt: skip
"""The fiscal year stands before the days: those without a year are read with it."""

CHOICES: Mapping[str, Callable[[], Sequence[tuple[str, Any]]]] = {
    "direction": lambda: Direction.choices,
    "term": lambda: ProgramRun.Term.choices,
    "status": lambda: Status.choices,
    "dates_are": lambda: tuple(KINDS_OF_DATES.items()),
    "level": lambda: Level.choices,
    "category": lambda: Category.choices,
    "activity": lambda: Activity.choices,
    "mode": lambda: Mode.choices,
    "residence_status": lambda: ResidenceStatus.choices,
}
"""Column → its choices, code and label."""
