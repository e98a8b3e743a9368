"""The words of the glossary in a text: `{% load glossary %}`."""

from django import template
from django.utils.safestring import SafeString

from kanazawa_exchange.accounts.queries import glossary as terms

register = template.Library()


@register.filter
def glossary(html: SafeString, language: str) -> SafeString:
    """`{{ text|rich_text|glossary:"ja" }}`: what is safe already, with the terms of this language in `mark`."""
    return terms.marked(html, language)
