"""What a host reads of a nomination that is being corrected, or was withdrawn meanwhile: the facts as they were last sent."""

from collections.abc import Sequence

from kanazawa_exchange.lib.viewer import Viewer
from partners.permissions import represented_institution_ids
from programs.models import Direction

from ... import permissions
from ...models import NOMINATION_FACTS, Nomination, SenderStatus

MEANWHILE = (SenderStatus.UNLOCKED, SenderStatus.CANCELLED)
"""States in which the sender may have written something that nobody has sent."""


def as_sent(found: Sequence[Nomination], user: Viewer) -> Sequence[Nomination]:
    """The same nominations, for a host with the facts of the last revision; one query where there are such, none otherwise.

    While a nomination stands sent its facts are locked: its newest line of history in that state is what left.
    """
    changed = {one.pk: one for one in found if one.sender_status in MEANWHILE and one.revision and _is_host(one, user)}
    if changed:
        lines = Nomination.history.filter(id__in=changed, sender_status=SenderStatus.SENT)  # type: ignore[attr-defined]  # registered in `translation`
        columns = [Nomination._meta.get_field(name).attname for name in NOMINATION_FACTS]  # type: ignore[union-attr]  # none is a relation back
        newest = {line["id"]: line for line in lines.order_by("history_id").values("id", *columns)}
        for pk, line in newest.items():
            for column in columns:
                setattr(changed[pk], column, line[column])
    return found


def _is_host(one: Nomination, user: Viewer) -> bool:
    """Whether the reader has to do with it as the receiving side alone."""
    if permissions.is_own(user, one) or permissions.may_register_in(user, one.run.program_id):
        return False
    return one.run.direction == Direction.OUTBOUND or one.sending_id not in represented_institution_ids(user)
