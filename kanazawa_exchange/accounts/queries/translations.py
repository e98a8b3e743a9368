"""The translators' queue: which texts lack a language, or say less in one than in the others; and how far each kind is."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.db import models
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.localized import Localized, order, pick
from kanazawa_exchange.lib.paging import BEGINNING, PAGE_SIZE, Order, Page, Place
from kanazawa_exchange.lib.words import Words

from ..models import StaleText, Tracked


class Stage(models.TextChoices):
    """How a text stands in one language; the first are what a translator looks at first."""

    BEHIND = "behind", pgettext_lazy("translation", "Behind the original")
    DRAFT = "draft", pgettext_lazy("translation", "Begun, not shown")
    MISSING = "missing", pgettext_lazy("translation", "Missing")
    COMPLETE = "complete", pgettext_lazy("translation", "Up to date")


TO_DO = (Stage.BEHIND, Stage.DRAFT, Stage.MISSING)
Stale = Mapping[str, datetime]
"""Language → since when it says something else than the others."""


def always(_user: Any, _record: Any) -> bool:
    """Nobody keeps away."""
    return True


# --- Kinds -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Piece:
    """One record that is translated. `titles`: language → what it is called; `written`: the languages that are complete.

    `since`: from when on a language that it lacks is missing. `original`: the language in which its author wrote, empty where
    any language may be changed first. `drafts`: language → since when a translation is worked on.
    """

    pk: int
    uid: UUID
    titles: Mapping[str, str | None]
    written: frozenset[str]
    since: datetime
    original: str = ""
    drafts: Mapping[str, datetime] = field(default_factory=dict)

    def is_shut(self, language: str, stale: Stale) -> bool:
        """Whether no translator changes it: what the office keeps and what is up to date. A text with an author is corrected still."""
        return not self.original and self.stage(language, stale)[0] == Stage.COMPLETE

    def stage(self, language: str, stale: Stale) -> tuple[Stage, datetime]:
        """(how it stands in this language, since when)"""
        if language in self.drafts:
            return Stage.DRAFT, self.drafts[language]
        if language not in self.written:
            return Stage.MISSING, self.since
        return (Stage.BEHIND, stale[language]) if language in stale else (Stage.COMPLETE, self.since)

    def sources(self, into: str, stale: Stale) -> tuple[str, ...]:
        """The languages from which it is translated: the author's, else those that are up to date, the reader's first.

        Where no other one is complete, those in which something is said at all.
        """
        if self.original:
            return (self.original,)
        others = [code for code in order() if code != into]
        whole = [code for code in others if code in self.written]
        begun = [code for code in others if self.titles.get(code)]
        fresh = (tuple(code for code in some if code not in stale) for some in (whole, begun))
        return next(filter(None, (*fresh, tuple(whole))), ())


@dataclass(frozen=True)
class Passage:
    """One text of a record: the name of its box, its label, what the original says, and the field in which it is written."""

    box: str
    label: str
    original: str
    kind: type[forms.Field]
    options: Mapping[str, Any]
    is_marked: bool = False


@dataclass(frozen=True)
class Sheet:
    """A record in two languages. `record` is what is written, none before a translation is begun; `values`: box → what it holds."""

    record: Tracked | None
    passages: Sequence[Passage]
    values: Mapping[str, str]
    public_url: str = ""
    office_url: str = ""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What an app has translated. `record` is the kind of record in `StaleText`.

    `pieces(now, uid)` are its records, or the one of this id, by one query; `sheet(uid, source, into, now)` one of them in two
    languages; `keep(uid, into, values, …)` writes a translation. `has_drafts`: one is not shown before somebody says so.
    `may(user, record)`: whether a translator may write, or confirm, what is written of a record.
    """

    code: str
    plural: Words
    record: str
    pieces: Callable[[datetime, UUID | None], Sequence[Piece]]
    sheet: Callable[[UUID, str, str, datetime], Sheet]
    keep: Callable[..., Tracked]
    has_drafts: bool = False
    may: Callable[[Any, Any], bool] = always


_kinds: dict[str, Kind] = {}


def add(*kinds: Kind) -> None:
    """Every app adds what it has translated when it is ready."""
    _kinds.update((kind.code, kind) for kind in kinds)


def kinds() -> Sequence[Kind]:
    """In the order of the apps."""
    return tuple(_kinds.values())


def kind_of(code: str) -> Kind | None:
    return _kinds.get(code)


