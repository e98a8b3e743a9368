"""The columns of a table of people: those by which people stand in a table of stays, and the names they bore before. Asks no database."""

import re
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.cells import Said, Unread, Value, dates, empty, names, spoilt
from kanazawa_exchange.lib.cells.name_order import FAMILY_FIRST
from kanazawa_exchange.lib.cells.scripts import script_of
from kanazawa_exchange.lib.imports import Column

from . import sheets
from .sheets import ALL_NAMES, NAMES, Said3

FACTS = ("student_number", "birth_date", "nationality")
FORMER, UNTIL = "former_names", "former_until"
_BETWEEN = re.compile(r"[;；\r\n]+")
_Read = Said[tuple[tuple[str, str, str, str], ...]] | Unread


def _former(value: Value, _said: Said3) -> _Read:
    """Names of before, several behind semicolons or on lines; a single word is a family name."""
    if (wrong := spoilt(value)) is not None:
        return wrong
    if (nothing := empty(value)) is not None:
        return Said((), nothing.note)
    found: dict[tuple[str, str, str, str], None] = {}
    notes = []
    for text in filter(None, map(str.strip, _BETWEEN.split(str(value)))):
        read = names.whole(text, order=FAMILY_FIRST)
        if isinstance(read, Unread) and read.code in ("name.single", "name.unsplit") and script_of(text):
            found[script_of(text), text, "", ""] = None
            notes.append("family_only")
        elif isinstance(read, Unread):
            return read
        else:
            found |= dict.fromkeys((one.script, one.family, one.given, one.patronymic) for one in read.value)
            notes += read.notes
    return Said(tuple(found), "+".join(dict.fromkeys(notes)))


def _unless_told(value: Value, said: Said3) -> _Read:
    """The name of any script; one that cannot be taken apart is not needed where the column of its script tells it."""
    whole = next(column for column in sheets.COLUMNS if column.key == "name")
    read = whole.read(value, said)
    if not isinstance(read, Unread):
        return read
    told = {parts[0] for column in NAMES for parts in said.get(column, ())}
    written = [script_of(part) for part in re.split(r"[(（)）・]+", str(value)) if part.strip()]
    return Said((), "told_by_script") if written and set(written) <= told else read


def _shared(key: str) -> Column:
    return next(column for column in sheets.COLUMNS if column.key == key)


COLUMNS: tuple[Column, ...] = (
    _shared("person"),
    _shared("student_number"),
    *(column for column in sheets.COLUMNS if column.key in ALL_NAMES and column.key != "name"),
    replace(_shared("name"), read=_unless_told),
    _shared("birth_date"),
    _shared("nationality"),
    Column(FORMER, _("Former names"), _former,
        ("旧氏名", "旧姓", "以前の氏名", "former name", "maiden name", "previous name",
         "прежняя фамилия", "девичья фамилия", "прежние имена")),
    Column(UNTIL, _("Borne until"), lambda value, _said: dates.date(value), ("改姓日", "改名日", "until", "до какого дня")),
)  # fmt: skip
