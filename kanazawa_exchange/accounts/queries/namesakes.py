"""People already registered under the same name in any script, or with the same student number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from ..models import Person
from ..services.people import NameParts, keys_of
from .names import shown_names

AT_MOST = 5
LOOKED_AT = 50


@dataclass(frozen=True)
class Namesake:
    """Somebody who may be the same person; only those whom the user may see carry a name and an id."""

    name: str
    uid: UUID | None
    birth_date: date | None


def namesakes(
    names: Sequence[NameParts], birth_date: date | None, student_number: str, among: QuerySet[Person]
) -> tuple[Namesake, ...]:
    """People who may be this one: the same name by its key in any script, or the same student number.

    `among`: whom the user may know as a person; of others it is only said that there is somebody.
    """
    keys = [key for part in names if (key := keys_of([part])["search_key"])]
    same = Q(pk__in=[])
    for key in keys:
        same |= Q(search_key__contains=key)
    if student_number:
        same |= Q(student_number=student_number)
    people = Person.objects.filter(same).order_by("pk")
    alike = [person for person in people[:LOOKED_AT] if _is_same(person, keys, birth_date, student_number)][:AT_MOST]
    seen = set(among.filter(pk__in=[person.pk for person in alike]).values_list("pk", flat=True))
    shown = shown_names(seen)
    return tuple(
        Namesake(shown[person.pk].text, person.uid, person.birth_date)
        if person.pk in seen
        else Namesake(_("somebody in another programme"), None, None)
        for person in alike
    )


def _is_same(person: Person, keys: Sequence[str], birth_date: date | None, student_number: str) -> bool:
    if student_number and person.student_number == student_number:
        return True
    if birth_date and person.birth_date and birth_date != person.birth_date:
        return False
    written = person.search_key.split(" | ")
    return any(
        name == key or name.startswith(f"{key} ") or key.startswith(f"{name} ") for key in keys for name in written
    )
