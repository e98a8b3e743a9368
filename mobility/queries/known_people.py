"""What the records tell of people who may be the one that is registered: where they study, and when they travelled last."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID

from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.accounts.queries.namesakes import Beside
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.viewer import Viewer
from partners.models import Enrolment, Institution

from ..models import Mobility
from .days import period_of
from .persons import PersonRow


def beside(user: Viewer) -> Beside:
    """For this reader: stays that the reader may not see are not told."""

    def travelled(ids: Collection[int]) -> dict[int, str]:
        keys = dict(Person.objects.filter(pk__in=ids).values_list("uid", "pk"))
        return {keys[uid]: words for uid, words in last_stays(user, keys).items()}

    return Beside(studies_at, travelled)


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
