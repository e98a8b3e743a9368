"""Agreements that come in by a table: with their parties and as far as their days say, as the form enters them."""

from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.imports import Kind

from ...permissions import may_edit_partners
from ...queries import import_screens
from ...sheets.agreements import COLUMNS
from .check import check
from .ties import TIES
from .words import NOTES, REASONS
from .write import undo, write

AGREEMENTS = Kind(
    code="agreements",
    title=_("Agreements"),
    columns=COLUMNS,
    may=may_edit_partners,
    check=check,
    write=write,
    undo=undo,
    notes=NOTES,
    reasons=REASONS,
    screen=import_screens.AGREEMENTS,
    ties=TIES,
)
"""Agreements, one row each."""

__all__ = ["AGREEMENTS"]
