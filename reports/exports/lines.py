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
    filters = table.filters
    named = {
        "from": filters.first_year,
        "to": filters.last_year,
        "direction": filters.direction,
        "program": filters.program.slug if filters.program else "",
        "partner": filters.partner.slug if filters.partner else "",
        "level": filters.level,
        "mode": filters.mode,
        "band": filters.band,
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
                **({"parts": [{"key": part.key, **_figure(part)} for part in row.parts]} if row.parts else {}),
            }
            for row in table.rows
        ],
        "totals": {direction: _figure(total) for direction, total in table.totals.items()},
        "total": _figure(table.total),
    }
    return json.dumps(content, ensure_ascii=False, indent=2, default=_plain)


def _figure(figure: Figure) -> dict[str, object]:
    """The columns of a figure by their keys; only a row of the table knows who continues."""
    columns = (column for column in COLUMNS if column.key != "continuing" or isinstance(figure, Row))
    numbers: dict[str, object] = {column.key: column.value(figure) for column in columns}
    if isinstance(figure, Total):
        numbers["judged"] = _figure(figure.judged) if figure.judged else None
    return numbers


def _plain(value: date | Decimal) -> object:
    return value.isoformat() if isinstance(value, date) else float(value)
