"""Models of how we judge: the rubric in its versions, questionnaires, surveys, scores, reviews of applications."""

from ..moves import InstrumentStatus, ReviewStatus, RubricStatus, WaveStatus
from .instruments import AskedAbility, Instrument, Item, ItemKind, Option
from .publications import PublicGroup, PublicRows, PublicYear
from .reviews import Review, ReviewScore
from .rubrics import Ability, CarriedLevel, Descriptor, Level, Rubric, RubricVersion
from .scores import CohortCell, CohortTotal, ResponseScore, ScoreRun
from .surveys import Ask, Moment, Rater, Response, SurveyWave, Timing

__all__ = [
    "Ability",
    "Ask",
    "AskedAbility",
    "CarriedLevel",
    "CohortCell",
    "CohortTotal",
    "Descriptor",
    "Instrument",
    "InstrumentStatus",
    "Item",
    "ItemKind",
    "Level",
    "Moment",
    "Option",
    "PublicGroup",
    "PublicRows",
    "PublicYear",
    "Rater",
    "Response",
    "ResponseScore",
    "Review",
    "ReviewScore",
    "ReviewStatus",
    "Rubric",
    "RubricStatus",
    "RubricVersion",
    "ScoreRun",
    "SurveyWave",
    "Timing",
    "WaveStatus",
]
