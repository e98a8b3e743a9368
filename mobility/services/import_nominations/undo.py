"""The nominations of a table are withdrawn, but for those that somebody has touched since or the host has answered."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.services.imported import unless_refused
from kanazawa_exchange.lib.cells import Unread
from kanazawa_exchange.lib.imports import Act, Written
from kanazawa_exchange.lib.states import Step

from ...models import Nomination, ReceiverStatus, SenderStatus
from ..nominations import moving, preparing, telling


def undo(written: Sequence[Written], act: Act) -> Mapping[int, Unread]:
    """What was sent stays in the log of both sides as withdrawn; the host has one letter for each run."""
    rows = Nomination.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    found = {one.pk: one for one in rows.filter(pk__in=[each.record for each in written])}
    left: dict[int, Unread] = {}
    withdrawn = []
    for one in written:
        record = found.get(one.record)
        if record is None or record.receiver_status != ReceiverStatus.PENDING:
            left[one.record] = Unread("undo.edited" if record is None else "undo.answered")
        elif not _is_as_sent(record):
            left[one.record] = Unread("undo.edited")
        elif why := unless_refused(lambda record=record: _withdraw(record, act)):  # type: ignore[misc]
            left[one.record] = why
        else:
            withdrawn.append(one.record)
    telling.tell_together(list(preparing.rows().filter(pk__in=withdrawn)), "cancel", by=act.by, now=act.now)
    return left


def _is_as_sent(record: Nomination) -> bool:
    """Neither corrected nor withdrawn, nor asked to be unlocked. The application that its student has sent since changes nothing of it."""
    is_sent = record.sender_status == SenderStatus.SENT and record.revision == 1
    return is_sent and record.unlock_asked_at is None


def _withdraw(record: Nomination, act: Act) -> None:
    reason = _("The import of %(source)s was undone.") % {"source": act.source}
    moving.moved(record, "cancel", Step(reason_code="mistake", reason=reason), by=act.by, now=act.now)
