"""Texts with marks on a page: `{% load rich_text %}`."""

from django import template
from django.utils.safestring import SafeString

from kanazawa_exchange.lib import rich_text as texts

register = template.Library()


@register.filter
def rich_text(source: str | None) -> SafeString:
    """`{{ report.text|rich_text }}`: the text as its author marked it up."""
    return texts.html(source or "")


@register.filter
def plain_text(source: str | None) -> str:
    """`{{ report.text|plain_text|truncatechars:120 }}`: what it says, without marks."""
    return texts.plain(source or "")
