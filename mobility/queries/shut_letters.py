"""Which letters of the log are shut to a reader: those about cases that the reader keeps away from."""

from django.db.models import Q

from kanazawa_exchange.lib.viewer import Viewer, member

from ..models import Application, Nomination
from ..permissions import calls_of_competitor, conflicts_of


def shut_letters(user: Viewer) -> frozenset[str]:
    """What such letters begin their `ref` with: the public ids of applications to calls in whose selection the reader takes part, and of
    those about which a conflict of interest was declared, of the nominations that came of them, and of these calls themselves.

    Two queries where there is nothing of that kind, four else. Own ones are among them: whoever reads leaves the own letters out.
    """
    account = member(user)
    if account is None:
        return frozenset()
    calls, conflicts = calls_of_competitor(account), conflicts_of(user)
    if not (calls or conflicts):
        return frozenset()
    cases = list(
        Application.objects.filter(Q(call__in=calls) | Q(pk__in=conflicts)).values_list(
            "pk", "uid", "call", "call__uid"
        )
    )
    nominations = Nomination.objects.filter(application__in=[pk for pk, *_rest in cases]).values_list("uid", flat=True)
    of_calls = {about for _pk, _uid, call, about in cases if call in calls}
    return frozenset(map(str, (*(uid for _pk, uid, *_call in cases), *nominations, *of_calls)))
