"""Stays that come in by a table: each row checked as the form would check it, written by the same services, and taken back."""

from django.utils.translation import gettext_lazy

from kanazawa_exchange.lib.imports import Kind

from ... import bare_lists, permissions
from ...queries.import_screen import SCREEN
from ...sheets import COLUMNS, of_title
from .check import check
from .ties import TIES
from .undo import undo
from .words import NOTES, REASONS
from .write import write

__all__ = ["STAYS"]

STAYS = Kind(
    code="stays",
    title=gettext_lazy("Mobility records"),
    columns=COLUMNS,
    may=permissions.may_register,
    check=check,
    write=write,
    undo=undo,
    of_title=of_title,
    of_cells=bare_lists.places,
    notes=NOTES,
    reasons=REASONS,
    screen=SCREEN,
    ties=TIES,
    asks_when_writing=True,
)
"""Mobilities, one row a stay."""
