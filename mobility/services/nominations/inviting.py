"""A student whose university has sent the record is invited to complete the application, once; whoever has no account, to open one."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.queries.letters import states_of
from kanazawa_exchange.accounts.services import invitations, outbox
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.mails import Values
from programs.models import Call

from ...models import Nomination
from ...nomination_mails import INVITED
from ...queries.applications.moments import deadline_words
from ...queries.nominations.invitations import act_of, applied, in_wait, language_at, open_calls, to_invite
from .telling import values_of


def invite(nominations: Sequence[Nomination], *, by: User | None, now: datetime) -> int:
    """The letters to the students of partners who have an account and an open call to apply to, and have not sent their application
    yet; how many were written.

    In as many queries for 300 as for three.
    """
    return _to_apply(Q(pk__in=[one.pk for one in nominations]), by, now)


def invite_due(*, now: datetime) -> int:
    """The same for every nomination that was sent before: since then its call has opened, or its student has got an account. How many
    letters were written.

    Run twice, or twice at once, each student has one letter for each call.
    """
    return _to_apply(Q(), None, now)


def _to_apply(which: Q, by: User | None, now: datetime) -> int:
    calls = open_calls(now)
    waiting = in_wait(which, calls) if calls else []
    if not waiting:
        return 0
    people = [one.person_id for one in waiting]
    done = applied(calls, people)
    accounts = User.objects.filter(person__in=people, is_active=True).select_related("person")
    users = {user.person_id: user for user in accounts}
    drafts = {}
    for one in waiting:
        call, user = calls[one.run_id], users.get(one.person_id)
        if user is not None and (one.run_id, one.person_id) not in done:
            act = act_of(call, one.person.uid)
            drafts[act] = outbox.Draft(user, act, _values(one, call), call.closes_at)
    before = states_of(INVITED, drafts)  # whatever address was told
    letters = [draft for act, draft in drafts.items() if act not in before]
    return len(outbox.write_many(INVITED, letters, by=by, now=now))


def invite_to_portal(nominations: Sequence[Nomination], *, by: User | None, now: datetime) -> None:
    """The letters to the students of partners who have no account, at the address that the nomination gives, with a link to open one.

    Of whom the portal knows more than the nomination, whom somebody else has invited, and whose address is somebody else's, the office
    invites: a partner is not told which of them it is. Errors: PermissionDenied.
    """
    for one in to_invite(nominations, now):
        with suppress(invitations.CannotInvite):  # two of one act with one address, or one that no mailbox can have
            language = language_at(one.sending)
            invitations.invite(one.person, email=one.email, language=language, by=by, now=now)


def _values(nomination: Nomination, call: Call) -> Values:
    known = values_of(nomination) | {
        "call": lambda: str(localized(call, "title")),
        "until": lambda: deadline_words(call.closes_at, (nomination.sending.city,)),
        "link": lambda: settings.PORTAL_URL.rstrip("/") + reverse("mobility:application_create", args=[call.uid]),
    }
    return {name: known[name] for name in INVITED.names}
