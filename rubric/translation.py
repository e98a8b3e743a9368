"""The columns of rubric and questionnaire that exist in three languages; all histories are registered after them."""

import simple_history
from modeltranslation.translator import TranslationOptions, register

from .models import (
    Ability,
    AskedAbility,
    CarriedLevel,
    Descriptor,
    Instrument,
    Item,
    Level,
    Option,
    Review,
    ReviewScore,
    Rubric,
    RubricVersion,
    SurveyWave,
)


@register(Rubric)
class RubricTranslation(TranslationOptions):
    fields = ("name",)


@register(Ability)
class AbilityTranslation(TranslationOptions):
    fields = ("name", "definition")


@register(Level)
class LevelTranslation(TranslationOptions):
    fields = ("caption",)


@register(Descriptor)
class DescriptorTranslation(TranslationOptions):
    fields = ("text",)


@register(Instrument)
class InstrumentTranslation(TranslationOptions):
    fields = ("name", "introduction")


@register(Item)
class ItemTranslation(TranslationOptions):
    fields = ("prompt", "note")


@register(Option)
class OptionTranslation(TranslationOptions):
    fields = ("text",)


RUBRIC = (Rubric, RubricVersion, Ability, Level, Descriptor, CarriedLevel)
SURVEY = (Instrument, AskedAbility, Item, Option, SurveyWave)
REVIEW = (Review, ReviewScore)
for model in (*RUBRIC, *SURVEY, *REVIEW):
    simple_history.register(model, app="rubric")
