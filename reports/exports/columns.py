"""The columns of a figure in every file: how they are called, what stands in them, and how wide they are printed."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.workbook import Cell
from kanazawa_exchange.lib.workbook import Column as SheetColumn

from ..figures import Figure, Part, Row


@dataclass(frozen=True)
class Column:
    """`key` names it for machines, `head` for people; `width` is that of the document in mm, 0 where it is not printed."""

    key: str
    head: Any
    value: Callable[[Figure], Cell]
    printed: Callable[[Any], str] = formats.number
    width: int = 0
    missing: str = "—"
    sheet_width: int = 14
    number_format: str | None = None
    unknown: Callable[[Figure], bool] = lambda _figure: False
    """Whether there is a value that nobody knows."""

    def text(self, figure: Figure) -> str:
        """The value as it is printed, for the reader."""
        if self.unknown(figure):
            return unknown_word()
        value = self.value(figure)
        return self.missing if value is None else self.printed(value)

    def number(self, figure: Figure) -> Cell:
        """The value as a spreadsheet keeps it."""
        if self.unknown(figure):
            return unknown_word()
        value = self.value(figure)
        return float(value) if isinstance(value, Decimal) else value

    @property
    def of_sheet(self) -> SheetColumn:
        return SheetColumn(str(self.head), self.sheet_width, self.number_format)


def unknown_word() -> str:
    """What stands where a number exists and nobody knows it."""
    return pgettext("number", "unknown")


COLUMNS = (
    Column("plan", _("Plan"), lambda figure: figure.plan, width=12),
    Column("actual", _("Actual"), lambda figure: figure.actual, width=12),
    Column(
        "difference",
        _("Difference"),
        lambda figure: figure.difference,
        formats.signed,
        width=15,
        sheet_width=12,
        number_format="+0;−0;±0",
    ),
    Column(
        "rate",
        _("Actual / plan"),
        lambda figure: figure.rate,
        lambda rate: formats.percent(float(rate), decimals=1),
        width=15,
        number_format='0.0"%"',
    ),
    Column("persons", _("Head count"), lambda figure: figure.persons, width=17),
    Column(
        "continuing",
        _("Continuing"),
        lambda figure: figure.continuing if isinstance(figure, Row) else None,
        width=22,
    ),
    Column(
        "plan_base",
        _("Plan: base"),
        lambda figure: None if figure.split_unknown else figure.plan_base,
        unknown=lambda figure: figure.split_unknown,
    ),
    Column(
        "plan_increase",
        _("Plan: increase"),
        lambda figure: None if figure.plan_base is None or figure.split_unknown else figure.plan_increase,
        unknown=lambda figure: figure.split_unknown,
    ),
    Column(
        "ahead",
        _("Planned stays"),
        lambda figure: figure.ahead if figure.is_open and not isinstance(figure, Part) else None,
    ),
)
PRINTED = tuple(column for column in COLUMNS if column.width)


def heads() -> list[str]:
    """The heads of what is printed."""
    return [str(column.head) for column in PRINTED]


def cells(figure: Figure) -> list[str]:
    """One figure as it is printed."""
    return [column.text(figure) for column in PRINTED]
