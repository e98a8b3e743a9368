"""Models of how we judge: the rubric in its versions."""

from ..moves import RubricStatus
from .rubrics import Ability, CarriedLevel, Descriptor, Level, Rubric, RubricVersion

__all__ = ["Ability", "CarriedLevel", "Descriptor", "Level", "Rubric", "RubricStatus", "RubricVersion"]
