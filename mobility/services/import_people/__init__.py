"""People that come in by a table: recognised before they are new, written by the services of the form, and taken back."""

from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.imports import Kind

from ... import permissions
from ...person_sheets import COLUMNS
from ...queries.import_people_screen import SCREEN
from .check import check
from .ties import TIES
from .undo import undo
from .words import NOTES, REASONS
from .write import write

PEOPLE = Kind(
    code="people",
    title=_("People"),
    columns=COLUMNS,
    may=permissions.may_register,
    check=check,
    write=write,
    undo=undo,
    notes=NOTES,
    reasons=REASONS,
    screen=SCREEN,
    ties=TIES,
)
"""People, one row a person."""

__all__ = ["PEOPLE"]
