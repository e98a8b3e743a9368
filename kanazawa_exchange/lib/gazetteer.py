"""Things by any of the words that people write for them, read once for a whole table."""

import difflib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from .cells import Said, Unread
from .languages import columns
from .search_key import loose_key, search_key

T = TypeVar("T", bound=Any)
MOST_NEAREST = 3
ALIKE = 0.6


@dataclass(frozen=True)
class Gazetteer(Generic[T]):
    """Records that have a name in each language, by the keys of all their names.

    `known`: key → those that are called so, `loose`: the same by the looser key, `short`: the same by what `shortened` leaves of a
    name, which is asked last; `address`: the field that names one of them.
    """

    things: Mapping[int, T]
    called: frozenset[str]
    known: Mapping[str, frozenset[int]]
    loose: Mapping[str, frozenset[int]]
    address: str = "slug"
    addresses: Mapping[str, int] = field(default_factory=dict)
    asked: dict[str, Said[T] | Unread] = field(default_factory=dict)
    shortened: Callable[[str], str] | None = None
    short: Mapping[str, frozenset[int]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        things: Iterable[T],
        names_of: Callable[[T], Iterable[str]],
        address: str = "slug",
        *,
        official: str = "name",
        shortened: Callable[[str], str] | None = None,
    ) -> "Gazetteer[T]":
        """`official`: the field whose words in each language need no note; `shortened`: a name without words that many have."""
        known: dict[str, set[int]] = defaultdict(set)
        loose: dict[str, set[int]] = defaultdict(set)
        short: dict[str, set[int]] = defaultdict(set)
        by_key = {thing.pk: thing for thing in things}
        names: set[str] = set()
        for thing in by_key.values():
            names |= {getattr(thing, name) or "" for name in columns(official)}
            for name in filter(None, map(str.strip, names_of(thing))):
                known[search_key(name)].add(thing.pk)
                loose[loose_key(name)].add(thing.pk)
                if shortened:
                    short[loose_key(shortened(name))].add(thing.pk)
        addresses = {str(getattr(thing, address)): pk for pk, thing in by_key.items()}
        addresses = {text: pk for text, pk in addresses.items() if text not in names}
        return cls(
            by_key,
            frozenset(names),
            _frozen(known),
            _frozen(loose),
            address,
            addresses,
            shortened=shortened,
            short=_frozen(short),
        )

    def find(self, text: str, code: str) -> Said[T] | Unread:
        """The one that is called so. A word that is not its official name is noted; `code` begins the codes of what cannot be found."""
        if text not in self.asked:
            self.asked[text] = self._found(text, code)
        return self.asked[text]

    def called_safely(self, thing: T, name: str) -> str:
        """The name, if `find` knows by it which one is meant, else the slug."""
        found = self.find(name, "")
        return name if isinstance(found, Said) and found.value.pk == thing.pk else str(getattr(thing, self.address))

    def _found(self, text: str, code: str) -> Said[T] | Unread:
        words = (("text", text[:100]),)
        if text in self.addresses:  # the name of one may be the address of another
            return Said(self.things[self.addresses[text]], "called")
        found = self.known.get(search_key(text)) or self.loose.get(loose_key(text)) or self._by_short(text)
        if len(found) == 1:
            return Said(self.things[next(iter(found))], "" if text in self.called else "called")
        if found:
            return Unread(f"{code}.ambiguous", self._names(sorted(found)), words)
        return Unread(f"{code}.unknown", self._names(self._near(text)), words)

    def _by_short(self, text: str) -> frozenset[int]:
        key = loose_key(self.shortened(text)) if self.shortened else ""
        return self.short.get(key, frozenset()) if key else frozenset()

    def _near(self, text: str) -> list[int]:
        """Those whose names hold the words or are written alike, the likeliest first."""
        key = loose_key(text)
        held: list[str] = [name for name in self.loose if min(len(key), len(name)) > 1 and (key in name or name in key)]
        alike: list[str] = difflib.get_close_matches(key, list(self.loose), n=2 * MOST_NEAREST, cutoff=ALIKE)
        near = dict.fromkeys(pk for name in [*alike, *held] for pk in sorted(self.loose[name]))
        return list(near)[:MOST_NEAREST]

    def _names(self, found: Sequence[int]) -> tuple[str, ...]:
        """By their slugs, which the same cell takes; a page calls them by their names."""
        return tuple(str(getattr(self.things[pk], self.address)) for pk in found)


def _frozen(keys: Mapping[str, set[int]]) -> dict[str, frozenset[int]]:
    return {key: frozenset(found) for key, found in keys.items() if key}
