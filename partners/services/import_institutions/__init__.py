"""Institutions that come in by a table: recognised by their names in every language, written as the form writes them."""

from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.imports import Kind

from ...permissions import may_edit_partners
from ...queries import import_screens
from ...sheets.institutions import COLUMNS
from .check import check
from .ties import TIES
from .words import NOTES, REASONS
from .write import undo, write

INSTITUTIONS = Kind(
    code="institutions",
    title=_("Institutions"),
    columns=COLUMNS,
    may=may_edit_partners,
    check=check,
    write=write,
    undo=undo,
    notes=NOTES,
    reasons=REASONS,
    screen=import_screens.INSTITUTIONS,
    ties=TIES,
)
"""Institutions, one row each."""

__all__ = ["INSTITUTIONS"]
