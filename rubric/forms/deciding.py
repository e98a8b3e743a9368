"""The form of decisions: one box for each application, the length of the waitlist, and what was seen when it was filled in."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Unpack
from uuid import UUID

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.fields import WholeNumberField
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from kanazawa_exchange.lib.ticked import ROW
from mobility.models import Decision
from mobility.services.selection.deciding import Wanted
from programs.models import CallPlace

from ..queries.deciding import NOTHING, OFFER, Ahead, Board, Candidate, Place

LONGEST = 1_000
LINE, ORDER, SEEN = "line-", "order-", "seen-"
"""Before the uid of an application: what is decided, which of equals waits first, the version that was seen."""


class WaitlistForm(forms.Form):
    """How many the waitlist takes, as the address says it; without a number as many as there are places."""

    waitlist = WholeNumberField(
        label=gettext_lazy("Length of the waitlist"), required=False, min_value=0, max_value=LONGEST
    )

    def __init__(self, data: Data = None, files: Files = None, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, files, **options)
        self.auto_id = "f-%s"

    def number(self) -> int | None:
        self.is_valid()
        found: int | None = self.cleaned_data.get("waitlist")
        return found


@dataclass(frozen=True)
class Chosen:
    """What would be recorded about one application: in the words of the preview, and as the service takes it."""

    candidate: Candidate
    decision: str
    place: Place | None
    wish: int
    """Which wish the destination is; 0 for one that was not wished for."""
    waits_as: int | None
    """The number on the waitlist that will be told, while nobody leaves it."""
    behind: tuple[str, ...]
    """The names of those who wait already and stay before it, though ranked lower."""
    passed_over: tuple[str, ...]
    """The names of those above who wished for this destination too and get none."""
    aside: tuple[str, ...]
    """The names of those above who are left to others, and for whom too few places of this destination stay, whatever they wish for."""

    @property
    def words(self) -> str:
        return str(Decision(self.decision).label)

    @property
    def has_notes(self) -> bool:
        return bool(self.passed_over or self.aside or self.behind) or not self.candidate.is_complete

    @property
    def passed_words(self) -> str:
        return formats.series(*self.passed_over)

    @property
    def aside_words(self) -> str:
        return formats.series(*self.aside)

    @property
    def behind_words(self) -> str:
        return formats.series(*self.behind)


@dataclass(frozen=True)
class Line:
    """One application on the page, with its boxes; `order` only where a rank is shared."""

    candidate: Candidate
    field: BoundField
    order: BoundField | None
    seen: str
    is_proposed: bool
    """Whether the box says what is proposed."""


class DecidingForm(forms.Form):
    """The lines of a board. A browser sends what was seen along: the version of each application."""

    def __init__(self, data: Data = None, files: Files = None, *, board: Board, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, files, **options)
        self.board = board
        self.offers = {f"{OFFER}{place.uid}": place for place in board.places.values()}
        for one in board.candidates:
            words = _("Decision about %(name)s") % {"name": one.name.text}
            self.fields[f"{LINE}{one.uid}"] = forms.ChoiceField(
                label=words, required=False, choices=_choices(one, board), initial=one.proposed
            )
            if one.is_shared:
                words = _("Order among equals: %(name)s") % {"name": one.name.text}
                box = WholeNumberField(label=words, required=False, min_value=1, max_value=LONGEST)
                self.fields[f"{ORDER}{one.uid}"] = box

    def lines(self) -> list[Line]:
        return [self._line(one) for one in self.board.candidates]

    def _line(self, one: Candidate) -> Line:
        field = self[f"{LINE}{one.uid}"]
        order = self[f"{ORDER}{one.uid}"] if one.is_shared else None
        return Line(one, field, order, self._seen(one), (field.value() or NOTHING) == one.proposed)

    def _seen(self, one: Candidate) -> str:
        """What the browser has seen; on a page that is opened, what stands now."""
        return str(self.data.get(f"{SEEN}{one.uid}") or one.application.version)

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or {}
        self._tell_too_many()
        if not self.errors and not any(self._said(one) for one in self.board.candidates):
            self.add_error(None, _("Choose a decision for at least one application."))
        return sent

    def _tell_too_many(self) -> None:
        """At the line of everybody for whom a destination has no place left, the last in rank first to be told."""
        offered: Counter[int] = Counter()
        wanted = Counter(place.pk for one in self.board.candidates if (place := self._place(one)))
        for one in self.board.candidates:
            place = self._place(one)
            if place is None:
                continue
            offered[place.pk] += 1
            if offered[place.pk] > place.free:
                self.add_error(f"{LINE}{one.uid}", _too_many(place, wanted[place.pk]))

    def _said(self, one: Candidate) -> str:
        return str(self.cleaned_data.get(f"{LINE}{one.uid}") or NOTHING)

    def _place(self, one: Candidate) -> Place | None:
        return self.offers.get(self._said(one))

    # --- What was chosen ---------------------------------------------------------------------------------------------

    def chosen(self) -> list[Chosen]:
        """Those with a decision, in the order of the ranking."""
        line = self._line_behind()
        return [
            Chosen(
                one,
                Decision.OFFER if (place := self._place(one)) else said,
                place,
                one.wishes.index(place.pk) + 1 if place and place.pk in one.wishes else 0,
                len(self.board.ahead) + line[one.uid] if one.uid in line else None,
                self._behind(one) if one.uid in line else (),
                self._passed_over(one, place),
                self._aside(one, place),
            )
            for one in self.board.candidates
            if (said := self._said(one))
        ]

    def left(self) -> list[Candidate]:
        """Those about whom nothing is said."""
        return [one for one in self.board.candidates if not self._said(one)]

    def _line_behind(self) -> dict[UUID, int]:
        """The place of each in the line that stands behind those who wait already: by rank, equals as they were put in order."""
        waiting = [one for one in self.board.candidates if self._said(one) == Decision.WAITLIST]
        last = LONGEST + 1
        waiting.sort(
            key=lambda one: (one.rank is None, one.rank or 0, self.cleaned_data.get(f"{ORDER}{one.uid}") or last)
        )
        return {one.uid: number for number, one in enumerate(waiting, 1)}

    def _behind(self, one: Candidate) -> tuple[str, ...]:
        if one.rank is None:
            return ()
        return tuple(other.name.text for other in self.board.ahead if other.rank is None or other.rank > one.rank)

    def _passed_over(self, one: Candidate, place: Place | None) -> tuple[str, ...]:
        if place is None or one.rank is None:
            return ()
        above = [other for other in self.board.candidates if other.rank is not None and other.rank < one.rank]
        passed = [other for other in above if place.pk in other.wishes and not self._place(other) and self._said(other)]
        waiting = [other for other in _above(one, self._overtaken(place)) if not other.is_barred]
        return (*(one.name.text for one in waiting), *(one.name.text for one in passed))

    def _aside(self, one: Candidate, place: Place | None) -> tuple[str, ...]:
        """Whether one of them is named follows from the ranks alone: it says nothing about what an application states."""
        left = [*self.board.aside, *(other for other in self.board.ahead if other.is_barred)]
        above = _above(one, left)
        if place is None or self._offered(place) + len(above) <= place.free:
            return ()
        return tuple(other.name.text for other in above)

    def _overtaken(self, place: Place) -> list[Ahead]:
        """Those who wait already and have a place of this destination by rank, where the offers leave too few for them."""
        kept = [other for other in (*self.board.ahead, *self.board.aside) if other.place == place.pk]
        return kept if self._offered(place) + len(kept) > place.free else []

    def _offered(self, place: Place) -> int:
        return sum(self._place(one) == place for one in self.board.candidates)

    def wanted(self, places: Sequence[CallPlace]) -> list[Wanted]:
        """As the service takes it, the higher rank first."""
        by_key, line = {place.pk: place for place in places}, self._line_behind()
        return [
            Wanted(
                one.candidate.application,
                one.decision,
                place=by_key[one.place.pk] if one.place else None,
                waitlist_rank=self.board.listed + line[one.candidate.uid] if one.waits_as else None,
                seen=_number(self._seen(one.candidate)),
            )
            for one in self.chosen()
        ]

    def sent(self) -> list[tuple[str, str]]:
        """Every box as it was sent, for the page that goes on with it."""
        found: list[tuple[str, str]] = []
        for line in self.lines():
            uid = line.candidate.uid
            found += [
                (ROW, str(uid)),
                (line.field.html_name, str(line.field.value() or "")),
                (f"{SEEN}{uid}", line.seen),
            ]
            if line.order is not None:
                found.append((line.order.html_name, str(line.order.value() or "")))
        return found


def _above(one: Candidate, others: Sequence[Ahead]) -> list[Ahead]:
    if one.rank is None:
        return []
    return [other for other in others if other.turn is not None and other.turn < one.rank]


def _choices(one: Candidate, board: Board) -> list[Any]:
    wished = [
        (f"{OFFER}{board.places[pk].uid}", _("Offer: %(place)s (wish %(number)s)") % _words(board.places[pk], number))
        for number, pk in enumerate(one.wishes, 1)
        if pk in board.places
    ]
    others = [
        (f"{OFFER}{place.uid}", _("Offer: %(place)s") % {"place": place.name})
        for place in board.places.values()
        if place.pk not in one.wishes
    ]
    groups: list[Any] = [(NOTHING, _("— nothing yet —")), *wished]
    groups += [(Decision.WAITLIST.value, Decision.WAITLIST.label), (Decision.DECLINE.value, Decision.DECLINE.label)]
    return [*groups, (_("Not wished for"), others)] if others else groups


def _words(place: Place, number: int) -> dict[str, object]:
    return {"place": place.name, "number": formats.number(number)}


def _too_many(place: Place, wanted: int) -> str:
    words = ngettext(
        "%(place)s: only %(free)s place is free, and %(wanted)s are offered.",
        "%(place)s: only %(free)s places are free, and %(wanted)s are offered.",
        place.free,
    )
    return words % {"place": place.name, "free": formats.number(place.free), "wanted": formats.number(wanted)}


def _number(text: str) -> int:
    """Anything unreadable was never seen."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
