"""A student whose university has sent the record is invited to complete the application: once, in the own language."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services import outbox
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.mails import Values
from programs.models import Call, Direction

from ...models import Nomination
from ...nomination_mails import INVITED
from ...queries.applications.moments import deadline_words
from ...queries.nominations.invitations import act_of, calls_of, sent_to
from .telling import values_of


def invite(nominations: Sequence[Nomination], *, by: User | None, now: datetime) -> None:
    """The letters to the students of partners who have an account and a call to apply to, and have not sent their application yet.

    In as many queries for 300 as for three. Whoever has no account yet is invited to the portal by the office.
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


def _values(nomination: Nomination, call: Call) -> Values:
    known = values_of(nomination) | {
        "call": lambda: str(localized(call, "title")),
        "until": lambda: deadline_words(call.closes_at, (nomination.sending.city,)),
        "link": lambda: settings.PORTAL_URL.rstrip("/") + reverse("mobility:application_create", args=[call.uid]),
    }
    return {name: known[name] for name in INVITED.names}
