"""A partner's representative nominates the own students: what was typed is stored and sent in one act, or not at all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from kanazawa_exchange.accounts.models import Person, User
from kanazawa_exchange.accounts.queries.namesakes import Newcomer
from kanazawa_exchange.accounts.services import people
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.states import Step
from partners.models import Institution
from programs.models import ProgramRun

from ... import permissions
from ...facts import Places
from ...models import Nomination
from ...queries.nominations.agreements import none_in_force
from ...queries.nominees import identities, known_students
from . import inviting, telling
from .moving import moved
from .preparing import CannotNominate, prepare


@dataclass(frozen=True)
class Nominee:
    """Somebody whom a partner nominates, for which run, from where to where, with which facts; `person`: a student of the institution
    whom somebody has said to be meant."""

    newcomer: Newcomer
    run: ProgramRun
    places: Places
    values: Mapping[str, object] = field(default_factory=dict)
    person: Person | None = None


@retried
def nominate(nominee: Nominee, *, by: User | None, now: datetime) -> Nomination:
    """Errors: CannotNominate, MoveRefused, PermissionDenied."""
    return nominate_all([nominee], by=by, now=now)[0]


@retried
@transaction.atomic
def nominate_all(nominees: Sequence[Nominee], *, by: User | None, now: datetime) -> list[Nomination]:
    """All of them or none, in the order given. A student of the same institution (nominated, sent or entered as studying there) who is
    known by number and name, or by birth date and name, is that person; everybody else is new. The host has one letter for each run;
    students with an account are invited to complete their application, those without one to open it. While an institution nominates,
    another device of it waits: else each made a person of the same student.

    Errors: CannotNominate, MoveRefused, PermissionDenied.
    """
    refuse_unless(permissions.may_nominate, by)
    _lock(nominee.places.sending for nominee in nominees)
    known: dict[int, dict[str, Person]] = {}
    sent = []
    for nominee in nominees:
        place = nominee.places.sending.pk
        if place not in known:
            of_place = [each.newcomer for each in nominees if each.places.sending.pk == place]
            known[place] = known_students(nominee.places.sending, of_place)
        person = nominee.person or _person(nominee, known[place], by)
        draft = prepare(person, nominee.run, nominee.places, nominee.values, by=by, now=now)
        if draft.agreement is None:
            raise CannotNominate(none_in_force())
        sent.append(moved(draft, "send", Step(), by=by, now=now))
    inviting.invite(sent, by=by, now=now)
    inviting.invite_to_portal(sent, by=by, now=now)
    telling.tell_together(sent, "send", by=by, now=now)
    return sent


def _lock(institutions: Iterable[Institution]) -> None:
    """Until the transaction ends; in the order of their keys."""
    rows = Institution.objects.filter(pk__in={one.pk for one in institutions})
    list(rows.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))


def _person(nominee: Nominee, known: dict[str, Person], by: User | None) -> Person:
    keys = identities(nominee.newcomer)
    for key in keys:
        if key in known:
            return known[key]
    person = people.register(nominee.newcomer, by=by)
    known.update(dict.fromkeys(keys, person))
    return person
