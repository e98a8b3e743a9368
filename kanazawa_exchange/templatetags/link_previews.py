"""What a page says of itself where somebody shares its address: `{% load link_previews %}`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context

from kanazawa_exchange.accounts.queries.pictures import Shown
from kanazawa_exchange.lib.languages import LANGUAGES, active_language

register = template.Library()


@register.inclusion_tag("components/link_preview.html", takes_context=True)
def link_preview(
    context: Context,
    title: object,
    description: object = None,
    *,
    kind: str = "website",
    picture: Shown | None = None,
    published: datetime | None = None,
    structured: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """`{% link_preview card.title card.beginning kind="article" %}` in the head of a page that everybody reads.

    `picture`: one that everybody may see; its widest JPEG is named. `structured`: the page in the words of schema.org.
    """
    request = context["request"]
    shown = picture.preview if picture else None
    image = request.build_absolute_uri(shown[0]) if shown else ""
    return {
        "title": str(title),
        "description": None if description is None else str(description),
        "address": request.build_absolute_uri(request.path),
        "kind": kind,
        "image": image,
        "width": shown[1] if shown else 0,
        "height": shown[2] if shown else 0,
        "alt": picture.alt.text if picture else "",
        "published": published,
        "locale": _locale(active_language()),
        "other_locales": [
            _locale(code) for code in context.get("page_languages") or LANGUAGES if code != active_language()
        ],
        "structured": ({**structured, "image": image} if image else structured) if structured else None,
    }


def _locale(language: str) -> str:
    """As previews name it, with a country where the settings know one."""
    return settings.PREVIEW_LOCALES.get(language, language)
