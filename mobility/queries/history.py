"""One history of a stay, its hosts, its funding and its stage links."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.accounts.queries.changes import Label, Words
from kanazawa_exchange.accounts.queries.history import Entry, Part, timeline
from kanazawa_exchange.lib import formats
from programs.models import ProgramRun

from ..models import Funding, Leg, Mobility, StageLink
from ..moves import MOVES
from .labels import run_label

NEVER_CHANGE = ("person", "sending", "receiving")
LINKED = {
    "+": gettext_lazy("Linked with another stage of the same stay"),
    "~": gettext_lazy("Linked with another stage of the same stay"),
    "-": gettext_lazy("Stage link taken back"),
}


def history(stay: Mobility) -> list[Entry]:
    """Everything that happened to the record, newest first."""
    return timeline(
        stay, moves=MOVES, parts=PARTS, hidden=NEVER_CHANGE, labels={ProgramRun: Label(run_label, ("program",))}
    )


def _leg(row: Any, words: Words) -> str:
    main = f" ({_('main host')})" if row.is_main else ""
    host = words.of(Leg._meta.get_field("host"), row.host_id)
    return f"{host}, {formats.period(row.starts_on, row.ends_on)}{main}"


def _funding(row: Any, words: Words) -> str:
    source = words.of(Funding._meta.get_field("source"), row.source)
    if row.monthly_yen is None:
        return source
    return _("%(source)s, %(amount)s yen a month") % {"source": source, "amount": formats.number(row.monthly_yen)}


PARTS = (
    Part(Leg, "mobility", text=_leg),
    Part(Funding, "mobility", text=_funding),
    Part(StageLink, "first", done=LINKED),
    Part(StageLink, "second", done=LINKED),
)
