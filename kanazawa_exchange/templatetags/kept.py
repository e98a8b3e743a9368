"""Parts of a page that are printed once for equal values."""

from django import template
from django.utils.safestring import SafeString

from kanazawa_exchange.lib import kept_parts

register = template.Library()


@register.simple_tag
def kept(name: str, **values: object) -> SafeString:
    """`{% kept "programs/steps.html" level=3 %}`: like `include … only`, for values that change seldom; `user=None` for nobody."""
    return kept_parts.printed(name, **values)
