"""What a release of the decisions of a call would tell whom, in which language, whom it leaves out and why, and what was told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import Letter, LetterState, User
from kanazawa_exchange.accounts.queries.letters import LOOKS, reason_words
from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.lib.languages import language_name
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.names import ShownName
from kanazawa_exchange.lib.viewer import Viewer
from programs.models import Call, CallStatus

from ...application_states import RELEASED, ApplicationStatus, Decision, shown_state
from ...models import Application
from ...selection_mails import NOT_SELECTED, OFFERED, PROMOTED, WAITLISTED
from ..applications.bars import bar_of, left_to_others
from ..applications.letters import by_language
from ..applications.moments import deadline_words
from ..applications.ticked import LeftOut
from ..stopped import resting, why
from .deadlines import offer_until
from .waitlist import numbers_when_told

LETTERS = {Decision.OFFER: OFFERED, Decision.WAITLIST: WAITLISTED, Decision.DECLINE: NOT_SELECTED}
KINDS = (OFFERED, PROMOTED, WAITLISTED, NOT_SELECTED)
"""Letters that tell of a decision."""


@dataclass(frozen=True)
class Hidden:
    """A decision that nobody is told of yet: which letter it becomes, in which language; `language` is empty without an account."""

    uid: UUID
    name: ShownName
    decision: str
    place: Localized | None
    waits_as: int | None
    """The number that its letter tells."""
    letter: str
    language: str

    @property
    def language_name(self) -> str:
        return language_name(self.language)


@dataclass(frozen=True)
class Told:
    """A decision that was released, and what became of its letter."""

    uid: UUID
    name: ShownName
    label: str
    kind: str
    place: Localized | None
    released_at: datetime | None
    letter: str
    language: str
    state: str
    look: str
    bar: str
    """Why the reader keeps away from it."""


@dataclass(frozen=True)
class Release:
    """The page of a release. `seen` stands for what it shows: a release of something else is refused."""

    hidden: tuple[Hidden, ...]
    left: tuple[LeftOut, ...]
    told: tuple[Told, ...]
    until: str
    """The last moment to answer an offer that is released now."""
    seen: str
    is_called_off: bool
    fills: bool
    """Whether free places go to the waitlist at once."""
    for_others: str
    """How many decisions stay hidden because the reader keeps away from them; empty for none."""

    @property
    def letters(self) -> tuple[tuple[str, str], ...]:
        """How many letters in which language."""
        return by_language(row.language for row in self.hidden if row.language)

    @property
    def has_offers(self) -> bool:
        return any(row.place is not None for row in self.hidden)

    @property
    def silent(self) -> int:
        """To how many no letter is written, because they have no account."""
        return sum(not row.language for row in self.hidden)


def hidden_of(call: Call, only: frozenset[UUID] | None = None) -> list[Application]:
    """The decided applications of a call, or those among them that are named."""
    rows = Application.objects.filter(call=call, status=ApplicationStatus.DECIDED).select_related("place__institution")
    return [row for row in rows.order_by("pk") if only is None or row.uid in only]


def seen_of(applications: Iterable[Application]) -> str:
    """What stands for these decisions: another decision, or one more, is another text."""
    parts = sorted(f"{row.uid} {row.decision} {row.place_id} {row.waitlist_rank}" for row in applications)
    return sha256("\n".join(parts).encode()).hexdigest()[:16]


def release_of(call: Call, user: Viewer, now: datetime, only: frozenset[UUID] | None = None) -> Release:
    """What this user would release; `only`: these alone are released now. Six queries for 3 applications and for 300."""
    rows = Application.objects.filter(call=call).exclude(status=ApplicationStatus.DRAFT)
    everybody = list(rows.select_related("place__institution").annotate(rests=resting()).order_by("pk"))
    people = [row.person_id for row in everybody]
    names = shown_names(people)
    accounts = User.objects.filter(person__in=people, is_active=True)
    languages: dict[int | None, str] = dict(accounts.values_list("person_id", "language"))
    bars = {row.pk: bar_of(row, user) for row in everybody}
    decided = [
        row for row in everybody if row.status == ApplicationStatus.DECIDED and (only is None or row.uid in only)
    ]
    hidden = [row for row in decided if not bars[row.pk] and not row.rests]
    left = [row for row in everybody if row.status not in RELEASED and row not in hidden]
    left.sort(key=lambda row: only is not None and row.uid not in only)  # those that were ticked come first
    numbers = numbers_when_told([*hidden, *(row for row in everybody if row.status == ApplicationStatus.WAITLISTED)])
    return Release(
        hidden=tuple(
            _hidden(row, names[row.person_id], languages.get(row.person_id, ""), numbers.get(row.pk))
            for row in _in_order(hidden)
        ),
        left=tuple(LeftOut(row.uid, names[row.person_id], bars[row.pk] or _why_left(row)) for row in left),
        told=_told([row for row in everybody if row.status in RELEASED], names, bars),
        until=deadline_words(offer_until(call, now)),
        seen=seen_of(hidden),
        is_called_off=call.status != CallStatus.ANNOUNCED,
        fills=call.promotion == Call.Promotion.AUTOMATIC,
        for_others=left_to_others(sum(bool(bars[row.pk]) for row in decided)),
    )


ORDER = {Decision.OFFER: 0, Decision.WAITLIST: 1, Decision.DECLINE: 2}


def _in_order(rows: Sequence[Application]) -> list[Application]:
    """Offers by destination, then the waitlist by its numbers, then the rest."""
    return sorted(
        rows, key=lambda row: (ORDER[Decision(row.decision)], row.waitlist_rank or 0, row.place_id or 0, row.pk)
    )


def _hidden(row: Application, name: ShownName, language: str, number: int | None) -> Hidden:
    decision = Decision(row.decision)
    return Hidden(
        uid=row.uid,
        name=name,
        decision=str(decision.label),
        place=localized(row.place.institution, "name") if row.place else None,
        waits_as=number,
        letter=str(LETTERS[decision].title),
        language=language,
    )


def _why_left(row: Application) -> str:
    if row.rests and row.status == ApplicationStatus.DECIDED:  # type: ignore[attr-defined]  # annotated above
        return why()
    if row.status == ApplicationStatus.DECIDED:
        return _("not chosen in the list")
    if row.status == ApplicationStatus.IN_REVIEW:
        return _("nothing is decided yet")
    return str(shown_state(row).office)


def _became(state: str, reason: str) -> str:
    """What became of a letter; of one that was withdrawn why, as its applicant may have read the same on the portal."""
    if state == LetterState.WITHDRAWN:
        return reason_words(reason)
    return str(LetterState(state).label) if state else ""


def _told(rows: Sequence[Application], names: Mapping[int, ShownName], bars: Mapping[int, str]) -> tuple[Told, ...]:
    codes = {kind.code: str(kind.title) for kind in KINDS}
    letters = Letter.objects.filter(kind__in=codes, person__in=[row.person_id for row in rows]).order_by("pk")
    said_of = letters.values_list("ref", "kind", "language", "state", "reason")
    last = {ref.partition(" ")[0]: said for ref, *said in said_of}
    found = []
    for row in sorted(rows, key=lambda row: (row.released_at, -row.pk), reverse=True):
        kind, language, state, reason = last.get(str(row.uid), ("", "", "", ""))
        found.append(
            Told(
                uid=row.uid,
                name=names[row.person_id],
                label=str(shown_state(row).office),
                kind=shown_state(row).kind,
                place=localized(row.place.institution, "name") if row.place else None,
                released_at=row.released_at,
                letter=codes.get(kind, ""),
                language=language_name(language) if language else "",
                state=_became(state, reason),
                look=LOOKS[LetterState(state)] if state else "",
                bar=bars[row.pk],
            )
        )
    return tuple(found)
