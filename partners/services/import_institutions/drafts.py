"""Which institution each row of a table is about, and the values that it tells; asks no database beyond the directory."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify

from kanazawa_exchange.lib import import_rows
from kanazawa_exchange.lib.cells import Unread
from kanazawa_exchange.lib.gazetteer import Gazetteer
from kanazawa_exchange.lib.import_columns import told_in
from kanazawa_exchange.lib.import_rows import twice
from kanazawa_exchange.lib.imports import Line
from kanazawa_exchange.lib.languages import columns
from kanazawa_exchange.lib.search_key import loose_key, search_key

from ...models import City, Institution
from ...queries.names import cities_by_name, institutions_by_name
from ...sheets.institutions import ANSWER, DESCRIBED, FACTS, NAMED, SHORT, SOMETHING_NEW

Told = Mapping[str, tuple[str, Any]]
"""Field of the record → the column that tells it, and its value."""


@dataclass(frozen=True)
class Directory:
    """Institutions and cities by their names. `official`: key of a full name in any language → those that are called so."""

    institutions: Gazetteer[Institution]
    cities: Gazetteer[City]
    official: Mapping[str, frozenset[int]]
    by_slug: Mapping[str, Institution]

    @classmethod
    def read(cls) -> "Directory":
        """Two queries."""
        institutions = institutions_by_name()
        official: dict[str, set[int]] = defaultdict(set)
        for pk, thing in institutions.things.items():
            for column in columns(NAMED):
                official[search_key(getattr(thing, column) or "")].add(pk)
        names = {key: frozenset(found) for key, found in official.items() if key}
        return cls(institutions, cities_by_name(), names, {thing.slug: thing for thing in institutions.things.values()})


@dataclass
class Draft(import_rows.Draft):
    """One row on its way; `known`: the record that it is about."""

    told: dict[str, tuple[str, Any]] = field(default_factory=dict)
    institution: Institution | None = None

    @property
    def names(self) -> list[str]:
        return [text for name, (_column, text) in self.told.items() if name in columns(NAMED)]

    @property
    def first(self) -> str:
        """The column in which the row says what it is about."""
        return next((column for name, (column, _text) in self.told.items() if name in columns(NAMED)), NAMED)


def drafts_of(lines: Sequence[Line], directory: Directory) -> list[Draft]:
    drafts = []
    for line in lines:
        draft = Draft(line)
        for key in (NAMED, SHORT, DESCRIBED):
            draft.told |= told_in(key, line.said)
        draft.told |= {name: (name, line.said[name]) for name in (*FACTS, "aliases") if name in line.said}
        _locate(draft, directory)
        _recognise(draft, directory)
        drafts.append(draft)
    _tell_twice(drafts)
    return drafts


# --- Where ---------------------------------------------------------------------------------------------------------------


def _locate(draft: Draft, directory: Directory) -> None:
    """The city by any of its names; a country beside it must be its own."""
    if "city" not in draft.said:
        return
    found = directory.cities.find(str(draft.said["city"]), "city")
    if isinstance(found, Unread):
        draft.unread("city", found)
        return
    if found.note:
        draft.note("city", found.note, found.value.slug)
    draft.told["city"] = ("city", found.value)
    if draft.said.get("country") not in (None, found.value.country):
        draft.fault("country", "city.elsewhere")


# --- Which ---------------------------------------------------------------------------------------------------------------


def _recognise(draft: Draft, directory: Directory) -> None:
    """By the answer, by its address part, by a full name; an abbreviation or a name that is alike is asked about."""
    answer = str(draft.said.get(ANSWER, ""))
    if answer and answer != SOMETHING_NEW:
        _take(draft, directory.by_slug.get(answer), ANSWER)
        return
    named = frozenset[int]().union(*(directory.official.get(search_key(name), frozenset()) for name in draft.names))
    by_slug = directory.by_slug.get(str(draft.said.get("slug", "")))
    if answer:
        return
    if by_slug is not None:
        _take(draft, by_slug, "slug")
        if named and by_slug.pk not in named:
            draft.fault("slug", "slug.of_another", *_slugs(named, directory))
    elif len(named) == 1:
        _take(draft, directory.institutions.things[next(iter(named))], draft.first)
    elif alike := named or _alike(draft, directory):
        draft.fault(ANSWER, "institution.may_be_known", *_slugs(alike, directory), SOMETHING_NEW)


def _take(draft: Draft, institution: Institution | None, column: str) -> None:
    if institution is None:
        draft.fault(column, "institution.not_proposed")
        return
    draft.institution = institution
    draft.known(institution.pk, institution.version)


def _alike(draft: Draft, directory: Directory) -> frozenset[int]:
    """Those that bear one of the names, short names or further names of the row, in whatever spelling."""
    words = [str(text) for name, (_column, text) in draft.told.items() if name in columns(NAMED, SHORT)]
    words += str(draft.said.get("aliases", "")).splitlines()
    known = directory.institutions
    exact = (known.known.get(search_key(word), frozenset()) for word in words)
    loose = (known.loose.get(loose_key(word), frozenset()) for word in words)
    return frozenset[int]().union(*exact, *loose)


def _slugs(found: frozenset[int], directory: Directory) -> list[str]:
    return [directory.institutions.things[pk].slug for pk in sorted(found)]


def _tell_twice(drafts: Sequence[Draft]) -> None:
    taken: dict[object, int] = {}
    for draft in drafts:
        if draft.institution is not None:
            twice(draft, draft.institution.pk, taken)
            continue
        _name_address(draft)
        keys = [*map(search_key, draft.names), f"/{draft.told.get('slug', ('', ''))[1]}"]
        any(twice(draft, key, taken) for key in keys if key != "/")


def address_of(name: str) -> str:
    """The address part that is made of an English name."""
    return slugify(name)[:50].strip("-")


def _name_address(draft: Draft) -> None:
    """A new institution has its address of its English name, where the row gives none."""
    if "slug" in draft.told or "slug" in draft.line.unread:
        return
    english = draft.told.get("name_en", ("", ""))[1]
    if address := address_of(english):
        draft.told["slug"] = ("slug", address)
        draft.note("slug", "of_name", address)
