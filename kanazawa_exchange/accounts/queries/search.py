"""The one search for people: whoever has every word that is asked for, in any order, in any script, first exactly, then nearly."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Q

from kanazawa_exchange.lib import (
    lookups,  # noqa: F401  registers `begins`
)
from kanazawa_exchange.lib.name_words import Asked, asked, is_found, words_of_number
from kanazawa_exchange.lib.names import LANGUAGE_OF, ShownName, Spelling, printed_scripts, screen_of, spoken
from kanazawa_exchange.lib.person_keys import words_of_spelling

from ..models import FormerName, Person, PersonName, PersonWord

NEAR_AT_MOST = 10
"""So many near spellings are shown behind the exact ones."""


@dataclass(frozen=True)
class Search:
    """What somebody looks for. `printed`: only in the names that this screen prints to every reader.

    Whoever may open the pages of the people searches every spelling, the former names and the numbers.
    """

    words: tuple[Asked, ...]
    printed: bool = False

    @classmethod
    def of(cls, text: str, *, printed: bool = False) -> "Search":
        return cls(asked(text), printed)

    def exactly(self, people: str = "pk") -> Q:
        """The condition on the column that holds the person. Words of which nothing could be found find nobody."""
        return self._every(people, [Q(exact__begins=word.exact) for word in self.words])

    def nearly(self, people: str = "pk") -> Q:
        """The same for spellings that sound alike; what is found exactly is near as well."""
        return self._every(people, [_near(word) for word in self.words])

    def only_nearly(self, people: str = "pk") -> Q:
        return self.nearly(people) & ~self.exactly(people)

    def _every(self, people: str, conditions: Iterable[Q]) -> Q:
        """One list of people for each word, which an index gives; no word at all is nobody."""
        found = Q()
        for condition in conditions:
            rows = PersonWord.objects.filter(condition)
            if self.printed:
                rows = rows.filter(**{f"printed_{screen_of()}": True})
            found &= Q(**{f"{people}__in": rows.values("person_id")})
        return found if self.words else Q(**{f"{people}__in": []})


def _near(word: Asked) -> Q:
    """Digits are near to nothing but themselves."""
    if not word.near or any(char.isdigit() for char in word.exact):
        return Q(exact__begins=word.exact)
    near = Q()
    for key in word.near:
        near |= Q(near__begins=key)
    return near


# --- Why somebody was found ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FormerRow:
    """A former name on the page that tells them."""

    uid: UUID
    name: ShownName
    script: str
    until: date | None


def former_rows(person: Person) -> tuple[FormerRow, ...]:
    """The former names of one person, the last borne first."""
    rows = FormerName.objects.filter(person=person).order_by(F("until").desc(nulls_last=True), "pk")
    return tuple(
        FormerRow(row.uid, shown_as_typed(_spelling(row)), row.get_script_display(), row.until) for row in rows
    )


def former_names(ids: Iterable[int], search: Search | None = None) -> dict[int, tuple[ShownName, ...]]:
    """Person → the former names, those alone by which this search finds the person. One query."""
    found: dict[int, list[ShownName]] = defaultdict(list)
    for row in FormerName.objects.filter(person_id__in=set(ids)).order_by("pk"):
        name = _spelling(row)
        if search is None or is_found(search.words, words_of_spelling(name)):
            found[row.person_id].append(shown_as_typed(name))
    return {pk: tuple(names) for pk, names in found.items()}


def found_by(people: Mapping[int, str], search: Search) -> dict[int, tuple[ShownName, ...]]:
    """Person → each spelling, former name or number by which this search finds the person, for a list that shows none of them.

    `people`: person → what the list prints, which need not be told again. Three queries. Of a search in printed names
    there is nothing but the reading that the page of a record prints in brackets.
    """
    if not people:
        return {}
    former = {} if search.printed else former_names(people, search)
    told: dict[int, list[ShownName]] = {}
    for person in Person.objects.filter(pk__in=people).prefetch_related("names").only("student_number"):
        spellings = [_spelling(name) for name in person.names.all()]
        if search.printed:
            printed = printed_scripts({name.script for name in spellings}, screen_of())
            spellings = [name for name in spellings if name.script in printed]
        found = [name for name in spellings if is_found(search.words, words_of_spelling(name))]
        told[person.pk] = [shown_as_typed(name) for name in found]
        if not search.printed and is_found(search.words, words_of_number(person.student_number)):
            told[person.pk].append(ShownName(person.student_number, ""))
    return {
        pk: (*(name for name in names if name.text.casefold() != people[pk].casefold()), *former.get(pk, ()))
        for pk, names in told.items()
    }


def shown_as_typed(name: Spelling) -> ShownName:
    return ShownName(spoken(name), LANGUAGE_OF[name.script])


def _spelling(row: PersonName | FormerName) -> Spelling:
    return Spelling(row.script, row.family, row.given, row.patronymic)
