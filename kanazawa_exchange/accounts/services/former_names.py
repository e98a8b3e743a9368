"""The names that a person bore before: kept when a name changes, entered from older papers, taken away again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.lib.name_words import whole_keys
from kanazawa_exchange.lib.refusals import Refused

from ..models import FormerName, Person, PersonName, User
from ..permissions import may_correct_person
from .editing import Values, bump_version, create, delete, lock_for_edit, lock_person
from .people_words import NameParts, parts_of, write_words
from .permits import refuse_unless


@dataclass(frozen=True)
class Renaming:
    """What becomes of a name that is replaced: it was borne until some day, or it was a mistake and goes."""

    until: date | None = None
    is_correction: bool = False


@transaction.atomic
def enter(person: Person, values: Values, *, by: User) -> FormerName:
    """One more former name of a person. Errors: PermissionDenied, Refused."""
    refuse_unless(may_correct_person, by, person)
    current = lock_person(person.pk)
    entered = [(values["script"], values["family"], values["given"], values["patronymic"])]
    if set(entered) & {*parts_of(current.names.all()), *parts_of(current.former_names.all())}:
        raise Refused(_("This name is entered already."), field="family")
    former = create(FormerName(person=current), values, by=by)
    write_words(current)
    bump_version(current, by=by)
    return former


@transaction.atomic
def take_away(former: FormerName, *, by: User) -> None:
    """A former name that was entered by mistake. Errors: PermissionDenied, Gone."""
    refuse_unless(may_correct_person, by, former.person)
    current = lock_for_edit(FormerName.objects.select_related("person"), former.pk, None)
    delete(current, by=by)
    write_words(current.person)
    bump_version(current.person, by=by)


def keep_replaced(person: Person, names: Sequence[NameParts], renaming: Renaming, *, by: User) -> None:
    """Keep each name that one of these replaces, inside the caller's transaction; another spelling of it is no other name."""
    refuse_unless(may_correct_person, by, person)
    if renaming.is_correction:
        return
    kept = set(parts_of(person.former_names.all()))
    for row in _replaced(person.names.all(), names):
        if (row.script, row.family, row.given, row.patronymic) in kept:
            continue
        values = {"family": row.family, "given": row.given, "patronymic": row.patronymic}
        create(FormerName(person=person, script=row.script), {**values, "until": renaming.until}, by=by)


def _replaced(stored: Iterable[PersonName], names: Sequence[NameParts]) -> list[PersonName]:
    new = {script: (family, given) for script, family, given, _patronymic in names}
    return [
        row
        for row in stored
        if row.script in new and not whole_keys([(row.family, row.given)]) & whole_keys([new[row.script]])
    ]
