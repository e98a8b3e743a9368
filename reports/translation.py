"""The columns of the counting rules that exist in three languages; their history is registered after them."""

import simple_history
from modeltranslation.translator import TranslationOptions, register

from .models import CountingRule


@register(CountingRule)
class CountingRuleTranslation(TranslationOptions):
    fields = ("name", "description", "funder")


simple_history.register(CountingRule, app="reports")
