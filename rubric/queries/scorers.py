"""What a stored answer is worth by its questionnaire, as texts for one row: its scores and levels, or why it has none."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from ..models import Instrument, InstrumentStatus
from ..scoring.instruments import Fault, Unscorable
from ..scoring.responses import Scorer, encoded
from .instruments import in_arithmetic, levels_text

FAULT_LENGTH = 100
QUESTIONNAIRES_KEPT = 64
ERROR = "error"
"""Begins the fault of an answer at which the arithmetic itself failed; the kind of the error follows."""
POISON = (AttributeError, ArithmeticError, LookupError, RecursionError, TypeError, ValueError)
"""What an answer of a wrong shape can raise. Too much time or memory is none of these: there the part of the job fails."""


@dataclass(frozen=True, slots=True)
class Scored:
    """The columns of a score row: `scores` and `levels`, or a `fault` alone, as "out_of_range:<key of the item>"."""

    scores: str = ""
    levels: str = ""
    fault: str = ""


class SheetScorer:
    """Scores the answers to one questionnaire, and raises nothing whatever stands in them."""

    def __init__(self, instrument: Instrument) -> None:
        self._abilities = tuple(instrument.rubric_version.abilities.values_list("code", flat=True))
        self._fault = ""
        try:
            self._score = Scorer(in_arithmetic(instrument))
        except Unscorable as contradiction:
            self._fault = fault_text(contradiction.fault, contradiction.key)

    def __call__(self, answers: Any) -> Scored:
        """`answers` as they are stored, which ought to be answers by the key of the item."""
        if self._fault:
            return Scored(fault=self._fault)
        if not isinstance(answers, dict):
            return Scored(fault=fault_text(Fault.WRONG_KIND))
        try:
            scores = self._score(answers)
            return Scored(encoded(scores), levels_text(scores, self._abilities))
        except Unscorable as reason:
            return Scored(fault=fault_text(reason.fault, reason.key))
        except POISON as error:
            return Scored(fault=fault_text(ERROR, type(error).__name__))


def fault_text(fault: str, key: str = "") -> str:
    return f"{fault}:{key}"[:FAULT_LENGTH] if key else str(fault)


def scorer_of(instrument: Instrument) -> SheetScorer:
    """The scorer of a questionnaire; that of one which was ever in use, and so never changes, is made once per process."""
    return SheetScorer(instrument) if instrument.status == InstrumentStatus.DRAFT else _kept(instrument.uid)


@lru_cache(QUESTIONNAIRES_KEPT)
def _kept(uid: UUID) -> SheetScorer:
    return SheetScorer(Instrument.objects.select_related("rubric_version").get(uid=uid))
