"""What is computed from a person's names and number, and written whenever they change: the order of lists, the words of search."""

from collections.abc import Iterable, Iterator, Sequence

from kanazawa_exchange.lib.names import SCREENS, Spelling
from kanazawa_exchange.lib.person_keys import found_by, order_of

from ..models import FormerName, Person, PersonName, PersonWord

NameParts = tuple[str, str, str, str]
"""(script, family, given, patronymic), as typed."""


def order_columns(names: Sequence[NameParts]) -> dict[str, str]:
    """The sort columns of a person with these names."""
    return {f"sort_{screen}": key for screen, key in order_of([Spelling(*name) for name in names]).items()}


COLUMNS = ("person_id", "exact", "near", "kind", *(f"printed_{screen}" for screen in SCREENS))
"""Of a word, as its rows are written."""


def words_of(
    person: Person, names: Sequence[NameParts], former: Sequence[NameParts] = (), numbers: Iterable[str] = ()
) -> list[PersonWord]:
    """The words by which a person with these names is found, not stored yet. `numbers`: those of entries merged into this one."""
    return [PersonWord(**dict(zip(COLUMNS, row, strict=True))) for row in rows_of(person, names, former, numbers)]


def rows_of(
    person: Person, names: Sequence[NameParts], former: Sequence[NameParts] = (), numbers: Iterable[str] = ()
) -> Iterator[tuple[object, ...]]:
    """The same as plain rows, for very many people."""
    before = [Spelling(*name) for name in former]
    for key in found_by([Spelling(*name) for name in names], [person.student_number, *numbers], before):
        yield (person.pk, *key.word, *key.printed)


def write_words(*people: Person) -> set[int]:
    """The search words of these people as names and numbers stand now; returns for whom they differed."""
    stale: list[int] = []
    fresh: list[PersonWord] = []
    differed: set[int] = set()
    numbers = numbers_before([person.pk for person in people])
    for person in people:
        words = _words_now(person, numbers.get(person.pk, ()))
        stored = {_key(word): word.pk for word in person.words.all()}
        meant = {_key(word): word for word in words}
        stale += [pk for key, pk in stored.items() if key not in meant]
        fresh += [word for key, word in meant.items() if key not in stored]
        if stored.keys() != meant.keys():
            differed.add(person.pk)
    PersonWord.objects.filter(pk__in=stale).delete()
    PersonWord.objects.bulk_create(fresh)
    return differed


def _words_now(person: Person, numbers: Iterable[str]) -> list[PersonWord]:
    """An entry that another one has absorbed is not found: that one is, by the same names."""
    if person.merged_into_id is not None:
        return []
    return words_of(person, parts_of(person.names.all()), parts_of(person.former_names.all()), numbers)


def numbers_before(people: Iterable[int]) -> dict[int, set[str]]:
    """Entry → the numbers of those that it has absorbed, and of those that these had absorbed before."""
    numbers: dict[int, set[str]] = {}
    of = {pk: pk for pk in people}
    while of:
        rows = Person.objects.filter(merged_into__in=of).values_list("pk", "merged_into_id", "student_number")
        found = list(rows)
        for _pk, into, number in found:
            numbers.setdefault(of[into], set()).add(number)
        of = {pk: of[into] for pk, into, _number in found}
    return numbers


def _key(word: PersonWord) -> tuple[object, ...]:
    return word.exact, word.near, word.kind, word.printed_ja, word.printed_ru, word.printed_en


def parts_of(names: Iterable[PersonName | FormerName]) -> list[NameParts]:
    """Stored names as they were typed, in the order in which they were stored."""
    rows = sorted(names, key=lambda row: row.pk)
    return [(row.script, row.family, row.given, row.patronymic) for row in rows]
