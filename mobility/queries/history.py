"""One history of a stay, its hosts, its funding and its stage links."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.accounts.queries.changes import Label, Labels, Words
from kanazawa_exchange.accounts.queries.history import Entry, Part, timeline
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.viewer import Viewer
from programs.models import ProgramRun

from ..models import Funding, Leg, Mobility, Replacement, StageLink
from ..moves import MOVES
from .days import period_of
from .labels import run_label

NEVER_CHANGE = ("person", "sending", "receiving")
LINKED = {
    "+": gettext_lazy("Linked with another stage of the same stay: %(stage)s"),
    "~": gettext_lazy("Linked with another stage of the same stay: %(stage)s"),
    "-": gettext_lazy("Stage link taken back: %(stage)s"),
}


def history(stay: Mobility, user: Viewer) -> list[Entry]:
    """Everything that happened to the record, newest first, for somebody who keeps it."""
    labels: Labels = {ProgramRun: Label(run_label, ("program",))}
    parts = (*PARTS, *_links(stay, user), *_replacements(stay, user))
    return timeline(stay, moves=MOVES, parts=parts, hidden=NEVER_CHANGE, labels=labels)


def _links(stay: Mobility, user: Viewer) -> tuple[Part, Part]:
    """Each link told by the other stage: its days and its host, if this user may know of it. One query."""
    links: Any = StageLink.history  # type: ignore[attr-defined]
    others = Mobility.objects.visible_to(user).filter(
        Q(pk__in=links.filter(first_id=stay.pk).values("second_id"))
        | Q(pk__in=links.filter(second_id=stay.pk).values("first_id"))
    )
    called = {
        other.pk: formats.series(period_of(other), localized(other.receiving, "name"))
        for other in others.select_related("receiving")
    }

    def phrase(row: Any, other: str) -> str:
        return str(LINKED[row.history_type]) % {
            "stage": called.get(getattr(row, other), _("a stay in another programme"))
        }

    return (
        Part(StageLink, "first", done=lambda row: phrase(row, "second_id")),
        Part(StageLink, "second", done=lambda row: phrase(row, "first_id")),
    )


def _replacements(stay: Mobility, user: Viewer) -> tuple[Part, Part]:
    """The record that stands in the place of this one, or that this one stands in the place of. One query."""
    others = Mobility.objects.visible_to(user).filter(Q(replaces__old=stay) | Q(replaced_by__new=stay))
    called = {
        other.pk: formats.series(period_of(other), localized(other.receiving, "name"))
        for other in others.select_related("receiving")
    }

    def told(words: str, other: int) -> str:
        return words % {"record": called.get(other, _("a stay in another programme"))}

    return (
        Part(Replacement, "old", done=lambda row: told(_("Registered anew: %(record)s"), row.new_id)),
        Part(Replacement, "new", done=lambda row: told(_("In the place of the voided record: %(record)s"), row.old_id)),
    )


def _leg(row: Any, words: Words) -> str:
    main = formats.bracketed(_("main host")) if row.is_main else ""
    host = words.of(Leg._meta.get_field("host"), row.host_id)
    return f"{formats.series(host, formats.period(row.starts_on, row.ends_on))}{main}"


def _funding(row: Any, words: Words) -> str:
    source = words.of(Funding._meta.get_field("source"), row.source)
    if row.monthly_yen is None:
        return source
    return _("%(source)s, %(amount)s yen a month") % {"source": source, "amount": formats.number(row.monthly_yen)}


PARTS = (
    Part(Leg, "mobility", text=_leg),
    Part(Funding, "mobility", text=_funding),
)
