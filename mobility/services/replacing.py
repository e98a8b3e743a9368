"""A record with a wrong partner is voided and copied into a new one, in one act; both know of each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import Transition, User
from kanazawa_exchange.accounts.services.editing import lock_for_edit, write
from kanazawa_exchange.accounts.services.moves import log_of
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.states import Step
from partners.models import Agreement
from programs.models import ProgramRun

from .. import permissions
from ..facts import Confirmed, NewStay, Places, facts_of
from ..models import Mobility, Replacement, StageLink, Status
from ..moves import MOVES
from ..queries.stages import hands_over, links_of
from ..states import LIVE
from . import moves
from .mobilities import register_all
from .refusals import CannotRegister
from .stages import link_fault

AGAIN = ("make_ready", "complete", "close")
"""Moves that a registration does not make: the new record makes them again, on the same days."""


@dataclass(frozen=True)
class Right:
    """What is right instead: from where to where, in which run, under which agreement."""

    places: Places
    run: ProgramRun
    agreement: Agreement | None


@retried
@transaction.atomic
def replace_record(
    mobility: Mobility, right: Right, step: Step, *, by: User, now: datetime, version: int | None = None
) -> Mobility:
    """Void the record for this reason and register the same stay anew; returns the new record, in the state of the old one.

    Its days, facts, hosts, funding and stage links are those of the old one. All of it is done or nothing.
    Errors: StaleEdit, PermissionDenied, CannotRegister, MoveRefused.
    """
    old = lock_for_edit(Mobility.objects.select_related("run__program"), mobility.pk, version)
    refuse_unless(permissions.may_edit, by, old)
    if sentence := _refusal(old, right):
        raise CannotRegister(sentence)
    made = {line.move: line for line in MOVES.standing(log_of(old))}
    links = list(StageLink.objects.filter(Q(first=old) | Q(second=old)).select_related("first", "second"))
    facts = replace(facts_of(old), run=right.run, agreement=right.agreement)
    confirmed = _confirmed(old, made, links)
    moves.move(old, "void", step, by=by, now=now)
    stay = NewStay(old.person, right.places, facts, confirmed, enters_run=right.run != old.run)
    (new,) = register_all([stay], by=by, now=now)
    for name in AGAIN:
        if name in made and MOVES.allowed(new.status, name):
            new = moves.move(new, name, Step(on=made[name].effective_on), by=by, now=now)
    _take_the_place(old, new, links, by)
    write(Replacement(old=old, new=new), by=by)
    return new


def _refusal(old: Mobility, right: Right) -> str:
    if old.status not in LIVE:
        return _("A cancelled or voided record is not corrected. Restore it first, or register the stay anew.")
    if (old.sending_id, old.receiving_id) == (right.places.sending.pk, right.places.receiving.pk):
        return _("The institutions have not changed. Everything else is corrected by editing the record.")
    return ""


def _confirmed(old: Mobility, made: Mapping[str, Transition], links: Sequence[StageLink]) -> Confirmed:
    """What the host has confirmed of the stay, once more."""
    others = [link.second if link.first_id == old.pk else link.first for link in links]
    early = None
    if old.status == Status.INTERRUPTED and (line := made.get("interrupt")):
        note = getattr(line, "note", None)
        answers = {"counts": old.interruption_counts}
        early = Step(reason_code=line.reason_code, reason=note.text if note else "—", answers=answers)
    is_stage = old.actual_starts_on is not None and any(hands_over(old, other) for other in others)
    return Confirmed(old.actual_starts_on, old.actual_ends_on, early, is_stage=is_stage)


def _take_the_place(old: Mobility, new: Mobility, links: Sequence[StageLink], by: User) -> None:
    """The new record is linked with the stages that the old one was linked with, as far as they fit."""
    for link in links:
        one, two = (new if stage.pk == old.pk else stage for stage in (link.first, link.second))
        known = links_of({new.person_id})
        if (one.pk, two.pk) not in known and not link_fault(one, two, known):
            write(StageLink(first=one, second=two), by=by)
