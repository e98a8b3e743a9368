"""The columns of a table of nominations: what the form asks a partner for, and by which run. Asks no database."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache, partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.cells import Said, Unread, Value, numbers, texts, words
from kanazawa_exchange.lib.cells.heading_words import HEADINGS
from kanazawa_exchange.lib.imports import Column
from kanazawa_exchange.lib.words import Words

from . import sheets
from .models import Nomination, ReceiverStatus, SenderStatus
from .sheets import ALL_NAMES, CHOICES

FACTS = ("level", "study_year", "term", "planned_starts_on", "planned_ends_on", "email")
"""The columns that are facts of a nomination as they stand."""
PERIOD = sheets.PERIOD
_OURS = ("kanji", "kana")
_LEAVING = ("отъезд", "дата отъезда", "departure", "departure date")
"""Of those who come to us the last day; where our own students travel it is the first one."""
_UNSURE = ("выезд", "дата выезда")
_YEARS = ("й курс", "курс", "年生", "年次", "年", "回生", "year", "г. обучения")


@cache
def sender_states() -> words.Choices:
    further = {"sent": ("送付済み", "отправлена"), "cancelled": ("取消", "withdrawn", "отозвана")}
    return words.choices(SenderStatus.choices, further)


@cache
def receiver_states() -> words.Choices:
    return words.choices(ReceiverStatus.choices, {"rejected": ("不採用", "not accepted", "не принята")})


def _label(name: str) -> Words:
    label: Words = Nomination._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    return label


def _shared(key: str) -> Column:
    return next(column for column in sheets.COLUMNS if column.key == key)


def _fact(name: str, read: Any, *further: str) -> Column:
    return Column(name, _label(name), read, further)


def _address(value: Value) -> Said[str] | Unread:
    """An e-mail address in lower case, as it is stored."""
    read = texts.email(value)
    return read if isinstance(read, Unread) else replace(read, value=read.value.lower())


def _names() -> list[Column]:
    """A partner writes Latin and Cyrillic letters; a name of our scripts is read where somebody has one."""
    return [_shared(key) for key in ALL_NAMES if not key.startswith(_OURS) and not key.endswith(_OURS)]


def _day(name: str, plain: str, *further: str) -> Column:
    shared = _shared(name)
    headings = [one for one in HEADINGS[plain] if one not in (*_LEAVING, *_UNSURE)]
    return Column(name, shared.label, shared.read, (*shared.synonyms, plain, *headings, *further))


COLUMNS: tuple[Column, ...] = (
    Column("run", _("Programme run"), sheets.TEXT, HEADINGS["run"]),
    _shared("fiscal_year"),
    _shared("direction"),
    _shared("program"),
    Column("person", _("Who this is"), sheets.TEXT, is_answer=True),
    _shared("student_number"),
    *_names(),
    _shared("birth_date"),
    _shared("nationality"),
    Column("sending", _("Sending institution"), sheets.TEXT, (*HEADINGS["sending"], *HEADINGS["partner"])),
    Column("receiving", _("Receiving institution"), sheets.TEXT, HEADINGS["receiving"]),
    _fact("level", sheets.choice_of(sheets.levels), *HEADINGS["level"]),
    _fact("study_year", sheets.plain(partial(numbers.whole, minimum=1, maximum=9, units=_YEARS)),
        *(one for one in HEADINGS["year_of_study"] if one != "year")),
    _fact("term", sheets.choice_of(sheets.terms), "学期", "受入学期", "semester", "term", "семестр", "семестр обучения"),
    _shared(PERIOD),
    _day("planned_starts_on", "starts_on"),
    _day("planned_ends_on", "ends_on", *_LEAVING),
    _fact("email", sheets.plain(_address), *HEADINGS["email"], "эл. почта студента"),
    Column("sender_status", _label("sender_status"), sheets.choice_of(sender_states)),
    Column("receiver_status", _label("receiver_status"), sheets.choice_of(receiver_states)),
)  # fmt: skip
"""The fiscal year stands before the days: those without a year are read with it."""

CHOICES_OF: Mapping[str, Any] = {
    **{key: CHOICES[key] for key in ("direction", "level", "term")},
    "sender_status": lambda: SenderStatus.choices,
    "receiver_status": lambda: ReceiverStatus.choices,
}
"""Column → its choices, code and label."""
