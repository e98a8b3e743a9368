"""The letters of decisions and places, in the transaction of the act and once for each; many in as many queries as one."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import QuerySet

from kanazawa_exchange.accounts.models import Letter, Role, RoleGrant, Transition, User
from kanazawa_exchange.accounts.queries.names import spellings_of
from kanazawa_exchange.accounts.services import outbox
from kanazawa_exchange.lib.clock import tokyo_date
from kanazawa_exchange.lib.mails import MailKind
from programs.models import Call, Coordinator

from ...application_states import ApplicationStatus, Decision
from ...models import Application
from ...queries.selection.letters import act_of, told_to_applicant, told_to_office
from ...queries.selection.waitlist import numbers
from ...selection_mails import BY_MOVE, OFFICE_HEARS, REMINDER, TO_OFFICE, useful_until

READ = ("call__run__program", "person", "institution__city", "place__institution__city")
"""What is read of an application that is told of."""


def tell_all(applications: Sequence[Application], move: str, *, by: User | None, now: datetime) -> None:
    """What follows one move of these applications: their applicants hear of it, and the office where somebody else moved."""
    kind = BY_MOVE.get(move)
    if kind is not None:
        _write(kind, applications, by=by, now=now)
    if move in OFFICE_HEARS and (move != "promote" or by is None):
        _tell_office([one for one in applications if one.decision == Decision.OFFER], move, by=by, now=now)


def _write(kind: MailKind, applications: Sequence[Application], *, by: User | None, now: datetime) -> int:
    """The letters of one kind, to everybody with an account; how many."""
    people = [one.person_id for one in applications]
    users = {user.person_id: user for user in User.objects.filter(person__in=people, is_active=True)}
    told = [one for one in applications if one.person_id in users]
    if not told:
        return 0
    names, ranks = spellings_of([one.person_id for one in told]), numbers(told)
    drafts = []
    for one in told:
        known = told_to_applicant(one, names.get(one.person_id, []), ranks.get(one.pk, 0))
        values = {name: words for name, words in known.items() if name in kind.names}
        drafts.append(outbox.Draft(users[one.person_id], act_of(one), values, useful_until(kind, one.offer_until)))
    return len(outbox.write_many(kind, drafts, by=by, now=now))


# --- Reminded --------------------------------------------------------------------------------------------------------


def not_reminded(rows: QuerySet[Application], *, told_before: datetime) -> list[Application]:
    """Those of these offers that were made before that moment, and of which nobody was reminded; three queries."""
    offers = list(rows.order_by("offer_until", "pk"))
    made = Transition.objects.filter(record_type="application", record_id__in=[one.pk for one in offers])
    fresh = set(made.filter(move__in=MAKES_OFFER, recorded_at__gt=told_before).values_list("record_id", flat=True))
    letters = Letter.objects.filter(kind=REMINDER.code, ref__in=[act_of(one) for one in offers])
    reminded = set(letters.values_list("ref", flat=True))
    return [one for one in offers if one.pk not in fresh and act_of(one) not in reminded]


MAKES_OFFER = ("release_offer", "promote", "offer_next")


def remind(application: Application, *, now: datetime) -> bool:
    """The one reminder of an offer; False where nobody reads it."""
    return _write(REMINDER, [application], by=None, now=now) > 0


# --- The office ------------------------------------------------------------------------------------------------------


def _tell_office(applications: Iterable[Application], move: str, *, by: User | None, now: datetime) -> None:
    drafts = []
    for one in applications:
        values = told_to_office(one, move)
        for user in office_of(one.call, tokyo_date(now)):
            drafts.append(outbox.Draft(user, act_of(one), values))
    outbox.write_many(TO_OFFICE, drafts, by=by, now=now)


def office_of(call: Call, today: date) -> list[User]:
    """Who selects in a call: its programme's coordinators with an account, else those of the office; nobody who has applied to it."""
    own = _accounts(call, Coordinator.objects.on(today).filter(program=call.run.program_id).values("person_id"))
    return own or _accounts(call, RoleGrant.objects.on(today).filter(role=Role.COORDINATOR).values("person_id"))


def _accounts(call: Call, people: Iterable[object]) -> list[User]:
    applied = Application.objects.filter(call=call).exclude(status=ApplicationStatus.DRAFT).values("person_id")
    rows = User.objects.filter(person_id__in=people, is_active=True).exclude(person_id__in=applied)
    return list(rows.order_by("pk"))
