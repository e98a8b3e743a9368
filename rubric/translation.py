"""The columns of the rubric that exist in three languages; the histories are registered after them."""

import simple_history
from modeltranslation.translator import TranslationOptions, register

from .models import Ability, CarriedLevel, Descriptor, Level, Rubric, RubricVersion


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


for model in (Rubric, RubricVersion, Ability, Level, Descriptor, CarriedLevel):
    simple_history.register(model, app="rubric")
