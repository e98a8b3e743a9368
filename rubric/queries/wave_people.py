"""The people of one wave, one line each: how far they are, until when they can answer, when they were asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import pgettext_lazy

from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.accounts.queries.letters import Undelivered, undelivered
from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.lib.names import ShownName
from kanazawa_exchange.lib.sorting import Arranged
from kanazawa_exchange.lib.words import Words
from mobility.queries.days import period_of

from ..mail_kinds import LETTERS
from ..models import SurveyWave
from .letters import last_act
from .participation import Participation, Standing, Tally, participations

KINDS = {
    Standing.NO_ACCOUNT: "bad",
    Standing.UNASKED: "todo",
    Standing.ASKED: "wait",
    Standing.BEGUN: "now",
    Standing.NOT_YET: "off",
    Standing.SENT: "done",
}
"""The glyphs before the words."""
PLACES = {standing: place for place, standing in enumerate(Standing)}

MISSING_WORD = "missing"
"""The word of an address for all who are missing."""


@dataclass(frozen=True)
class WavePerson:
    """One stay in a wave as a line."""

    mobility: UUID
    person: UUID
    name: ShownName
    period: str
    standing: Standing
    opens_on: date | None
    last_day: date | None
    asked_at: datetime | None
    reminded_at: datetime | None
    reminders: int
    sent_at: datetime | None
    is_rated: bool
    may_be_told: bool
    rests: bool
    undelivered: Undelivered | None
    """The last letter to whoever is missing, where it did not arrive."""

    @property
    def label(self) -> str:
        return str(self.standing.label)

    @property
    def kind(self) -> str:
        return KINDS[self.standing]

    @property
    def needs_account(self) -> bool:
        return self.standing == Standing.NO_ACCOUNT


ORDERS = {
    "standing": Arranged(lambda row: PLACES[row.standing]),
    "name": Arranged(lambda row: row.name.text),
    "until": Arranged(lambda row: row.last_day),
    "asked": Arranged(lambda row: row.asked_at),
    "sent": Arranged(lambda row: row.sent_at),
}


def people(wave: SurveyWave, rows: Iterable[Participation], who: str, now: datetime) -> tuple[WavePerson, ...]:
    """These participations as lines, those who stand where `who` says alone; three queries for one and for fifty."""
    chosen = [row for row in rows if not who or row.standing == who or (who == MISSING_WORD and row.is_missing)]
    ids = [row.stay.person_id for row in chosen]
    names = shown_names(ids, reading=False)
    uids = dict(Person.objects.filter(pk__in=ids).values_list("pk", "uid"))
    acts = {row.stay.pk: last_act(wave, row) for row in chosen if row.is_missing and row.ask is not None}
    lost = undelivered(LETTERS, acts.values())
    return tuple(
        _line(row, uids[row.stay.person_id], names[row.stay.person_id], lost.get(acts.get(row.stay.pk, "")), now)
        for row in chosen
    )


def last_reminded(rows: Iterable[Participation]) -> datetime | None:
    """When one of these people was reminded last."""
    moments = [row.ask.reminded_at for row in rows if row.ask is not None and row.ask.reminded_at is not None]
    return max(moments, default=None)


def of_wave(wave: SurveyWave, now: datetime) -> list[Participation]:
    """Everybody of one wave; three queries."""
    return participations([wave], now)[wave.pk]


def _line(row: Participation, person: UUID, name: ShownName, lost: Undelivered | None, now: datetime) -> WavePerson:
    ask, response, window = row.ask, row.response, row.window
    return WavePerson(
        mobility=row.stay.uid,
        person=person,
        name=name,
        period=period_of(row.stay),
        standing=row.standing,
        opens_on=window.first_day if window else None,
        last_day=window.last_day if window else None,
        asked_at=ask.asked_at if ask else None,
        reminded_at=ask.reminded_at if ask else None,
        reminders=ask.reminders if ask else 0,
        sent_at=response.sent_at if response else None,
        is_rated=row.is_rated,
        may_be_told=row.may_be_told(now),
        rests=row.rests(now),
        undelivered=lost,
    )


@dataclass(frozen=True)
class Group:
    """One number of a wave, and the word of the address that lists the people behind it."""

    who: str
    label: Words
    number: int


def groups(numbers: Tally) -> tuple[Group, ...]:
    """Everybody, those who are missing, and then one after the other where people stand; empty ones are left out."""
    everybody = sum(numbers.by_standing.values())
    rows = [
        Group("", pgettext_lazy("survey", "All"), everybody),
        Group(MISSING_WORD, pgettext_lazy("survey", "Missing"), numbers.missing),
        *(Group(one.value, one.label, numbers.by_standing.get(one, 0)) for one in Standing),
    ]
    return tuple(row for row in rows if row.number or row.who in ("", MISSING_WORD))
