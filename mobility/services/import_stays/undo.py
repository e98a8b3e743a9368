"""What an import of stays has written is taken back, but for what somebody edited since."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.services.editing import Gone, StaleEdit, Values
from kanazawa_exchange.accounts.services.imported import unless_refused
from kanazawa_exchange.lib.cells import Unread
from kanazawa_exchange.lib.imports import Act, Written
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.states import Step
from partners.models import Agreement

from ...models import Mobility
from .. import edits, mobilities, moves
from .compare import restored

Pairs = Sequence[tuple[Mobility, Written]]


def undo(written: Sequence[Written], act: Act) -> Mapping[int, Unread]:
    """Void what was registered, give back what was changed; what somebody edited since stays as it is."""
    rows = Mobility.objects.select_for_update(of=("self",)).filter(pk__in=[one.record for one in written])
    stays = {stay.pk: stay for stay in rows.order_by("pk")}
    versions = {pk: stay.version for pk, stay in stays.items()}
    left = {one.record: Unread("undo.edited") for one in written if versions.get(one.record) != one.version}
    back = [(stays[one.record], one) for one in written if one.record not in left]
    new = [(stay, one) for stay, one in back if one.before is None]
    changed = [(stay, one) for stay, one in back if one.before is not None]
    for some, take_all_back in ((new, _void_all), (changed, _give_all_back)):
        if not take_all_back(some, act):
            told = {stay.pk: _take_back(stay, one, act) for stay, one in some}
            left |= {pk: why for pk, why in told.items() if why}
    return left


def _void_all(new: Pairs, act: Act) -> bool:
    """Whether all are voided; where one is refused none is, and they are asked one by one."""
    try:
        moves.void_all([stay for stay, _one in new], _mistake(act), by=act.by, now=act.now)
    except Refused:
        return False
    return True


def _give_all_back(changed: Pairs, act: Act) -> bool:
    """The same of those that were changed."""
    try:
        edits.edit_all([(stay, _before(one)) for stay, one in changed], by=act.by)
    except (Refused, StaleEdit):
        return False
    return True


def _take_back(stay: Mobility, written: Written, act: Act) -> Unread | None:
    """Why not, or nothing."""
    if written.before is None:
        return unless_refused(lambda: moves.move(stay, "void", _mistake(act), by=act.by, now=act.now))
    return unless_refused(lambda: mobilities.edit(stay, _before(written), by=act.by, version=written.version))


def _before(written: Written) -> Values:
    """Errors: Gone, where what was meant is taken away."""
    try:
        return {name: restored(name, value) for name, value in (written.before or {}).items()}
    except Agreement.DoesNotExist as gone:
        raise Gone from gone


def _mistake(act: Act) -> Step:
    return Step(reason_code="mistake", reason=_("The import of %(source)s was undone.") % {"source": act.source})
