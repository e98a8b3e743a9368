"""A student whose university has sent the record is invited to complete the application, once; whoever has no account, to open one."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from kanazawa_exchange.accounts.models import Invitation, User
from kanazawa_exchange.accounts.services import invitations, outbox
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.mails import Values
from programs.models import Call, Direction

from ...models import Nomination
from ...nomination_mails import INVITED
from ...queries.applications.moments import deadline_words
from ...queries.nominations.invitations import act_of, calls_of, language_at, sent_to, taken
from ...queries.nominees import known_from_one_partner
from .preparing import CannotNominate
from .telling import values_of


def invite(nominations: Sequence[Nomination], *, by: User | None, now: datetime) -> None:
    """The letters to the students of partners who have an account and a call to apply to, and have not sent their application yet.

    In as many queries for 300 as for three.
    """
    named = ("person", "run__program", "sending__city", "receiving")  # a move leaves a record without what it leads to
    keys = [one.pk for one in nominations]
    inbound = list(
        Nomination.objects.filter(pk__in=keys, run__direction=Direction.INBOUND).select_related(*named).order_by("pk")
    )
    calls = calls_of({one.run_id for one in inbound}, now) if inbound else {}
    if not calls:
        return
    people = [one.person_id for one in inbound]
    sent = sent_to(list(calls.values()), people)
    accounts = User.objects.filter(person__in=people, is_active=True).select_related("person")
    users = {user.person_id: user for user in accounts}
    drafts = []
    for one in inbound:
        call, user = calls.get(one.run_id), users.get(one.person_id)
        if call is not None and user is not None and (call.pk, one.person_id) not in sent:
            drafts.append(outbox.Draft(user, act_of(call, one.person.uid), _values(one, call), call.closes_at))
    outbox.write_many(INVITED, drafts, by=by, now=now)


def invite_to_portal(nominations: Sequence[Nomination], *, by: User | None, now: datetime) -> None:
    """The letters to the students of partners who have no account, at the address that the nomination gives, with a link to open one.

    Of whom the portal knows more than the nomination, the office invites. Errors: CannotNominate, PermissionDenied.
    """
    asked = {one.person_id: one for one in nominations if one.email}
    strangers = known_from_one_partner(asked)
    gone = set(Invitation.objects.open(now).filter(person__in=strangers).values_list("person", "email"))
    for one in asked.values():
        if one.person_id in strangers and (one.person_id, one.email) not in gone:
            _invite(one, by, now)


def _invite(nomination: Nomination, by: User | None, now: datetime) -> None:
    language = language_at(nomination.sending)
    try:
        invitations.invite(nomination.person, email=nomination.email, language=language, by=by, now=now)
    except invitations.CannotInvite as why:
        raise CannotNominate(taken(), field="email") from why


def _values(nomination: Nomination, call: Call) -> Values:
    known = values_of(nomination) | {
        "call": lambda: str(localized(call, "title")),
        "until": lambda: deadline_words(call.closes_at, (nomination.sending.city,)),
        "link": lambda: settings.PORTAL_URL.rstrip("/") + reverse("mobility:application_create", args=[call.uid]),
    }
    return {name: known[name] for name in INVITED.names}
