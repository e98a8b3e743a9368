"""The refusals of a mobility, and those of the database in words."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.refusals import Guards, Refused

from ..models import Mobility
from ..moves import MOVES
from .checks import clashing_stay
from .clashes import clash_sentence
from .known import known_about


class CannotRegister(Refused):
    """A new record contradicts itself or what is already known. `rows`: number of the stay → its errors, for many at once."""

    def __init__(self, errors: Mapping[str, str] | str, *, rows: Mapping[int, Mapping[str, str]] | None = None) -> None:
        super().__init__(errors)
        self.rows = dict(rows or {0: self.errors})


class CannotEdit(Refused):
    """The changed record would contradict itself or what is already known, or may not be changed any more."""


def closed_to_changes(stay: Mobility) -> str:
    """Why nobody edits a record in this state."""
    return gettext("This record is closed to changes: %(state)s.") % {"state": MOVES.office_label(stay.status)}


class CannotLink(Refused):
    """These two mobilities are no stages of one stay."""


GUARDS: Guards = {
    "mobility_one_stay": (
        "actual_starts_on",
        _("This person is on another stay then. Two stays of one person cannot overlap."),
    ),
    "leg_one_host": ("legs", _("Two host legs overlap. On one day there is one host.")),
    "leg_one_main": ("legs", _("Only one leg can be the main host.")),
    "leg_inside_stay": ("legs", _("A host leg lies outside the stay.")),
    "leg_dates": ("legs", _("A host leg ends before it begins.")),
    "mobility_keeps_its_legs": ("legs", _("A host leg would lie outside the stay. Change the legs first.")),
    "stage_link_two": ("", _("One of these mobilities is already linked.")),
    "stagelink": ("", _("One of these mobilities is already linked.")),
}
"""What only the database knows: two people who write at the same moment."""


def guards_for(stays: Sequence[Mobility]) -> Guards:
    """The same with the other stay named, should one have been written by a hand that does not lock the person first.

    Give the list that will hold the stays as they are to be written; it is read when the database has refused.
    """
    return {**GUARDS, "mobility_one_stay": ("actual_starts_on", lambda: _clash_words(stays))}


def _clash_words(stays: Sequence[Mobility]) -> str:
    with transaction.atomic():
        for stay in stays:
            if other := clashing_stay(stay, known_about(stay)):
                return clash_sentence(stay, other, None)
    return str(GUARDS["mobility_one_stay"][1])
