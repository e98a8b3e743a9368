"""The money of a stay in one cell: JASSO, 80,000円, or JASSO scholarship: 80,000 yen a month; Own funds. Asks no database."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from django.utils import translation

from kanazawa_exchange.lib.cells import Said, Unread, Value, numbers, spoilt, synonyms, words
from kanazawa_exchange.lib.cells.said import empty, noted
from kanazawa_exchange.lib.fields.characters import cut
from kanazawa_exchange.lib.languages import LANGUAGES

from .facts import FundingValues
from .models import Funding
from .queries.fact_lines import funding_lines

Money = tuple[tuple[str, int | None], ...]
"""Each source with its yen a month, where they are known."""

_LONGEST = 400
_DIGIT = re.compile("[0-9０-９]")
_BETWEEN = re.compile(r"\s*[;；\r\n]\s*")
_AMOUNT = re.compile(
    r"(?P<source>[^0-9０-９]*?)[\s:：,、(（]*(?:月額)?\s*(?P<amount>[¥￥\\]?\s?[0-9０-９][^;；)）]{0,40}?)\s*[)）]?"
)
_A_MONTH = re.compile(
    r"(?P<yen>円|yen|JPY|иен[аы]?|йен[аы]?)?\s*(?:[/／]\s*月|[/／]\s*month|per month|a month|monthly|в месяц|в мес\.?|[/／]\s*мес\.?)$",
    re.IGNORECASE,
)


@cache
def sources() -> words.Choices:
    return words.choices(Funding.Source.choices, synonyms.FUNDING_SOURCES)


@lru_cache(1024, typed=True)
def money(value: Value) -> Said[Money] | Unread:
    """The sources with their amounts, several behind semicolons or on lines; none for an empty cell."""
    if (wrong := spoilt(value)) is not None:
        return wrong
    if (nothing := empty(value)) is not None:
        return Said((), nothing.note)
    text = str(value).strip()
    if not isinstance(value, str) or len(text) > _LONGEST:
        return _unreadable(text)
    found: list[tuple[str, int | None]] = []
    notes: list[str] = []
    parts = list(filter(None, _BETWEEN.split(text)))
    for place, part in enumerate(parts):
        read = _one(part)
        if isinstance(read, Unread):
            return _near(read, parts, place)
        found.append(read.value)
        notes += read.notes
    if len({source for source, _yen in found}) < len(found):
        return Unread("funding.twice", words=(("text", text[:100]),))
    return Said(tuple(found), "" if _is_own(text, found) else noted(*notes))


def _one(text: str) -> Said[tuple[str, int | None]] | Unread:
    alone = words.choice(text, sources())
    if isinstance(alone, Said) and not _DIGIT.search(text):  # digits in brackets are an amount
        return Said((alone.value, None), alone.note)
    match = _AMOUNT.fullmatch(text)
    if match is None or not match["source"].strip(" :：,、"):
        return alone if isinstance(alone, Unread) else _unreadable(text)
    source = words.choice(match["source"], sources())
    if isinstance(source, Unread):
        return Unread(source.code, source.nearest, (("text", match["source"].strip()), ("amount", match["amount"])))
    month = _A_MONTH.sub(lambda unit: unit["yen"] or "", match["amount"])
    amount = numbers.yen(month.strip())
    if isinstance(amount, Unread) or amount.value is None:
        return amount if isinstance(amount, Unread) else _unreadable(text)
    return Said((source.value, amount.value), noted(source.note, amount.note))


def _unreadable(text: str) -> Unread:
    return Unread("funding.unreadable", words=(("text", cut(text, 100)),))


def _near(why: Unread, parts: list[str], place: int) -> Unread:
    """What is near is the whole cell once more, with another source or another amount in it."""
    told = dict(why.words)
    amount = str(told.pop("amount", ""))
    nearest = []
    for one in why.nearest:
        source = _AMOUNT.fullmatch(parts[place]) if why.code.startswith("yen.") else None
        entry = f"{source['source']}: {one}" if source else f"{one}: {amount}" if amount else one
        whole = "; ".join([*parts[:place], entry, *parts[place + 1 :]])
        if isinstance(money(whole), Said):
            nearest.append(whole)
    return Unread(why.code, tuple(nearest), tuple(told.items()))


def in_words(value: object) -> str:
    """As the list of records has it; a text that can be read as well."""
    if isinstance(value, str):
        read = money(value)
        return in_words(read.value) if isinstance(read, Said) and read.value else value
    rows: Iterable[tuple[str, int | None]] = value if isinstance(value, tuple | list) else ()
    return "; ".join(funding_lines(FundingValues(*row) for row in rows))


def _is_own(text: str, found: list[tuple[str, int | None]]) -> bool:
    """Whether the cell says it in the words of our own files, in any language."""
    for language in LANGUAGES:
        with translation.override(language):
            if in_words(found) == text:
                return True
    return False
