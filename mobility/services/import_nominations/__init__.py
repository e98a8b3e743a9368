"""Nominations that come in by a table: a partner's own students, sent as by the form and withdrawn again."""

from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.imports import Kind

from ... import permissions
from ...nomination_sheets import COLUMNS
from ...queries.import_nominations_screen import SCREEN
from ..import_stays.ties import TIES
from .check import check
from .undo import undo
from .words import NOTES, REASONS
from .write import write

NOMINATIONS = Kind(
    code="nominations",
    title=_("Nominations"),
    columns=COLUMNS,
    may=permissions.may_nominate,
    check=check,
    write=write,
    undo=undo,
    notes=NOTES,
    reasons=REASONS,
    screen=SCREEN,
    ties=TIES,
    is_private=True,
)
"""Nominations by a partner, one row a student."""

__all__ = ["NOMINATIONS"]
