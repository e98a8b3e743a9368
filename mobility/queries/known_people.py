"""What the records tell of people who may be the one that is registered: where they study, and when they travelled last."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from django.db.models import QuerySet

from kanazawa_exchange.accounts.models import Person, PersonWord, User
from kanazawa_exchange.accounts.queries.namesakes import Alike, KnownElsewhere, Newcomer, alike
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.name_words import NUMBER, number_key
from kanazawa_exchange.lib.viewer import Viewer
from partners.models import Enrolment, Institution

from ..models import Mobility
from .days import period_of
from .people import people_told_in_imports
from .persons import PersonRow


def known_elsewhere(user: Viewer) -> KnownElsewhere:
    """For this reader: stays that the reader may not see are not told."""

    def travelled(ids: Collection[int]) -> dict[int, str]:
        keys = dict(Person.objects.filter(pk__in=ids).values_list("uid", "pk"))
        return {keys[uid]: words for uid, words in last_stays(user, keys).items()}

    return KnownElsewhere(studies_at, travelled)


def told_apart(rows: Sequence[PersonRow], user: Viewer) -> tuple[PersonRow, ...]:
    """These lines; those whose names are shown alike are told apart by the last stay as well."""
    shown = Counter(row.name.text for row in rows)
    stays = last_stays(user, [row.uid for row in rows])
    return tuple(replace(row, last_stay=stays.get(row.uid, "")) if shown[row.name.text] > 1 else row for row in rows)


def studies_at(people: Collection[int]) -> dict[int, set[int]]:
    """Person → the universities that may have given the number: those of enrolments, and those that sent."""
    places: dict[int, set[int]] = defaultdict(set)
    for rows, column in ((Enrolment.objects.all(), "institution_id"), (Mobility.objects.all(), "sending_id")):
        for person, place in rows.filter(person_id__in=people).values_list("person_id", column):
            places[person].add(place)
    return places


def institutions_of(people: Collection[UUID]) -> dict[UUID, tuple[Localized, ...]]:
    """The same by public ids, in words."""
    keys = dict(Person.objects.filter(uid__in=people).values_list("pk", "uid"))
    places = studies_at(keys)
    named = Institution.objects.in_bulk({pk for each in places.values() for pk in each})
    return {keys[pk]: tuple(localized(named[place], "name") for place in sorted(each)) for pk, each in places.items()}


def last_stays(user: Viewer, people: Collection[UUID]) -> dict[UUID, str]:
    """Person → host and days of the last stay that this user may see; one query, whoever they are."""
    stays = Mobility.objects.visible_to(user).filter(person__uid__in=people).select_related("receiving", "person")
    return {
        stay.person.uid: formats.series(localized(stay.receiving, "name"), period_of(stay))
        for stay in stays.order_by("starts_on", "pk")
    }


MOST_ZEROS = 4


def alike_in_table(newcomers: Sequence[Newcomer], user: User, *, waits: bool) -> list[tuple[Alike, ...]]:
    """Of each row of a table who may be meant, as `alike` asks it, and who has its number but for the leading zeros that
    spreadsheets drop. The same few queries for 3 rows and for 300."""
    among = people_told_in_imports(user)
    found = alike(newcomers, among, known_elsewhere(user), waits=waits)
    rows = list(zip(newcomers, found, strict=True))
    asked = {one.student_number for one, others in rows if not any(other.by_number for other in others)}
    bearers = _with_zeros(asked, among)
    return [(*others, *_further(bearers.get(one.student_number, ()), others)) for one, others in rows]


def _further(people: Iterable[Person], others: Sequence[Alike]) -> Iterable[Alike]:
    known = {one.person.pk for one in others}
    return (Alike(one, is_told=True, by_number=False, by_name=False) for one in people if one.pk not in known)


def _with_zeros(numbers: Collection[str], among: QuerySet[Person]) -> Mapping[str, Sequence[Person]]:
    """Number without its leading zeros → who has the number with them."""
    short = {key: number for number in numbers if (key := number_key(number)).isdecimal() and key[0] != "0"}
    stored = PersonWord.objects.filter(kind=NUMBER)
    if not short or not stored.filter(exact__startswith="0").exists():
        return {}
    whole = {"0" * count + key: number for key, number in short.items() for count in range(1, MOST_ZEROS + 1)}
    words = stored.filter(exact__in=whole, person__in=among).select_related("person").order_by("person_id")
    found: dict[str, list[Person]] = defaultdict(list)
    for word in words.prefetch_related("person__names"):
        if number_key(word.person.student_number) == word.exact:
            found[whole[word.exact]].append(word.person)
    return found


def lost_zeros(number: str, person: Person) -> bool:
    """Whether the number is that of the person but for its leading zeros."""
    short, known = number_key(number), number_key(person.student_number)
    return short != known and short.isdecimal() and known.lstrip("0") == short
