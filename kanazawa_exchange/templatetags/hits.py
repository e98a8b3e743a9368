"""Texts in which a reader has searched: `{% load hits %}`."""

from collections.abc import Sequence

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kanazawa_exchange.lib.hits import marked
from kanazawa_exchange.lib.localized import Localized

register = template.Library()


@register.simple_tag
def hit(value: Localized, words: Sequence[str]) -> SafeString:
    """`{% hit card.title words %}`: the text with what was searched marked in it; in another language with its `lang`."""
    text = marked(value.text, words or ())
    return format_html('<span lang="{}">{}</span>', value.language, text) if value.is_fallback else text
