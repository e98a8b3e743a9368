"""The texts of letters exist in three languages; histories of them, of people and of roles."""

import simple_history
from modeltranslation.translator import TranslationOptions, register

from .models import ConsentText, FormerName, MailTemplate, Person, PersonMerge, PersonName, RoleGrant


@register(MailTemplate)
class MailTemplateTranslation(TranslationOptions):
    fields = ("subject", "body")


@register(ConsentText)
class ConsentTextTranslation(TranslationOptions):
    fields = ("text", "sha256")


simple_history.register(Person, app="kanazawa_exchange.accounts", excluded_fields=["sort_ja", "sort_ru", "sort_en"])
simple_history.register(PersonName, app="kanazawa_exchange.accounts")
simple_history.register(FormerName, app="kanazawa_exchange.accounts")
simple_history.register(PersonMerge, app="kanazawa_exchange.accounts", excluded_fields=["before"])
simple_history.register(RoleGrant, app="kanazawa_exchange.accounts")
simple_history.register(MailTemplate, app="kanazawa_exchange.accounts")
