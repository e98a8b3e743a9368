"""Which column of a sheet holds what: headings in three languages, what a person has corrected, and what is remembered of it."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kanazawa_exchange.lib.words import Words

from .heading_words import HEADINGS, Headings
from .words import in_every_language, word_key

LABEL, SYNONYM, PART, BY_HAND = "label", "synonym", "part", "by_hand"
"""How a column was found: by its label or key, by a synonym, by a part of its heading, by somebody."""
_STRENGTH = (BY_HAND, LABEL, SYNONYM, PART)
_HINT = re.compile(r"[(（［\[【<＜].*?[)）］\]】>＞]|[※＊*].*|[:：]\s*$", re.DOTALL)
_BETWEEN = re.compile(r"\s*[/／|｜\r\n]+\s*")
_SCRIPTS_MEET = re.compile(r"(?<=[\u3040-\u9fff])\s+(?=[A-Za-zА-Яа-яЁё])|(?<=[A-Za-zА-Яа-яЁё.])\s+(?=[\u3040-\u9fff])")


@dataclass(frozen=True)
class Columns:
    """The columns that an import knows. `labels` and `synonyms`: heading in its key → key of the column."""

    keys: tuple[str, ...]
    required: frozenset[str]
    labels: Mapping[str, str]
    synonyms: Mapping[str, str]


@dataclass(frozen=True)
class ColumnMapping:
    """`positions`: key of a column → its place in the sheet from 0; `found`: key → how it was found.

    `unknown`: places of headings that no column takes; `left_out`: those that somebody decided to leave out; `doubled`: key →
    places of headings that say the same, of which none is taken; `suggested`: place → key of a column whose heading is written
    alike, for a person to decide; `missing`: keys that are required and stand nowhere.
    """

    heads: tuple[str, ...]
    columns: Columns = field(repr=False)
    positions: Mapping[str, int]
    found: Mapping[str, str]
    unknown: tuple[int, ...] = ()
    left_out: tuple[int, ...] = ()
    doubled: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    suggested: Mapping[int, str] = field(default_factory=dict)
    decided: Mapping[int, str] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(key for key in self.columns.keys if key in self.columns.required and key not in self.positions)

    @property
    def keys(self) -> tuple[str, ...]:
        """The key of the column at each place, and nothing where there is none."""
        at = {place: key for key, place in self.positions.items()}
        return tuple(at.get(place, "") for place in range(len(self.heads)))

    def corrected(self, changes: Mapping[int, str]) -> "ColumnMapping":
        """The same after somebody has decided: place → key, or nothing to leave the column out. Errors: KeyError, IndexError."""
        for place, key in changes.items():
            if not 0 <= place < len(self.heads):
                raise IndexError(place)
            if key and key not in self.columns.keys:
                raise KeyError(key)
        taken = {key for key in changes.values() if key}
        kept = {place: key for place, key in self.decided.items() if key not in taken}
        return _decided(self.heads, self.columns, {**kept, **changes})

    def stored(self) -> dict[str, object]:
        """What somebody has decided, as plain JSON: by headings, so that it holds for the next file of the same sender."""
        rows = [
            {"head": self.heads[at], "nth": _nth(self.heads, at), "column": key}
            for at, key in sorted(self.decided.items())
        ]
        return {"by_hand": rows}


def columns(
    offered: Iterable[tuple[str, Words]], synonyms: Headings = HEADINGS, *, required: Iterable[str] = ()
) -> Columns:
    """`offered`: key and label of each column that an import asks for; of the synonyms those of these keys are known.

    A label is stronger than a synonym. Errors: ValueError for one heading of two columns.
    """
    labels: dict[str, str] = {}
    known: dict[str, str] = {}
    keys = []
    for key, label in offered:
        keys.append(key)
        _add(labels, key, (key, *in_every_language(label)))
        _add(known, key, synonyms.get(key, ()))
    return Columns(tuple(keys), frozenset(required), labels, known)


def _add(known: dict[str, str], key: str, headings: Iterable[str]) -> None:
    for heading in headings:
        if known.setdefault(word_key(heading), key) != key:
            raise ValueError(f"{heading!r} is {known[word_key(heading)]} and {key}")


def mapping(heads: Sequence[str], columns: Columns, *, remembered: Mapping[str, object] | None = None) -> ColumnMapping:
    """The columns by their headings, and by what is `remembered` of the sender (`ColumnMapping.stored`), which is stronger."""
    texts = tuple(" ".join(str(head).split(" ")).strip() for head in heads)
    return _decided(texts, columns, _recalled(texts, columns, remembered or {}))


def _recalled(heads: tuple[str, ...], columns: Columns, remembered: Mapping[str, object]) -> dict[int, str]:
    rows = remembered.get("by_hand")
    decided: dict[int, str] = {}
    for row in rows if isinstance(rows, list) else []:
        if not isinstance(row, dict) or row.get("column") not in ("", *columns.keys):
            continue
        places = [at for at, head in enumerate(heads) if word_key(head) == word_key(str(row.get("head", "")))]
        nth = row.get("nth")
        if isinstance(nth, int) and 0 < nth <= len(places):
            decided[places[nth - 1]] = str(row["column"])
    return decided


def _nth(heads: tuple[str, ...], at: int) -> int:
    """Which of equal headings it is, from 1."""
    return sum(word_key(head) == word_key(heads[at]) for head in heads[: at + 1])


def _decided(heads: tuple[str, ...], columns: Columns, decided: Mapping[int, str]) -> ColumnMapping:
    claims: dict[str, dict[str, list[int]]] = {}
    for at, head in enumerate(heads):
        key, how = (decided[at], BY_HAND) if at in decided else recognised(head, columns)
        if key:
            claims.setdefault(key, {}).setdefault(how, []).append(at)
    positions: dict[str, int] = {}
    found: dict[str, str] = {}
    doubled: dict[str, tuple[int, ...]] = {}
    for key, ways in claims.items():
        how = next(one for one in _STRENGTH if one in ways)
        if len(ways[how]) > 1:
            doubled[key] = tuple(ways[how])
        else:
            positions[key], found[key] = ways[how][0], how
    left_out = tuple(at for at, key in sorted(decided.items()) if not key)
    taken = {*positions.values(), *left_out, *(at for places in doubled.values() for at in places)}
    unknown = tuple(at for at, head in enumerate(heads) if head and at not in taken)
    result = ColumnMapping(heads, columns, positions, found, unknown, left_out, doubled, {}, dict(decided))
    return replace(result, suggested=_suggested(result))


def recognised(head: str, columns: Columns) -> tuple[str, str]:
    """The key that a heading names and how it does; nothing for none, or for two at once."""
    whole = [head, _HINT.sub("", head)]
    for text in whole:
        key = word_key(text) if text.strip() else ""
        if key in columns.labels:
            return columns.labels[key], LABEL
        if key in columns.synonyms:
            return columns.synonyms[key], SYNONYM
    parts = [part for part in _BETWEEN.split(whole[1]) if part]
    languages = [part for part in _SCRIPTS_MEET.split(whole[1]) if part]
    for several in (parts, languages):
        named = [_named(part, columns) for part in several]
        if len(several) > 1 and any(named):
            return (named[0], SYNONYM) if len(set(named)) == 1 else (named[-1] or next(filter(None, named)), PART)
    return "", ""


def is_heading(text: str, columns: Columns) -> bool:
    """Whether a text is a heading as a whole: what `tables.heads.find` asks of each cell."""
    return recognised(text, columns)[1] in (LABEL, SYNONYM)


def _named(part: str, columns: Columns) -> str:
    key = word_key(part)
    return columns.labels.get(key) or columns.synonyms.get(key, "")


def _suggested(mapping: ColumnMapping) -> dict[int, str]:
    """Columns that stand nowhere yet, for headings that are written nearly like theirs."""
    columns = mapping.columns
    free = {key for key in columns.keys if key not in mapping.positions}
    words = {word: key for word, key in {**columns.synonyms, **columns.labels}.items() if key in free and len(word) > 1}
    suggested: dict[int, str] = {}
    for at in mapping.unknown:
        key = word_key(mapping.heads[at])
        alike = [word for word in words if word[0] == key[:1] or word[-1] == key[-1:]]
        near = difflib.get_close_matches(key, alike, n=1, cutoff=0.75)
        if near and words[near[0]] not in suggested.values():
            suggested[at] = words[near[0]]
    return suggested
