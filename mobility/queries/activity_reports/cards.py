"""Activity Reports as they stand in a list: title, who wrote it, where and when, and how the text begins."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import QuerySet
from django.db.models.functions import Left
from django.utils.translation import ngettext, pgettext

from kanazawa_exchange.lib import clock, formats, prepared
from kanazawa_exchange.lib.hits import around
from kanazawa_exchange.lib.languages import language_name
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.rich_text import plain
from kanazawa_exchange.lib.search_key import search_key

from ...models import ActivityReport, ActivityReportTranslation
from .authors import ShownAuthor, shown_authors
from .photos import ShownPhoto, public_photos
from .shown_texts import Texts, by_report, in_its_language, meant_for_reader, readable, readable_texts

OPENING = 2_000
"""Letters of a text, marks included, of which its beginning is made."""
BEGINNING, DENSER = 180, {"ja": 90}
"""Letters of the beginning that a card prints; fewer of a language that says more with each."""


_OPEN_END = re.compile(r"(?<![.!?,:;…。！？、：；»」』”\"])\n")


@dataclass(frozen=True)
class Byline:
    """One author, or several of whom no name is shown."""

    name: str
    affiliation: str
    is_named: bool = True

    def __str__(self) -> str:
        return self.name + (formats.bracketed(self.affiliation) if self.affiliation else "")


@dataclass(frozen=True)
class Card:
    """One report in a list. `language` is that of its authors, whatever `title` and `beginning` are shown in.

    `elsewhere`: of a report that was searched and found, what stands around the hit where it is in another language.
    `cover`: the photo that stands for it, where everybody may see one.
    """

    slug: str
    title: Localized
    beginning: Localized
    authors: tuple[Byline, ...]
    program: Localized
    city: Localized
    language: str
    happened_on: date | None
    published_at: datetime
    elsewhere: Localized | None = None
    cover: ShownPhoto | None = None

    @property
    def published_on(self) -> date:
        return clock.tokyo_date(self.published_at)

    @property
    def language_name(self) -> str:
        return language_name(self.language)

    @property
    def is_translation(self) -> bool:
        return self.title.language != self.language


def cards_of(reports: Sequence[ActivityReport], now: datetime, words: Sequence[str] = ()) -> list[Card]:
    """In the order given, by seven queries. `reports` hold city and program; `words` are the keys that were searched."""
    keys = [report.pk for report in reports]
    authors, photos = shown_authors(keys, now), public_photos(keys, now)
    texts = by_report(readable_texts(reports).defer("search_text")) if words else openings_of(reports)
    cards = [card_of(report, texts.get(report.pk, {}), authors.get(report.pk, ()), words) for report in reports]
    return [covered(card, photos.get(key, ())) for key, card in zip(keys, cards, strict=True)]


def covered(card: Card, photos: Sequence[ShownPhoto]) -> Card:
    """The card with the photo that stands first."""
    return replace(card, cover=photos[0]) if photos else card


def openings_of(reports: Sequence[ActivityReport]) -> Mapping[int, Texts]:
    """Texts whose `text` is their opening alone."""
    keys = prepared.Keys(report.pk for report in reports)
    return by_report(prepared.rows(_openings, keys)) if keys else {}


def _openings(reports: prepared.Keys) -> QuerySet[ActivityReportTranslation]:
    rows = ActivityReportTranslation.objects.filter(readable(), report_id__in=reports)
    return rows.defer("text", "search_text").annotate(opening=Left("text", OPENING))


def card_of(report: ActivityReport, texts: Texts, authors: Iterable[ShownAuthor], words: Sequence[str] = ()) -> Card:
    shown = meant_for_reader(texts, report.language)
    language = shown.language if shown else report.language
    said = plain(_opening(shown, words))
    assert report.slug is not None  # noqa: S101 a promise of the database, as the next
    assert report.first_published_at is not None  # noqa: S101
    return Card(
        slug=report.slug,
        title=in_its_language(shown.title if shown else "", language),
        beginning=in_its_language(beginning(said, language, words), language),
        authors=bylines(authors),
        program=localized(report.program, "name"),
        city=localized(report.city, "name"),
        language=report.language,
        happened_on=report.happened_on,
        published_at=report.first_published_at,
        elsewhere=_elsewhere(texts, shown, said, words),
    )


def _elsewhere(
    texts: Texts, shown: ActivityReportTranslation | None, said: str, words: Sequence[str]
) -> Localized | None:
    """Where the words stand that the reader does not see in what is shown, whose text says this much."""
    if not words or (shown and _holds_all(f"{shown.title}\n{said}", words)):
        return None
    for language, row in texts.items():
        if row is not shown and _holds_all(f"{row.title}\n{row.text}", words):
            return in_its_language(beginning(plain(f"{row.title}\n\n{row.text}"), language, words), language)
    return None


def _holds_all(text: str, words: Sequence[str]) -> bool:
    """Whether all the words stand in it; its key is made once, however many they are."""
    key = search_key(text)
    return all(word in key for word in words)


def _opening(shown: ActivityReportTranslation | None, words: Sequence[str]) -> str:
    if shown is None:
        return ""
    if words:
        return shown.text
    return str(shown.opening) if hasattr(shown, "opening") else shown.text[:OPENING]


def beginning(said: str, language: str, words: Sequence[str] = ()) -> str:
    """The first words of what a text says, on one line; of one that was searched those around the first hit."""
    most = DENSER.get(language, BEGINNING)
    line = on_one_line(said)
    return shortened(around(line, words, most) if words else line, most)


def on_one_line(said: str) -> str:
    """A heading or an item without a full stop is kept apart by a dot."""
    return _OPEN_END.sub(" · ", said).replace("\n", " ")


def shortened(text: str, most: int) -> str:
    """At most so many letters, whole words where the language sets blanks between them."""
    if len(text) <= most:
        return text
    cut = text[:most]
    words, blank, _rest = cut.rpartition(" ")
    return (words if blank and len(words) > most // 2 else cut).rstrip(" ,.;:—–-、。") + "…"


def bylines(authors: Iterable[ShownAuthor]) -> tuple[Byline, ...]:
    """Those with a name in their order, then the others, who are counted; a report without authors has one all the same."""
    authors = tuple(authors) or (ShownAuthor("", ""),)
    named = [Byline(author.name, author.affiliation) for author in authors if author.name]
    nameless = Counter(author.affiliation for author in authors if not author.name)
    return (
        *named,
        *(Byline(participants(count), affiliation, is_named=False) for affiliation, count in nameless.items()),
    )


def participants(count: int) -> str:
    """Who wrote it, of whom no name may be shown."""
    if count == 1:
        return pgettext("activity report", "a participant")
    return ngettext("%(number)s participant", "%(number)s participants", count) % {"number": count}
