"""What moves in the rubric's app, each with its states: versions of a rubric, questionnaires, waves of a survey, reviews."""

from .instruments import INSTRUMENT_MOVES, InstrumentStatus
from .reviews import REVIEW_MOVES, ReviewStatus
from .versions import RUBRIC_MOVES, RubricStatus
from .waves import WAVE_MOVES, WaveStatus

__all__ = [
    "INSTRUMENT_MOVES",
    "REVIEW_MOVES",
    "RUBRIC_MOVES",
    "WAVE_MOVES",
    "InstrumentStatus",
    "ReviewStatus",
    "RubricStatus",
    "WaveStatus",
]
