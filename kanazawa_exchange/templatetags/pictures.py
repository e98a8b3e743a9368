"""A picture on a page, in the sizes and kinds from which a browser fetches one."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.queries.pictures import Shown, Source
from kanazawa_exchange.lib.content_types import JPEG

register = template.Library()
EVERYWHERE = "100vw"
LIKELY_EDGE = 960
"""The file of a browser that knows of no choice."""


@register.simple_tag
def picture(shown: Shown, sizes: str = EVERYWHERE, *, first: bool = False) -> SafeString:
    """`{% picture photo sizes="(min-width: 60rem) 30rem, 100vw" %}`: how wide it will be, so that no more is fetched than is shown.

    `first=True` for the one picture that a reader sees before scrolling: it is fetched at once, the others when they come near.
    """
    spoken = format_html(' lang="{}"', shown.alt.language) if shown.alt.language != get_language() else ""
    fallback = next((source for source in shown.sources if source.kind == JPEG), None)
    if fallback is None:
        return format_html(
            '<span class="picture-awaited" role="img" aria-label="{}"{}>{}</span>',
            *(shown.alt.text, spoken, _("The picture is being prepared.")),
        )
    others = [source for source in shown.sources if source is not fallback]
    image = format_html(
        '<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}"{} {} decoding="async">',
        *(_likely(fallback), _choices(fallback), sizes, shown.width, shown.height, shown.alt.text, spoken),
        mark_safe('fetchpriority="high"' if first else 'loading="lazy"'),  # noqa: S308  two words of our own
    )
    rows = ((source.kind, _choices(source), sizes) for source in others)
    sources = format_html_join("", '<source type="{}" srcset="{}" sizes="{}">', rows)
    return format_html("<picture>{}{}</picture>", sources, image)


def _choices(source: Source) -> str:
    return ", ".join(f"{address} {width}w" for address, width in source.files)


def _likely(source: Source) -> str:
    return min(source.files, key=lambda file: abs(file[1] - LIKELY_EDGE))[0]
