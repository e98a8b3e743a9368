"""A partner's representative nominates the own students: what was typed is stored and sent in one act, or not at all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import Person, User
from kanazawa_exchange.accounts.queries.namesakes import Newcomer
from kanazawa_exchange.accounts.services import people
from kanazawa_exchange.accounts.services.editing import StaleEdit
from kanazawa_exchange.accounts.services.people_words import parts_of
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.refusals import Refused
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


class NotAll(Exception):
    """Some of several nominees are refused, so none is nominated. `refused`: the place of each → why, from the first on."""

    def __init__(self, refused: Mapping[int, Refused | StaleEdit]) -> None:
        self.refused = refused
        super().__init__()


@retried
def nominate(nominee: Nominee, *, by: User | None, now: datetime) -> Nomination:
    """Errors: CannotNominate, MoveRefused, PermissionDenied."""
    try:
        return nominate_all([nominee], by=by, now=now)[0]
    except NotAll as why:
        raise why.refused[0] from why


@retried
@transaction.atomic
def nominate_all(nominees: Sequence[Nominee], *, by: User | None, now: datetime) -> list[Nomination]:
    """All of them or none, in the order given; each is tried once, also where another is refused.

    A student of the same institution (nominated, sent or entered as studying there) who is known by number and name, or by birth date
    and name, is that person, of those entered alone one all of whose names were typed; everybody else is new. The host has one letter
    for each run; students with an account are invited to complete their application, those without one to open it. While an
    institution nominates, another device of it waits: else each made a person of the same student.

    Errors: NotAll, PermissionDenied.
    """
    refuse_unless(permissions.may_nominate, by)
    _lock(nominee.places.sending for nominee in nominees)
    known: dict[int, dict[str, Person]] = {}
    sent: list[Nomination] = []
    refused: dict[int, Refused | StaleEdit] = {}
    own = _known_by(by)
    for number, nominee in enumerate(nominees):
        place = nominee.places.sending.pk
        if place not in known:
            of_place = [each.newcomer for each in nominees if each.places.sending.pk == place]
            known[place] = known_students(nominee.places.sending, of_place)
        try:
            _refuse_oneself(nominee, own)
            sent.append(_sent(nominee, known[place], by, now))
        except (Refused, StaleEdit) as why:
            refused[number] = why
    if refused:
        raise NotAll(refused)
    _tell(sent, by, now)
    return sent


@transaction.atomic
def _sent(nominee: Nominee, known: dict[str, Person], by: User | None, now: datetime) -> Nomination:
    """One of them with its person, who is known to those after it from then on; where it is refused nothing of it stays."""
    person = nominee.person or _person(nominee, known, by)
    draft = prepare(person, nominee.run, nominee.places, nominee.values, by=by, now=now)
    if draft.agreement is None:
        raise CannotNominate(none_in_force())
    sent = moved(draft, "send", Step(), by=by, now=now)
    if nominee.person is None:
        known.update(dict.fromkeys(identities(nominee.newcomer), person))
    return sent


def _tell(sent: Sequence[Nomination], by: User | None, now: datetime) -> None:
    inviting.invite(sent, by=by, now=now)
    inviting.invite_to_portal(sent, by=by, now=now)
    telling.tell_together(sent, "send", by=by, now=now)


def _lock(institutions: Iterable[Institution]) -> None:
    """Until the transaction ends; in the order of their keys."""
    rows = Institution.objects.filter(pk__in={one.pk for one in institutions})
    list(rows.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))


def _known_by(user: User | None) -> frozenset[str]:
    """By which this user would be known as a student (`identities`), and the own address."""
    if user is None or user.person is None:
        return frozenset()
    one = user.person
    newcomer = Newcomer(parts_of(one.names.all()), one.birth_date, one.student_number)
    return frozenset({*identities(newcomer), user.email})


def _refuse_oneself(nominee: Nominee, own: frozenset[str]) -> None:
    """Nobody speaks for both in a nomination. Errors: CannotNominate."""
    if own & {*identities(nominee.newcomer), str(nominee.values.get("email", "")).lower()}:
        raise CannotNominate(_("You cannot nominate yourself. Ask another representative of your institution."))


def _person(nominee: Nominee, known: Mapping[str, Person], by: User | None) -> Person:
    found = next((known[key] for key in identities(nominee.newcomer) if key in known), None)
    return found or people.register(nominee.newcomer, by=by)
