"""Pure checks of a stay against itself and against what is already known; they never ask the database."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import localized
from programs.models import Direction, ProgramRun

from ..facts import Confirmed, Facts, FundingValues, LegValues
from ..models import COUNTABLE, Funding, Mobility, Mode
from ..moves import MOVES
from ..queries.days import bounds, overlap
from ..queries.directions import derive
from ..queries.stages import are_joined, goes_on_into, hands_over, starts_before
from ..states import AWAITED
from .clashes import clash_sentence, may_be_stages
from .known import Known

Faults = dict[str, str]
"""Field → sentence; empty when nothing is wrong."""


def faults(
    stay: Mobility, facts: Facts, known: Known, *, today: date | None, enters_run: bool, is_stage: bool = False
) -> Faults:
    """Everything that is wrong with a stay in memory that has taken these facts; `today` where days were just entered.

    `enters_run`: the run is new for this stay, so that it must be open. `is_stage`: it will be linked with the stay that
    it shares a day with.

    All that is wrong is said at once, as far as one rule does not need what another one has found wrong.
    """
    if errors := value_faults(stay):
        return errors
    errors = wrong_days = date_faults(stay, today=today)
    if _has_first_day(stay):
        errors = errors | place_faults(stay, known)
    if enters_run and known.runs[stay.run_id].is_closed:
        errors = {"run": _("This run is closed for new records."), **errors}
    if not wrong_days:
        errors = errors | part_faults(stay, facts)
    return errors or presence_faults(stay, known, is_stage=is_stage)


def value_faults(stay: Mobility) -> Faults:
    """Values that the columns do not take, for callers who come without a form."""
    if not (_fit_together(*_read_chosen(stay)) and all(_fits(field, getattr(stay, name)) for name, field in _OTHERS)):
        others = {field.name for field in stay._meta.concrete_fields if field.is_relation or field.generated}
        try:
            stay.clean_fields(exclude=others)
        except ValidationError as fault:
            return {name: messages[0] for name, messages in fault.message_dict.items()}
    credits = {name: getattr(stay, name) for name in ("credits_expected", "credits_recognised")}
    return {name: _("Credits are not negative.") for name, number in credits.items() if number and number < 0}


_FIELDS = [
    (field.attname, field)
    for field in Mobility._meta.concrete_fields
    if not (field.is_relation or field.generated or field.name == "uid")  # which nobody gives
]


_CHOSEN = [(name, field) for name, field in _FIELDS if field.choices or isinstance(field, models.BooleanField)]
"""Of these columns very many stays say the same."""
_OTHERS = [one for one in _FIELDS if one not in _CHOSEN]
_read_chosen = attrgetter(*(name for name, _field in _CHOSEN))


@lru_cache(2048, typed=True)
def _fit_together(*values: Any) -> bool:
    return all(_fits(field, value) for (_name, field), value in zip(_CHOSEN, values, strict=True))


def _fits(field: Any, value: Any) -> bool:
    """Whether a column takes the value as it is; what very many stays say is asked once."""
    if value is None and field.blank:
        return True
    if field.blank and value in field.empty_values:
        return True
    try:
        return _is_clean(field, value)
    except (ValidationError, TypeError):
        return False


@lru_cache(2048, typed=True)
def _is_clean(field: Any, value: Any) -> bool:
    """Errors: ValidationError, TypeError for what cannot be remembered."""
    cleaned = field.clean(value, None)
    return type(cleaned) is type(value) and cleaned == value


# --- Days ------------------------------------------------------------------------------------------------------------


def date_faults(stay: Mobility, *, today: date | None) -> Faults:
    """Dates that contradict each other; with `today`, actual dates that have not come yet as well."""
    errors = {}
    if stay.planned_starts_on is None and stay.actual_starts_on is None:
        errors["planned_starts_on"] = _("Enter the planned or the actual start.")
    for kind in ("planned", "actual"):
        start, end = getattr(stay, f"{kind}_starts_on"), getattr(stay, f"{kind}_ends_on")
        if end is not None and start is None:
            errors[f"{kind}_starts_on"] = _("Enter the start as well.")
        elif end is not None and end < start:
            errors[f"{kind}_ends_on"] = _("The end lies before the start.")
    for name in ("actual_starts_on", "actual_ends_on") if today is not None else ():
        day = getattr(stay, name)
        if day is not None and today is not None and day > today:
            errors.setdefault(name, _("This day has not come yet. Enter a day up to today, or a planned date."))
    return errors


def early_end_faults(confirmed: Confirmed) -> Faults:
    """A stay that was interrupted has a last day, a reason of the table, and words for it."""
    step = confirmed.ended_early
    if step is None:
        return {}
    errors = {}
    if confirmed.ends_on is None:
        errors["actual_ends_on"] = _("Enter the last day.")
    if step.reason_code not in MOVES.moves["interrupt"].reasons:
        errors["reason_code"] = _("Choose a reason.")
    if not step.reason.strip():
        errors["reason"] = _("Give a reason.")
    return errors


# --- Places ----------------------------------------------------------------------------------------------------------


def place_faults(stay: Mobility, known: Known) -> Faults:
    """Institutions, run and agreement that do not belong together on the first day of the stay."""
    if stay.sending_id == stay.receiving_id:
        return {"receiving": _("Sending and receiving institution are the same.")}
    run = known.runs[stay.run_id]
    direction = direction_of(stay, run, known)
    if direction is None:
        return _no_direction(stay, run, known)
    errors = {}
    if direction != run.direction:
        errors["run"] = _("From %(sending)s to %(receiving)s is %(direction)s, but this run is %(other)s.") % {
            "sending": localized(stay.sending, "name"),
            "receiving": localized(stay.receiving, "name"),
            "direction": _in_sentence(direction),
            "other": _in_sentence(run.direction),
        }
    if stay.agreement_id is not None:
        partner = stay.receiving_id if direction == Direction.OUTBOUND else stay.sending_id
        if partner not in known.parties.get(stay.agreement_id, ()):
            errors["agreement"] = _(
                "The partner institution is no party to this agreement. Choose one of its own agreements, or none."
            )
    return errors


def direction_of(stay: Mobility, run: ProgramRun, known: Known) -> str | None:
    """Outbound or inbound on the first day, None for neither."""
    day = _first_day(stay)
    sending, receiving = known.institutions[stay.sending_id], known.institutions[stay.receiving_id]
    return derive(sending, receiving, known.ours_on(run, day))


def _no_direction(stay: Mobility, run: ProgramRun, known: Known) -> Faults:
    """Where one of the two becomes ours later it is the day that is wrong, else the institutions are."""
    sides = {stay.sending_id, stay.receiving_id}
    ours = known.ours_on(run, _first_day(stay))
    if sides <= ours:
        return {"receiving": _("Both institutions are on our side then. One of them must be a partner abroad.")}
    if sides & ours:
        same = _("Both institutions are in the same country: such a stay is neither outbound nor inbound.")
        return {"receiving": same}
    later = known.home_sides.next_of(run.program.project_id, sides, _first_day(stay))
    if later is None:
        return {"receiving": _("Neither institution is on our side then. One of them must be ours.")}
    institution, day = later
    words = _("On %(first)s neither institution is ours: %(institution)s is on our side only from %(day)s on.") % {
        "first": formats.table_date(_first_day(stay)),
        "institution": localized(known.institutions[institution], "name"),
        "day": formats.table_date(day),
    }
    return {"planned_starts_on" if stay.actual_starts_on is None else "actual_starts_on": words}


def _has_first_day(stay: Mobility) -> bool:
    return bounds(stay)[0] is not None


def _first_day(stay: Mobility) -> date:
    day = bounds(stay)[0]
    assert day is not None  # noqa: S101 date_faults has made sure
    return day


def _in_sentence(direction: str) -> str:
    return _("outbound (dispatch)") if direction == Direction.OUTBOUND else _("inbound (hosting)")


# --- Hosts and money -------------------------------------------------------------------------------------------------


def part_faults(stay: Mobility, facts: Facts) -> Faults:
    if not (facts.legs or facts.fundings):
        return {}
    texts = {"legs": leg_fault(stay, facts.legs), "fundings": funding_fault(facts.fundings)}
    return {name: text for name, text in texts.items() if text}


def leg_fault(stay: Mobility, legs: Sequence[LegValues]) -> str:
    """What is wrong with these legs, in words; empty when nothing is."""
    first, last = bounds(stay)
    for leg in legs:
        days = {"period": formats.period(leg.starts_on, leg.ends_on), "host": localized(leg.host, "name")}
        if leg.ends_on < leg.starts_on:
            return _("The leg at %(host)s ends before it begins: %(period)s.") % days
        if (first and leg.starts_on < first) or (last and leg.ends_on > last):
            return _("The leg at %(host)s (%(period)s) lies outside the stay (%(stay)s).") % {
                **days,
                "stay": formats.period(first, last),
            }
    for earlier, later in pairwise(sorted(legs, key=lambda leg: leg.starts_on)):
        if later.starts_on <= earlier.ends_on:
            return _("The legs at %(one)s and %(other)s overlap. On one day there is one host.") % {
                "one": localized(earlier.host, "name"),
                "other": localized(later.host, "name"),
            }
    return _("Only one leg can be the main host.") if sum(leg.is_main for leg in legs) > 1 else ""


def funding_fault(fundings: Sequence[FundingValues]) -> str:
    sources = [funding.source for funding in fundings]
    if unknown := set(sources) - set(Funding.Source.values):
        return _("There is no such source of funding: %(source)s.") % {"source": ", ".join(sorted(unknown))}
    if any(funding.monthly_yen is not None and funding.monthly_yen < 0 for funding in fundings):
        return _("An amount is not negative.")
    return _("Each source of funding stands once.") if len(sources) != len(set(sources)) else ""


# --- One stay at a time ----------------------------------------------------------------------------------------------


def presence_faults(stay: Mobility, known: Known, *, is_stage: bool = False) -> Faults:
    """Nobody is in two places on one day, and no journey is registered twice.

    That a return is to be confirmed first is not held against the edit of a record that stands already.
    """
    other = clashing_stay(stay, known, is_stage=is_stage)
    if other is not None and (stay.pk is None or overlap(stay, other)):
        return {_clash_field(stay, other, known): clash_sentence(stay, other, known.reader)}
    if stay.pk is None and (twin := same_journey(stay, known)):
        field = "planned_starts_on" if stay.actual_starts_on is None else "actual_starts_on"
        return {field: clash_sentence(stay, twin, known.reader)}
    return {}


def _clash_field(stay: Mobility, other: Mobility, known: Known) -> str:
    """The box that a clash stands at: of a known stay the one that an edit has changed, confirmed days are none of them."""
    stored = next((one for one in known.neighbours.get(stay.person_id, ()) if one.pk and one.pk == stay.pk), None)
    if stored is not None:
        return "mode" if stored.mode == Mode.ONLINE else "planned_ends_on"
    if not overlap(stay, other) and starts_before(stay, other):
        return "actual_ends_on"
    return "is_stage" if may_be_stages(stay, other) else "actual_starts_on"


def clashing_stay(stay: Mobility, known: Known, *, is_stage: bool = False) -> Mobility | None:
    """Another stay of the same person, begun and not online, on one of this stay's days; or one of the two goes on into the
    other, as nobody has confirmed its end.

    Stages of one stay may share the day on which the person leaves one place and arrives at the next. The database allows
    that day to any two stays; whether they are linked it does not ask. A stage goes on once with those that follow it.
    """
    others = _others_there(stay, known)
    for other in others:
        may_share = is_stage or are_joined(known.stages, stay, other)
        if overlap(stay, other) and not (may_share and hands_over(stay, other)):
            return other
    for other in others:
        are_stages = are_joined(known.stages, stay, other) or (is_stage and hands_over(stay, other))
        if not are_stages and (goes_on_into(stay, other) or goes_on_into(other, stay)):
            return other
    return None


def shared_days(stay: Mobility, known: Known) -> list[tuple[Mobility, Mobility]]:
    """The pairs (first, second) that this stay makes with those it shares the day of a change of place with."""
    others = [other for other in _others_there(stay, known) if hands_over(stay, other)]
    return [(other, stay) if starts_before(other, stay) else (stay, other) for other in others]


def _others_there(stay: Mobility, known: Known) -> list[Mobility]:
    """The other stays of the same person that have begun and are not online; none where this one is not of that kind."""
    if stay.actual_starts_on is None or stay.mode == Mode.ONLINE:
        return []
    return [other for other in known.others_of(stay) if other.status in COUNTABLE and other.mode != Mode.ONLINE]


def same_journey(stay: Mobility, known: Known) -> Mobility | None:
    """The same person's same journey on the same days, registered already: the form was sent twice."""
    prefix = "planned" if stay.status in AWAITED else "actual"
    same = ("run_id", "sending_id", "receiving_id", f"{prefix}_starts_on", f"{prefix}_ends_on")
    states = AWAITED if prefix == "planned" else COUNTABLE
    for other in known.others_of(stay):
        if other.status in states and all(getattr(other, name) == getattr(stay, name) for name in same):
            return other
    return None
