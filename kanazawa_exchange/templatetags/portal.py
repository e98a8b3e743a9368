"""Tags and filters of all templates: dates and numbers as the reader writes them, fallbacks, addresses, statuses."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from urllib.parse import urlsplit

import budoux
from django import template
from django.contrib.messages.storage.base import Message
from django.db.models import Model
from django.http import QueryDict
from django.template.context import RequestContext
from django.template.defaultfilters import linebreaks_filter
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.lib import clock, formats, languages
from kanazawa_exchange.lib.browsers import in_words
from kanazawa_exchange.lib.localized import Localized
from kanazawa_exchange.lib.localized import localized as localized_value
from kanazawa_exchange.lib.period import fiscal_year_label
from kanazawa_exchange.lib.viewer import Viewer
from kanazawa_exchange.lib.written import Reason, written_in

register = template.Library()


# --- Dates and numbers ---------------------------------------------------------------------------------------------
def _time(value: date | None, text: str, machine: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', machine, text) if value else mark_safe("")


@register.filter
def localdate(value: date | datetime | None, form: str = "long") -> str:
    """`{{ day|localdate }}`, `{{ day|localdate:"table" }}`, `{{ day|localdate:"month" }}`."""
    if not value:
        return ""
    writer = {"long": formats.long_date, "table": formats.table_date, "month": formats.month}[form]
    return _time(value, writer(value), formats.local_day(value).isoformat())


@register.filter
def localmoment(value: datetime | None) -> str:
    """Date and time in Japan, with its zone named."""
    if not value:
        return ""
    text = _("%(moment)s (Japan time)") % {"moment": formats.date_and_time(value)}
    return _time(value, text, value.isoformat(timespec="minutes"))


@register.simple_tag
def dateperiod(start: date | None, end: date | None, long: bool = False) -> str:
    return formats.period(start, end, long=long)


@register.simple_tag
def today() -> date:
    """The day in Japan, on which a page is printed."""
    return clock.today()


@register.simple_tag
def comma() -> str:
    """Between two things on one line; no blank stands around the tag."""
    return formats.comma()


@register.simple_tag
def dash() -> str:
    """Between the two ends of one thing; no blank stands around the tag."""
    return formats.dash()


@register.simple_tag
def colon() -> str:
    """After a label; no blank stands around the tag."""
    return formats.colon()


@register.filter
def bracketed(value: Localized | str) -> SafeString:
    """`{{ name }}{{ short|bracketed }}`: nothing for an empty text, else brackets and what stands before them."""
    return mark_safe(formats.bracketed(localized(value, tag=False)) if value else "")  # noqa: S308


@register.filter
def fiscal_year(year: int, form: str = "label") -> str:
    """`{{ 2018|fiscal_year }}`, `{{ 2018|fiscal_year:"months" }}`, `:"era"` (months with era years)."""
    if form == "label":
        return fiscal_year_label(int(year))
    return formats.fiscal_year_months(int(year), era=form == "era")


@register.filter
def number(value: int | float | None, decimals: int = 0) -> str:
    return "—" if value is None else formats.number(value, decimals=int(decimals))


@register.filter
def shortest(value: Decimal | None) -> str:
    """A number with as many decimals as it has: 2, 2.5."""
    return formats.shortest(value)


@register.filter
def percent(value: int | float | None, decimals: int = 0) -> str:
    """The value is already in percent: 186 becomes 186%."""
    return formats.percent(value, decimals=int(decimals))


@register.filter
def signed(value: int | None) -> str:
    return "—" if value is None else formats.signed(value)


# --- Typography ----------------------------------------------------------------------------------------------------
@lru_cache(maxsize=1)
def _parser() -> budoux.Parser:
    return budoux.load_default_japanese_parser()


@lru_cache(maxsize=4096)
def _phrases_ja(text: str) -> str:
    return "<wbr>".join(escape(phrase) for phrase in _parser().parse(text))


SHORT_WORD = re.compile(r"(?<![\w-])([А-Яа-яЁё]{1,2}) (?=\S)")
BEFORE_DASH = re.compile(r" (?=[—–] )")


@register.filter
def nbsp_ru(text: object) -> str:
    """Russian keeps a preposition with its word and a dash with the word before it."""
    return BEFORE_DASH.sub("\u00a0", SHORT_WORD.sub("\\1\u00a0", str(text)))


@register.filter
def phrases(text: object, language: str = "") -> SafeString:
    """For headings and buttons: Japanese breaks between phrases only, Russian never after a preposition."""
    code = languages.active_language(language or getattr(text, "language", None))
    if code == "ja":
        return format_html('<span class="keep">{}</span>', mark_safe(_phrases_ja(str(text))))  # noqa: S308 each phrase is escaped
    return conditional_escape(nbsp_ru(text) if code == "ru" else str(text))


# --- Records in several languages --------------------------------------------------------------------------------------------
register.filter("in_language", languages.in_language)
register.filter("language_name", languages.language_name)


def fallback_words(language: str) -> str:
    return _("%(in_language)s only; translation in progress") % {"in_language": languages.in_language(language)}


register.filter("only_in", fallback_words)


@register.simple_tag
def localized(value: Localized | str, tag: bool = True) -> SafeString:
    """A ready text; one in another language carries its `lang`, and says so in a tag unless `tag=False`."""
    if not isinstance(value, Localized) or not value.is_fallback:
        return conditional_escape(str(value) if isinstance(value, Localized) else value)
    words = format_html('<span lang="{}">{}</span>', value.language, value.text)
    return format_html('{} <span class="fb">{}</span>', words, fallback_words(value.language)) if tag else words


@register.simple_tag
def typed(value: object, *, lines: bool = False) -> SafeString:
    """A text as somebody has typed it; one in another language than the reader's carries its `lang` and says so in a tag.

    `{% typed answer lines=True %}` keeps its paragraphs. Of a `written.Reason` only the part that was typed is marked.
    """
    text = str(value)
    before, own = (value.before, value.typed) if isinstance(value, Reason) else ("", text)
    code = written_in(own)
    if code in ("", languages.active_language()):
        return linebreaks_filter(text) if lines else conditional_escape(text)
    tag = _("Original: %(language)s") % {"language": languages.language_name(code)}
    if lines:
        return format_html(
            '<div lang="{}">{}</div><p><span class="fb">{}</span></p>', code, linebreaks_filter(own), tag
        )
    return format_html('{}<span lang="{}">{}</span> <span class="fb">{}</span>', before, code, own, tag)


@register.simple_tag
def trilingual(thing: Model, name: str, tag: bool = True) -> SafeString:
    """`{% trilingual program "title" %}`: the field in the reader's language, or honestly in another one."""
    return localized(localized_value(thing, name), tag=tag)


