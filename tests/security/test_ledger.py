"""Nobody rewrites what the ledgers say, not even through the portal's own code."""

import pytest
from django.db import IntegrityError, transaction

from kanazawa_exchange.accounts.models import AuditEvent, Transition, User
from kanazawa_exchange.accounts.services.ledger import Line, audit, log_move
from kanazawa_exchange.lib import clock


def refused(act: object) -> bool:
    try:
        with transaction.atomic():
            act()  # type: ignore[operator]
    except IntegrityError:
        return True
    return False


def test_the_audit_log_only_grows(aiko: User) -> None:
    event = audit("signed_in", by=aiko, now=clock.now(), record=aiko)
    rows = AuditEvent.objects.filter(pk=event.pk)

    assert refused(lambda: rows.update(event="nothing"))
    assert refused(lambda: rows.update(actor=None))
    assert refused(rows.delete)
    assert rows.get().event == "signed_in"


def test_the_log_of_moves_only_grows(aiko: User) -> None:
    now = clock.now()
    move = log_move(Line(aiko.person, "void", "planned", "voided", clock.today()), by=aiko, now=now)
    rows = Transition.objects.filter(pk=move.pk)

    assert refused(lambda: rows.update(target="planned"))
    assert refused(rows.delete)


@pytest.mark.parametrize("event", ["signed_in", "role_granted"])
def test_an_account_with_a_past_cannot_be_deleted(aiko: User, event: str) -> None:
    from django.db.models import ProtectedError

    audit(event, by=aiko, now=clock.now())

    with pytest.raises(ProtectedError):
        aiko.delete()
