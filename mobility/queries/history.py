"""One history of a stay, its hosts, its funding and its stage links."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.accounts.queries.changes import Label, Labels, Words
from kanazawa_exchange.accounts.queries.history import Entry, Part, timeline
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.viewer import Viewer
from programs.models import ProgramRun
from programs.queries.labels import run_label

from ..models import Funding, Leg, Mobility, Replacement, StageLink
from ..moves import MOVES
from .days import period_of
from .plausibility import in_words

UNTOLD = ("person", "sending", "receiving", "uncounted_from")
"""What no edit ever changes, and the day that the figures reckon with: the move itself says what it means for them."""
LINKED = {
    "+": gettext_lazy("Linked with another stage of the same stay: %(stage)s"),
    "~": gettext_lazy("Linked with another stage of the same stay: %(stage)s"),
    "-": gettext_lazy("Stage link taken back: %(stage)s"),
}


def history(stay: Mobility, user: Viewer) -> list[Entry]:
    """Everything that happened to the record, newest first, for somebody who keeps it."""
    labels: Labels = {ProgramRun: Label(run_label, ("program",))}
    parts = (*PARTS, *_links(stay, user), *_replacements(stay, user))
    return timeline(stay, moves=MOVES, parts=parts, hidden=UNTOLD, labels=labels, doubts=in_words)


@dataclass(frozen=True)
class Other:
    """Another record in a line about this one: its days and its host, and its page, if this user may know of it."""

    words: str
    address: str = ""


def _called(which: Q, user: Viewer) -> Callable[[int], Other]:
    """How each of these records is called for this user. One query."""
    seen = Mobility.objects.visible_to(user).filter(which)
    known = {
        other.pk: Other(
            formats.series(period_of(other), localized(other.receiving, "name")),
            reverse("mobility:mobility_detail", args=[other.uid]),
        )
        for other in seen.select_related("receiving")
    }
    return lambda pk: known.get(pk) or Other(_("a stay in another programme"))


def _links(stay: Mobility, user: Viewer) -> tuple[Part, Part]:
    """Each link told by the other stage."""
    links: Any = StageLink.history  # type: ignore[attr-defined]
    after, before = (
        links.filter(first_id=stay.pk).values("second_id"),
        links.filter(second_id=stay.pk).values("first_id"),
    )
    called = _called(Q(pk__in=after) | Q(pk__in=before), user)

    def part(key: str, other: str) -> Part:
        return Part(
            StageLink,
            key,
            done=lambda row: str(LINKED[row.history_type]) % {"stage": called(getattr(row, other)).words},
            address=lambda row: called(getattr(row, other)).address,
        )

    return part("first", "second_id"), part("second", "first_id")


def _replacements(stay: Mobility, user: Viewer) -> tuple[Part, Part]:
    """The record that stands in the place of this one, or that this one stands in the place of."""
    called = _called(Q(replaces__old=stay) | Q(replaced_by__new=stay), user)

    def part(key: str, other: str, words: str) -> Part:
        return Part(
            Replacement,
            key,
            done=lambda row: words % {"record": called(getattr(row, other)).words},
            address=lambda row: called(getattr(row, other)).address,
        )

    return (
        part("old", "new_id", _("Registered anew: %(record)s")),
        part("new", "old_id", _("In the place of the voided record: %(record)s")),
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
