"""Plan against actual as rows for machines: CSV and JSON, the same keys in every language."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kanazawa_exchange.lib.workbook import Cell, csv_bytes

from ..figures import By, Figure, PlanActual, Row, Total
from .columns import COLUMNS


@dataclass(frozen=True)
class Line:
    """One row of a machine-readable table."""

    row: Row
    part: str
    figure: Figure


def lines(table: PlanActual) -> Iterator[Line]:
    """A line for each year and direction; with a breakdown, one for each part instead, so that a column adds up."""
    for row in table.rows:
        if table.filters.by == By.DIRECTION:
            yield Line(row, "", row)
        else:
            for part in row.parts:
                yield Line(row, part.key, part)


def to_csv(table: PlanActual, *, bom: bool) -> bytes:
    """CSV that begins `fiscal_year,direction,plan,actual,`; what is missing is empty, rates have one decimal."""
    by = [table.filters.by.value] if table.filters.by != By.DIRECTION else []
    keys = [column.key for column in COLUMNS]
    rows: list[list[Cell]] = [["fiscal_year", "direction", *keys, *by, "project", "rule", "as_of", "filter"]]
    tail: list[Cell] = [table.project.slug, f"{table.rule.code} v{table.rule.number}", table.as_of, filter_text(table)]
    for line in lines(table):
        values = [column.value(line.figure) for column in COLUMNS]
        part = [line.part] if by else []
        rows.append([line.row.fiscal_year, line.row.direction, *values, *part, *tail])
    return csv_bytes(rows, bom=bom)


def filter_text(table: PlanActual) -> str:
    """The filter as an address writes it."""
    asked = table.filters
    named = {
        "from": asked.first_year,
        "to": asked.last_year,
        "direction": asked.direction,
        "program": asked.program.slug if asked.program else "",
        "partner": asked.partner.slug if asked.partner else "",
        "level": asked.level,
        "mode": asked.mode,
        "band": asked.band,
    }
    return "&".join(f"{name}={value}" for name, value in named.items() if value)


def to_json(table: PlanActual) -> str:
    """The same as JSON, with totals and head counts."""
    content = {
        "project": table.project.slug,
        "rule": {"code": table.rule.code, "version": table.rule.number},
        "as_of": table.as_of,
        "filter": filter_text(table),
        "plan_version": table.plan.number if table.plan else None,
        "rows": [
            {
                "fiscal_year": row.fiscal_year,
                "direction": row.direction,
                **_figure(row),
                "continuing": row.continuing,
                **({"parts": [{"key": part.key, **_figure(part)} for part in row.parts]} if row.parts else {}),
            }
            for row in table.rows
        ],
        "totals": {direction: _figure(total) for direction, total in table.totals.items()},
        "total": _figure(table.total),
    }
    return json.dumps(content, ensure_ascii=False, indent=2, default=_plain)


def _figure(figure: Figure) -> dict[str, object]:
    found: dict[str, object] = {
        "plan": figure.plan,
        "plan_base": figure.plan_base,
        "plan_increase": figure.plan_increase,
        "actual": figure.actual,
        "difference": figure.difference,
        "rate": figure.rate,
        "persons": figure.persons,
    }
    if isinstance(figure, Total):
        found["planned_actual"] = figure.planned_actual
    return found


def _plain(value: date | Decimal) -> object:
    return value.isoformat() if isinstance(value, date) else float(value)