def stale_of(kind: Kind, pk: int) -> Stale:
    """One record's languages that are behind; one query."""
    rows = StaleText.objects.filter(record_type=kind.record, record_id=pk)
    return dict(rows.values_list("language", "since"))


def _stale() -> dict[tuple[str, int], dict[str, datetime]]:
    found: dict[tuple[str, int], dict[str, datetime]] = {}
    known = [kind.record for kind in kinds()]
    for row in StaleText.objects.filter(record_type__in=known):
        found.setdefault((row.record_type, row.record_id), {})[row.language] = row.since
    return found


# --- The queue -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Filters:
    """What the address asks for; an empty word leaves nothing out."""

    kind: str = ""
    language: str = ""
    stage: str = ""


@dataclass(frozen=True)
class Line:
    """One text that one language lacks."""

    kind: Kind
    uid: UUID
    title: Localized
    sources: tuple[str, ...]
    into: str
    stage: Stage
    since: datetime

    @property
    def key(self) -> tuple[str, ...]:
        """Stage by stage, what the office wrote before what others did, what has waited longest first; no two lines have the same."""
        ranks = f"{TO_DO.index(self.stage)}{list(_kinds).index(self.kind.code):02d}"
        return ranks, f"{self.since.timestamp():020.6f}", str(self.uid), self.into


def lines(filters: Filters, now: datetime) -> list[Line]:
    """Everything that is to be translated; one query, and one for each kind that is asked for."""
    stale = _stale()
    asked = [kind for kind in kinds() if filters.kind in ("", kind.code)]
    found = (
        line
        for kind in asked
        for piece in kind.pieces(now, None)
        for line in _lines_of(kind, piece, stale.get((kind.record, piece.pk), {}))
    )
    return sorted((line for line in found if _is_asked(line, filters)), key=lambda line: line.key)


def _is_asked(line: Line, filters: Filters) -> bool:
    return filters.language in ("", line.into) and filters.stage in ("", line.stage)


def _lines_of(kind: Kind, piece: Piece, stale: Stale) -> Iterator[Line]:
    for into in LANGUAGES:
        stage, since = piece.stage(into, stale)
        if stage != Stage.COMPLETE and (sources := piece.sources(into, stale)):
            yield Line(kind, piece.uid, pick(dict(piece.titles)), sources, into, stage, since)


PLACES = Order("translation")
"""Seals the places of the queue, which is no table."""


def page(found: Sequence[Line], place: Place = BEGINNING, *, size: int = PAGE_SIZE) -> Page[Line]:
    """The page at a place; one that leads nowhere leads to the first page."""
    keys = PLACES.opened(place.sealed)
    start = 0
    if keys is not None:
        at = bisect_right([line.key for line in found], tuple(map(str, keys)))
        start = max(at - 1 - size, 0) if place.backwards else at
    shown = tuple(found[start : start + size])
    if found and not shown:
        return Page(tuple(found[:size]), next=_next(found, size), is_astray=True)
    return Page(
        shown,
        previous=PLACES.sealed_at(shown[0].key) if start else "",
        next=_next(found, start + size),
        is_astray=keys is None and place.sealed != "",
    )


def _next(found: Sequence[Line], end: int) -> str:
    return PLACES.sealed_at(found[end - 1].key) if end < len(found) else ""


# --- How far it is ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """How many records of a kind stand how, in one language."""

    kind: str
    language: str
    counts: Mapping[str, int]

    @property
    def to_do(self) -> list[tuple[str, int, str]]:
        """(query of the queue that shows them, how many texts, the stage in words) of what is to be done."""
        asked = {"kind": self.kind, "language": self.language}
        return [(urlencode({**asked, "stage": stage.value}), self.counts[stage], str(stage.label)) for stage in TO_DO]


@dataclass(frozen=True)
class Cover:
    """One kind: how many records there are, and each language's share."""

    kind: Kind
    total: int
    cells: tuple[Cell, ...]


def coverage(now: datetime) -> list[Cover]:
    """Every kind; one query, and one for each of them."""
    stale = _stale()
    return [_cover(kind, kind.pieces(now, None), stale) for kind in kinds()]


def _cover(kind: Kind, pieces: Sequence[Piece], stale: Mapping[tuple[str, int], Stale]) -> Cover:
    cells = []
    for language in LANGUAGES:
        counts = dict.fromkeys(Stage.values, 0)
        for piece in pieces:
            counts[piece.stage(language, stale.get((kind.record, piece.pk), {}))[0]] += 1
        cells.append(Cell(kind.code, language, counts))
    return Cover(kind, len(pieces), tuple(cells))
