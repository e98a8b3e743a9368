"""Two stays of one person that cannot both be: what is said of the other one, and to whom."""

from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.localized import localized

from ..models import Mobility
from ..permissions import may_edit
from ..queries.days import overlap, period_of
from ..queries.stages import goes_on_into, hands_over


def may_be_told(stay: Mobility, other: Mobility, reader: User | None) -> bool:
    """Whether somebody who writes `stay` may hear of the other one what its page says; the portal itself tells nobody."""
    return other.run.program_id == stay.run.program_id or (reader is not None and may_edit(reader, other))


def clash_sentence(stay: Mobility, other: Mobility, reader: User | None) -> str:
    """Why the two cannot both be, in words; of two that share the day of a change of place, what to do."""
    if not may_be_told(stay, other, reader):
        return _(
            "The days touch another stay of this person, in another programme. The office sees both records: ask there."
        )
    words = {"period": period_of(other), "host": localized(other.receiving, "name")}
    if may_be_stages(stay, other):
        sentence = _(
            "This person is on another stay until or from that day: %(period)s, %(host)s. "
            "Only stages of one stay may share the day of the change: link the two."
        )
    elif goes_on_into(other, stay) and not overlap(stay, other):
        sentence = _(
            "This person's return from another stay is not confirmed yet: %(period)s, %(host)s. Confirm it first."
        )
    elif goes_on_into(stay, other) and not overlap(stay, other):
        sentence = _(
            "This person has begun another stay since: %(period)s, %(host)s. "
            "Without its last day this one would go on beside it."
        )
    else:
        sentence = _(
            "This person is on another stay then: %(period)s, %(host)s. Two stays of one person cannot overlap."
        )
    return sentence % words


def may_be_stages(stay: Mobility, other: Mobility) -> bool:
    """Whether two stays that share a day could be stages of one stay: only those that go the same way can."""
    return hands_over(stay, other) and stay.run.direction == other.run.direction
