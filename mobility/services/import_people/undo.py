"""People of a table taken back: new ones go where nothing hangs on them, known ones get their names and facts again."""

from collections.abc import Mapping, Sequence
from typing import Any

from kanazawa_exchange.accounts.models import FormerName, Person, PersonName, PersonWord
from kanazawa_exchange.accounts.queries.namesakes import Newcomer
from kanazawa_exchange.accounts.services import former_names, people, withdrawing
from kanazawa_exchange.accounts.services.editing import StaleEdit
from kanazawa_exchange.accounts.services.former_names import Renaming
from kanazawa_exchange.accounts.services.people_words import parts_of
from kanazawa_exchange.lib import imports
from kanazawa_exchange.lib.cells import Unread
from kanazawa_exchange.lib.imports import Act, Written
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.refusals import Refused

from ...person_sheets import FACTS

OWN = (PersonName, FormerName, PersonWord)


def undo(written: Sequence[Written], act: Act) -> Mapping[int, Unread]:
    """What somebody edited since, and whoever something hangs on by now, stays."""
    rows = Person.objects.standing().filter(pk__in=[one.record for one in written]).order_by("pk")
    found = {
        person.pk: person for person in rows.select_for_update(of=("self",)).prefetch_related("names", "former_names")
    }
    left = {one.record: Unread("undo.edited") for one in written if _version_of(found, one) != one.version}
    back = [one for one in written if one.record not in left]
    used = withdrawing.in_use([found[one.record] for one in back if one.before is None], *OWN)
    for one in back:
        person = found[one.record]
        if one.record in used:
            left[one.record] = Unread("undo.in_use")
        elif one.before is None:
            withdrawing.withdraw(person, [*person.names.all(), *person.former_names.all()], by=act.by)
        elif why := _give_back(person, one, act):
            left[one.record] = why
    return left


def _version_of(found: Mapping[int, Person], written: Written) -> int | None:
    person = found.get(written.record)
    return person.version if person else None


def _give_back(person: Person, written: Written, act: Act) -> Unread | None:
    """Why not, or nothing."""
    before: Any = {key: imports.restored(value) for key, value in (written.before or {}).items()}
    was = Newcomer(before["names"], **{name: before[name] for name in FACTS})
    try:
        people.edit(person, was, by=act.by, version=written.version, renaming=Renaming(is_correction=True))
        for former in FormerName.objects.filter(person=person).order_by("pk"):
            if parts_of([former])[0] not in before["former_names"]:
                former_names.take_away(former, by=act.by)
    except (Refused, StaleEdit) as why:
        return imports.rule(dict.fromkeys(LANGUAGES, str(why)))
    return None
