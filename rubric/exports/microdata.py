"""The anonymised rows for researchers as a workbook and CSV, and the codebook that explains every column."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kanazawa_exchange.lib.workbook import Cell, Column, Sheet, csv_bytes, save_xlsx

from ..anonymity import Answered, Traits
from ..codebook import Entry, codebook
from ..queries.microdata import Microdata

TRAITS = tuple(field.name for field in fields(Traits))


def heads(codes: Sequence[str]) -> list[str]:
    """The columns, in English in every language: programs read them."""
    return [*TRAITS, *(f"{code}_{when}" for code in codes for when in ("before", "after"))]


def cells(row: Answered) -> list[Cell]:
    levels = [level for pair in zip(row.before, row.after, strict=True) for level in pair]
    return [*(getattr(row.traits, name) for name in TRAITS), *levels]


def rows_csv(found: Microdata) -> bytes:
    return csv_bytes([heads(found.codes), *map(cells, found.found.rows)], bom=True)


def codebook_csv(found: Microdata) -> bytes:
    return csv_bytes([_codebook_heads(), *_codebook_cells(codebook(found))], bom=True)


def save_workbook(found: Microdata, out: IO[bytes]) -> None:
    """Two sheets: the rows, and the codebook in the reader's language."""
    columns = [Column(head, 18) for head in heads(found.codes)]
    explained = [Column(head, width) for head, width in zip(_codebook_heads(), (30, 44, 30, 80), strict=True)]
    save_xlsx(
        [
            Sheet(_("Rows"), columns, map(cells, found.found.rows)),
            Sheet(_("Codebook"), explained, _codebook_cells(codebook(found))),
        ],
        out,
    )


def _codebook_heads() -> list[str]:
    return [_("Column"), pgettext("codebook", "What it is"), _("Value"), _("Meaning")]


def _codebook_cells(entries: Iterable[Entry]) -> list[list[Cell]]:
    return [[entry.column, entry.what, entry.value, entry.meaning] for entry in entries]
