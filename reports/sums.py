"""Sums in words: what can be compared with its plan stands apart from what cannot, on the page and in every document."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.period import fiscal_year_label

from . import nouns, wording
from .figures import Figure, PlanActual, Row, Total, total


@dataclass(frozen=True)
class Sum:
    """One sum with its direction in words."""

    word: str
    figure: Total


@dataclass(frozen=True)
class Block:
    """The sums of some years: each direction, and both where there are two."""

    label: str
    sums: tuple[Sum, ...]


def blocks(table: PlanActual) -> list[Block]:
    """The sums of all years; above them those of the years that can be compared with their plan, where these are fewer."""
    sums = _sums(table)
    found = [Block(total_words(table), tuple(sums))]
    if not any(one.figure.is_mixed and one.figure.judged for one in sums):
        return found
    comparable = (Sum(one.word, figure) for one in sums if (figure := one.figure.comparable) is not None)
    return [Block(_judged_words(table), tuple(comparable)), *found]


def _sums(table: PlanActual) -> list[Sum]:
    sums = [Sum(wording.direction_word(direction), found) for direction, found in table.totals.items()]
    return [*sums, Sum(_("Both directions"), table.total)] if len(sums) > 1 else sums


def total_words(table: PlanActual) -> str:
    """The head of the grand total."""
    count = len(table.years)
    if count == 2:
        return _("Two-year total")
    return ngettext("Total of %(count)d year", "Total of %(count)d years", count) % {"count": count}


def _judged_words(table: PlanActual) -> str:
    words = {"years": formats.fiscal_years_listed(table.judged_years)}
    if not table.total.is_open:
        return _("Total of the years with a plan (%(years)s)") % words
    if any(row.actual and row.plan is None and not row.is_open for row in table.rows):
        return _("Total of the years that have ended and have a plan (%(years)s)") % words
    return _("Total of the years that have ended (%(years)s)") % words


# --- Under a number that stands alone -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Card:
    """A sum above the chart: its head, its number with the noun behind it, and what it is compared with."""

    label: str
    direction: str
    number: int
    noun: str
    beside: tuple[str, ...]


def cards(table: PlanActual) -> list[Card]:
    """The sum of both directions, where both are shown, and that of each."""
    found = [_card(table, wording.direction_word(direction), one, direction) for direction, one in table.totals.items()]
    return [_card(table, total_words(table), table.total), *found] if len(found) > 1 else found


def _card(table: PlanActual, label: str, found: Total, direction: str = "") -> Card:
    noun = nouns.noun(table.rule.people, found.actual)
    return Card(label, direction, found.actual, noun, tuple(beside(table, found, direction)))


def beside(table: PlanActual, found: Total, direction: str = "") -> list[str]:
    """What a sum is compared with: its plan, or that of the years that have ended; then the year that runs."""
    if found.is_judged:
        return _compared(found)
    lines = []
    if judged := found.judged:
        rows = [row for row in _rows(table, direction) if row.is_judged]
        lines.append(_of_years(tuple(dict.fromkeys(row.fiscal_year for row in rows)), judged))
    running = [
        row for row in _rows(table, direction) if row.is_open and (row.plan is not None or row.actual or row.ahead)
    ]
    if running:
        words = {"year": fiscal_year_label(running[0].fiscal_year), "outlook": outlook(total(running, 0))}
        lines.append(_("%(year)s, running: %(outlook)s") % words)
    return lines or [_("no plan")]


def _rows(table: PlanActual, direction: str) -> Iterator[Row]:
    return (row for row in table.rows if direction in ("", row.direction))


def _compared(found: Total) -> list[str]:
    lines = [_("plan %(plan)s") % {"plan": formats.number(found.plan or 0)}]
    if found.whole_rate is not None:
        lines.append(_("%(rate)s of plan") % {"rate": formats.percent(float(found.whole_rate))})
    return lines


def _of_years(years: tuple[int, ...], judged: Total) -> str:
    words = {
        "years": formats.fiscal_years_listed(years),
        "actual": formats.number(judged.actual),
        "plan": formats.number(judged.plan or 0),
        "rate": formats.percent(float(judged.whole_rate) if judged.whole_rate is not None else None),
    }
    return _("%(years)s: %(actual)s of %(plan)s planned (%(rate)s)") % words


def ahead_label(figure: Figure) -> str:
    """The stays that are planned for the rest of a year, beside its number; empty without any."""
    return pgettext("label", "%(ahead)s planned") % {"ahead": formats.number(figure.ahead)} if figure.ahead else ""


def outlook(figure: Figure) -> str:
    """What a year that runs may come to: 12 + 8 planned = 20 (plan 16)."""
    words = {
        "actual": formats.number(figure.actual),
        "ahead": formats.number(figure.ahead),
        "all": formats.number(figure.actual + figure.ahead),
        "plan": formats.number(figure.plan or 0),
    }
    if figure.plan is None:
        sentence = _("%(actual)s + %(ahead)s planned = %(all)s") if figure.ahead else _("%(actual)s so far")
    elif figure.ahead:
        sentence = _("%(actual)s + %(ahead)s planned = %(all)s (plan %(plan)s)")
    else:
        sentence = _("%(actual)s so far (plan %(plan)s)")
    return sentence % words
