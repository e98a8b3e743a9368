"""The gate through which personal data leave for another institution: on a consent or a recorded basis, with a current country sheet.

It is called in the transaction that sends, by whoever has asked before who may send. What it lets through is in the log; what it
stops raises, and the sender's transaction sends nothing.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kanazawa_exchange.accounts.models import Person, Purpose, User
from kanazawa_exchange.accounts.services import consents
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.refusals import Refused

from ..models import Handover, HandoverKind, Institution
from ..queries.handovers import Grounds, Obstacle, grounds_with, obstacles, scope_of


class CannotHandOver(Refused):
    """Data of some of these people may not go; `obstacles` says of each why not, and what would help."""

    def __init__(self, found: Sequence[Obstacle]) -> None:
        self.obstacles = tuple(found)
        super().__init__(formats.sentences(*dict.fromkeys(str(obstacle) for obstacle in found)))


@dataclass(frozen=True)
class Parcel:
    """What leaves: names of fields (never what stands in them), by what means, and which act it belongs to (a letter's `ref`)."""

    kind: HandoverKind
    fields: Collection[str]
    ref: str = ""


def hand_over(
    people: Iterable[Person], to: Institution, parcel: Parcel, *, by: User | None, now: datetime
) -> list[Handover]:
    """Let data of these people go to an institution, all or none; a line of the log for each. To ourselves nothing is handed over.

    The consents stay locked until the caller's transaction ends: a withdrawal waits for it, and stops whatever comes later.
    Eight queries for however many people. Errors: CannotHandOver; RuntimeError outside of a transaction.
    """
    people = sorted({person.pk: person for person in people}.values(), key=lambda person: person.pk)
    if not people or to.is_home:
        return []
    valid = consents.lock_valid(people, Purpose.TRANSFER, scope_of(to), now)
    on = grounds_with(people, to, now, valid)
    stopped = obstacles(people, on)
    if stopped:
        raise CannotHandOver(stopped)
    return Handover.objects.bulk_create(_line(person, on, parcel, by, now) for person in people)


def hand_over_once(
    people: Iterable[Person], to: Institution, parcel: Parcel, *, by: User | None, now: datetime
) -> list[Handover]:
    """The same for what is read again and again: of a person whose line says this parcel (its `ref`) already there is no second one.

    The first reading locks the institution, so that two at once leave one line. One query where everything is logged.
    Errors: CannotHandOver.
    """
    people = list(people)
    if to.is_home or not _unlogged(people, to, parcel):
        return []
    with transaction.atomic():
        locked = Institution.objects.select_for_update(of=("self",), no_key=True).select_related("city").get(pk=to.pk)
        return hand_over(_unlogged(people, locked, parcel), locked, parcel, by=by, now=now)


def _unlogged(people: Sequence[Person], to: Institution, parcel: Parcel) -> list[Person]:
    lines = Handover.objects.filter(ref=parcel.ref, kind=parcel.kind, institution=to)
    logged = set(lines.filter(person__in=[person.pk for person in people]).values_list("person_id", flat=True))
    return [person for person in people if person.pk not in logged]


def _line(person: Person, on: Grounds, parcel: Parcel, by: User | None, now: datetime) -> Handover:
    return Handover(
        person=person,
        institution=on.institution,
        kind=parcel.kind,
        fields=sorted(parcel.fields),
        ref=parcel.ref,
        consent=on.consents.get(person.pk),
        basis=on.basis_of(person),
        sheet=on.sheet if on.needs_sheet else None,
        handed_over_at=now,
        handed_over_by=by,
    )
