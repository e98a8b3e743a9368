"""Who records the data of a person first: what was decided for the partner and nationality, else the default."""

from collections.abc import Iterable

from ..models import Institution, Intake, IntakeMode

PARTNER_FIRST = frozenset({"RU"})
"""Whose data the partner records first unless somebody has decided otherwise for this very nationality: the law of that
country asks that its citizens' data are recorded there before they go abroad."""


def intake_of(institution: Institution, nationality: str) -> Intake:
    """How data of people of this nationality come from this partner; one query."""
    return decided(institution.intake_modes.all(), nationality)


def decided(modes: Iterable[IntakeMode], nationality: str) -> Intake:
    """The decision for this nationality; where there is none the default of the nationality, then that of the partner."""
    known = {mode.nationality: Intake(mode.mode) for mode in modes}
    if nationality and nationality in known:
        return known[nationality]
    if nationality in PARTNER_FIRST:
        return Intake.PARTNER_FIRST
    return known.get("", Intake.DIRECT)


def is_locked(institution: Institution, nationality: str, *, has_partner_record: bool) -> bool:
    """Whether a person cannot enter personal data here yet: the partner records them first, and has not sent any."""
    return not has_partner_record and intake_of(institution, nationality) == Intake.PARTNER_FIRST