@register.inclusion_tag("components/fallback.html")
def fallback_notice(value: Localized) -> dict[str, Localized]:
    """The line above a whole text that stands in another language."""
    return {"value": value}


# --- Addresses -----------------------------------------------------------------------------------------------------
def address_in(path: str, language: str) -> str:
    """The same page in another language; addresses differ by their first part alone."""
    codes = "|".join(languages.LANGUAGES)
    swapped, count = re.subn(rf"^/(?:{codes})(?=/)", f"/{language}", path, count=1)
    return swapped if count else f"/{language}/"


@register.simple_tag(takes_context=True)
def switch_language_url(context: RequestContext, language: str) -> str:
    """Address of this very page, query string and all, in another language."""
    request = context.get("request")
    if request is None:
        return f"/{language}/"
    query = request.META.get("QUERY_STRING", "")
    path = address_in(request.path, language)
    return f"{path}?{query}" if query and path != f"/{language}/" else path


@register.simple_tag(takes_context=True)
def alternates(context: RequestContext) -> SafeString:
    """Canonical and hreflang links of a page that exists; `page_languages` leaves out what is untranslated."""
    request = context.get("request")
    if request is None or getattr(request, "resolver_match", None) is None or not has_language(request.path):
        return mark_safe("")
    there = context.get("page_languages") or languages.LANGUAGES
    links = [(code, request.build_absolute_uri(address_in(request.path, code))) for code in there]
    if "en" in there:
        links.append(("x-default", request.build_absolute_uri(address_in(request.path, "en"))))
    canonical = format_html('<link rel="canonical" href="{}">', request.build_absolute_uri(request.path))
    return canonical + format_html_join("", '<link rel="alternate" hreflang="{}" href="{}">', links)


def has_language(path: str) -> bool:
    return path[1:4] in {f"{code}/" for code in languages.LANGUAGES}


@register.simple_tag
def first_page(language: str = "") -> str:
    """Where the mark in the masthead leads."""
    return f"/{language or languages.active_language()}/"


@register.simple_tag
def language_choices() -> list[tuple[str, str]]:
    return languages.endonyms()


@register.simple_tag(takes_context=True)
def with_query(context: RequestContext, **changes: object) -> str:
    """The query string with some values changed; an empty value leaves its name out."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.filter
def for_person(page: str, uid: object) -> str:
    """The address of a form that was kept, for somebody else: `{{ kept_page|for_person:one.uid }}`."""
    parts = urlsplit(page)
    query = QueryDict(parts.query, mutable=True)
    query["person"] = str(uid)
    return f"{parts.path}?{query.urlencode()}"


# --- Statuses ------------------------------------------------------------------------------------------------------
GLYPHS: Mapping[str, str] = {
    "todo": "○",
    "wait": "△",
    "wait hidden": "◇",
    "wait listed": "▽",
    "now": "●",
    "now returned": "◆",
    "now offered": "◎",
    "done": "✓",
    "done filed": "■",
    "bad": "✕",
    "bad asked": "!",
    "off": "–",
    "off void": "=",
    "off renewed": "→",
    "off lapsed": "□",
}
"""Each of its own shape: a reader who sees no colours tells them apart."""


@register.inclusion_tag("components/status.html")
def status(kind: str, word: str) -> dict[str, str]:
    """A glyph and a word; kinds are the names of `GLYPHS`."""
    return {"kind": kind, "glyph": GLYPHS[kind], "word": word}


@register.simple_tag
def arrow(direction: str) -> str:
    """派遣 and 受入 with colour, word and arrow: the arrow in words of places."""
    return (
        pgettext("direction", "Kanazawa → partner")
        if direction == "outbound"
        else pgettext("direction", "Partner → Kanazawa")
    )


# --- Messages and fields -------------------------------------------------------------------------------------------
@register.filter
def message_kind(message: Message) -> str:
    """The class of a notice: info, done, attention or error."""
    return {"success": "done", "warning": "attention", "error": "error"}.get(message.level_tag, "info")


@register.filter
def message_glyph(message: Message) -> str:
    return {"success": "✓", "warning": "!", "error": "✕"}.get(message.level_tag, "i")


@register.filter
def browser(user_agent: str) -> str:
    """Firefox on Windows, of what a browser says of itself."""
    return in_words(user_agent)


@register.filter(name="is_office")
def reads_for_the_office(user: Viewer) -> bool:
    return bool(is_office(user))
