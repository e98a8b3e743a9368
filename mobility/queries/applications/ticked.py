"""Which applications of a call somebody has ticked in its list: row by row, or all that its filter lets through."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from uuid import UUID

from django.core import signing
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.names import ShownName
from kanazawa_exchange.lib.ticked import EVERY, FILTER, MOST, rows_in
from kanazawa_exchange.lib.viewer import Viewer
from programs.models import Call

from ...application_states import shown_state
from ...models import Application
from ..stopped import resting, why
from .bars import bar_of
from .lists import Asked

SEAL = signing.Signer(salt=__name__)


@dataclass(frozen=True)
class LeftOut:
    """An application that an act leaves as it is, and why."""

    uid: UUID
    name: ShownName
    why: str


@dataclass(frozen=True)
class Ticked:
    """The applications that were ticked, in the order of their keys.

    `refusal`: why nothing can be done with what was sent; `strange`: how many rows were named that this list does not have.
    """

    applications: tuple[Application, ...] = ()
    refusal: str = ""
    strange: int = 0

    @property
    def uids(self) -> frozenset[UUID]:
        return frozenset(one.uid for one in self.applications)

    @property
    def left_out(self) -> str:
        if not self.strange:
            return ""
        words = ngettext(
            "%(number)s of the rows does not belong to this list and is left out.",
            "%(number)s of the rows do not belong to this list and are left out.",
            self.strange,
        )
        return words % {"number": formats.number(self.strange)}

    def others_than(self, taken: Collection[UUID], user: Viewer) -> tuple[LeftOut, ...]:
        """Those of them that are not among these, each with the reason: what keeps this user away, its state, or that nobody goes on.

        One query, and that of the conflicts.
        """
        left = [one for one in self.applications if one.uid not in taken]
        names = shown_names(one.person_id for one in left)
        return tuple(LeftOut(one.uid, names[one.person_id], bar_of(one, user) or _why_left(one)) for one in left)


def _why_left(one: Application) -> str:
    return why() if one.rests else str(shown_state(one).office)  # type: ignore[attr-defined]  # annotated below


def ticked(call: Call, user: Viewer, data: QueryDict) -> Ticked:
    """What a page of the list has sent, as far as this user sees it; one query.

    What the filter lets through is asked anew: what has come since the list was shown belongs to it.
    """
    rows = Application.objects.visible_to(user).filter(call=call)
    if EVERY in data:
        asked = unsealed(call, data.get(FILTER, ""))
        if asked is None:
            return Ticked(refusal=_("The filter cannot be read. Open the list once more."))
        return _found(rows.filter(asked.condition(user)))
    named = rows_in(data)
    if not named:
        return Ticked(refusal=_("Tick at least one application in the list."))
    if len(named) > MOST:
        return Ticked(refusal=_too_many())
    return _found(rows.filter(uid__in=named), len(named))


def _found(rows: QuerySet[Application], named: int = 0) -> Ticked:
    """Errors stand in `refusal`: none there, or too many."""
    related = rows.select_related("call__run__program", "person").annotate(rests=resting())
    found = tuple(related.order_by("pk")[: MOST + 1])
    if len(found) > MOST:
        return Ticked(refusal=_too_many())
    if not found:
        return Ticked(refusal=_("None of these applications is in this list."))
    return Ticked(found, strange=max(named - len(found), 0))


def _too_many() -> str:
    words = _("One act takes at most %(number)s applications. Choose fewer with the filter.")
    return words % {"number": formats.number(MOST)}


# --- The filter on its way -------------------------------------------------------------------------------------------


def sealed(call: Call, asked: Asked) -> str:
    """The filter as the list shows it, for its own form: only filters that the portal wrote are read."""
    return SEAL.sign_object([str(call.uid), asdict(asked)])


def unsealed(call: Call, text: str) -> Asked | None:
    """None unless the list of this call has written it."""
    try:
        uid, asked = SEAL.unsign_object(text)
    except signing.BadSignature:
        return None
    return Asked(**asked) if uid == str(call.uid) else None
