"""What an import of stays has written is taken back, but for what somebody edited since."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.services.editing import StaleEdit
from kanazawa_exchange.lib import imports
from kanazawa_exchange.lib.cells import Unread
from kanazawa_exchange.lib.imports import Act, Written
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.states import MoveRefused, Step

from ...models import Mobility
from .. import mobilities, moves
from .compare import restored


def undo(written: Sequence[Written], act: Act) -> Mapping[int, Unread]:
    """Void what was registered, give back what was changed; what somebody edited since stays as it is."""
    rows = Mobility.objects.select_for_update(of=("self",)).filter(pk__in=[one.record for one in written])
    stays = {stay.pk: stay for stay in rows.order_by("pk")}
    left = {}
    for one in written:
        stay = stays.get(one.record)
        if stay is None or stay.version != one.version:
            left[one.record] = Unread("undo.edited")
        elif why := _take_back(stay, one, act):
            left[one.record] = why
    return left


def _take_back(stay: Mobility, written: Written, act: Act) -> Unread | None:
    """Why not, or nothing."""
    try:
        if written.before is None:
            reason = _("The import of %(source)s was undone.") % {"source": act.source}
            moves.move(stay, "void", Step(reason_code="mistake", reason=reason), by=act.by, now=act.now)
        else:
            values = {name: restored(name, value) for name, value in written.before.items()}
            mobilities.edit(stay, values, by=act.by, version=written.version, overruled=None)
    except (Refused, StaleEdit, MoveRefused) as why:
        return imports.rule(dict.fromkeys(LANGUAGES, str(why)))
    return None
