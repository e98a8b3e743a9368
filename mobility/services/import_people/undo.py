"""People of a table taken back: new ones go where nothing hangs on them, known ones get their names and facts again."""

from collections.abc import Mapping, Sequence

from kanazawa_exchange.accounts.models import FormerName, Person, PersonName, PersonWord
from kanazawa_exchange.accounts.queries.namesakes import Newcomer
from kanazawa_exchange.accounts.services import former_names, people
from kanazawa_exchange.accounts.services.former_names import Renaming
from kanazawa_exchange.accounts.services.imported import Before, take_back
from kanazawa_exchange.accounts.services.people_words import parts_of
from kanazawa_exchange.lib.cells import Unread
from kanazawa_exchange.lib.imports import Act, Written

from ...person_sheets import FACTS

OWN = (PersonName, FormerName, PersonWord)


def undo(written: Sequence[Written], act: Act) -> Mapping[int, Unread]:
    def give_back(person: Person, one: Written, before: Before) -> None:
        was = Newcomer(before["names"], **{name: before[name] for name in FACTS})
        people.edit(person, was, by=act.by, version=one.version, renaming=Renaming(is_correction=True))
        for former in FormerName.objects.filter(person=person).order_by("pk"):
            if parts_of([former])[0] not in before["former_names"]:
                former_names.take_away(former, by=act.by)

    rows = Person.objects.standing().prefetch_related("names", "former_names")
    return take_back(written, rows, give_back, by=act.by, own=OWN, parts=_parts)


def _parts(person: Person) -> list[PersonName | FormerName]:
    return [*person.names.all(), *person.former_names.all()]
