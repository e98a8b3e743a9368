"""The table as a picture: each row with its bar and its words, for the page and for documents."""

from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _

from kanazawa_exchange.lib import drawing
from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.localized import Localized

from . import nouns, wording
from .figures import Figure, Part, PlanActual, Row, Total, Year
from .sums import ahead_label, outlook


class Address(Protocol):
    """The address of the people behind a figure, or of those who are continuing in its year."""

    def __call__(self, row: Row, part: Part | None = None, *, continuing: bool = False) -> str: ...


@dataclass(frozen=True)
class Line:
    """A figure with its label, its bar and the address of the people behind it (empty for those who may not)."""

    label: Localized | str
    direction: str
    figure: Figure
    bar: str
    href: str = ""
    is_part: bool = False
    continuing: int | None = None
    continuing_href: str = ""

    @property
    def ahead(self) -> str:
        """The stays that are planned for the rest of the year, in words."""
        return ahead_label(self.figure)


@dataclass(frozen=True)
class ChartYear:
    """The lines of one fiscal year under its heading."""

    fiscal_year: int
    total: Total
    lines: tuple[Line, ...]

    @property
    def outlook(self) -> str:
        """What the year may come to, while it runs."""
        return outlook(self.total) if self.total.is_open else ""


@dataclass(frozen=True)
class Chart:
    """All bars of a table on one scale."""

    years: tuple[ChartYear, ...]
    axis: str
    key: tuple[tuple[str, str], ...]
    """What each kind of mark means: its picture and its words."""


def chart(
    table: PlanActual, *, address: Address | None = None, width: int | None = None, unit: str | None = None
) -> Chart:
    """The lines of a table. On a page the bars are as wide as their column; a document gives a `width` in px."""
    unit = nouns.unit(table.rule.people) if unit is None else unit
    scale = drawing.nice_scale(table.largest)
    years = []
    first = True
    for year in table.told_years:
        years.append(ChartYear(year.fiscal_year, year.total, tuple(_lines(table, year, scale, first, address, width))))
        first = False
    words = _("actual (1 mark = %(people)s)") % {"people": nouns.number_of(table.rule.people, scale.mark)}
    return Chart(
        tuple(years),
        drawing.axis(scale, unit, width=width, space=bool(unit) and active_language() != "ja"),
        tuple((drawing.swatch(kind), word) for kind, word in _key(table, words)),
    )


def _key(table: PlanActual, actual: str) -> list[tuple[str, str]]:
    """Only what the bars of this table show."""
    key = [("actual", actual), ("beyond", _("beyond plan"))]
    if any(row.ahead for row in table.rows):
        key.append(("ahead", _("planned stays")))
    key.append(("plan", _("plan")))
    if any(row.plan_increase for row in table.rows):
        key.append(("first_plan", _("plan before its revisions")))
    return key


def _lines(
    table: PlanActual, year: Year, scale: drawing.Scale, first: bool, address: Address | None, width: int | None
) -> list[Line]:
    lines = []
    for row in year.rows:
        annotation = drawing.Annotation(_("plan"), _("actual")) if first else None
        first = False
        before = row.plan_base if row.plan_increase else None
        of_row = drawing.Bar(row.direction, row.plan, row.actual, before, row.ahead, row.is_open)
        drawn = drawing.bar(of_row, scale, annotation=annotation, width=width)
        href = address(row) if address and row.actual else ""
        goes_on = address(row, continuing=True) if address and row.continuing else ""
        label = wording.direction_word(row.direction)
        lines.append(Line(label, row.direction, row, drawn, href, False, row.continuing, goes_on))
        for part in row.parts:
            of_part = drawing.Bar(row.direction, part.plan, part.actual, is_open=part.is_open)
            drawn = drawing.bar(of_part, scale, width=width)
            href = address(row, part) if address and part.actual else ""
            lines.append(Line(wording.part_label(table, part), row.direction, part, drawn, href, is_part=True))
    return lines
