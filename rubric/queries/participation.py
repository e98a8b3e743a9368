"""Who takes part in waves of the survey: who was asked, who has begun and sent, who is missing and why, and the rates."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import F
from django.utils.translation import pgettext_lazy

from mobility.models import LIVE, Mobility

from ..models import Ask, Rater, Response, SurveyWave
from .windows import Window, asks, window_of


class Standing(models.TextChoices):
    """How far somebody is with one wave; nobody of the last two is missing."""

    NO_ACCOUNT = "no_account", pgettext_lazy("survey", "No account")
    UNASKED = "unasked", pgettext_lazy("survey", "Not asked yet")
    ASKED = "asked", pgettext_lazy("survey", "Asked, not begun")
    BEGUN = "begun", pgettext_lazy("survey", "Begun, not sent")
    NOT_YET = "not_yet", pgettext_lazy("survey", "Time has not come")
    SENT = "sent", pgettext_lazy("participant", "Answered")


RESTS_FOR = timedelta(days=3)
"""Whoever was reminded is not reminded again before so much time has passed, by hand or by the calendar."""

MISSING = (Standing.NO_ACCOUNT, Standing.UNASKED, Standing.ASKED, Standing.BEGUN)


@dataclass(frozen=True)
class Participation:
    """One stay in one wave. `stay` has few of its columns, and `person` only for its key."""

    stay: Mobility
    standing: Standing
    window: Window | None
    ask: Ask | None
    response: Response | None
    is_rated: bool

    @property
    def is_missing(self) -> bool:
        return self.standing in MISSING

    def may_be_told(self, now: datetime) -> bool:
        """Whether a letter would reach somebody who can answer now."""
        told = self.is_missing and self.standing != Standing.NO_ACCOUNT
        return told and self.window is not None and self.window.holds(now)

    def rests(self, now: datetime) -> bool:
        """Whether the last reminder is so recent that no other one follows yet."""
        last = self.ask.reminded_at if self.ask else None
        return last is not None and now - last < RESTS_FOR


@dataclass(frozen=True)
class Tally:
    """People of one wave or of several: how many stand where. `asked`: how many were written to, whatever they have done since;
    `rated`: how many staff have rated.
    """

    by_standing: dict[Standing, int]
    asked: int = 0
    rated: int = 0

    @property
    def expected(self) -> int:
        """Those whose time has come, or who have answered: the denominator of the rate."""
        return self.missing + self.sent

    @property
    def missing(self) -> int:
        return sum(self.by_standing.get(standing, 0) for standing in MISSING)

    @property
    def begun(self) -> int:
        return self.by_standing.get(Standing.BEGUN, 0)

    @property
    def sent(self) -> int:
        return self.by_standing.get(Standing.SENT, 0)

    @property
    def no_account(self) -> int:
        return self.by_standing.get(Standing.NO_ACCOUNT, 0)

    @property
    def not_yet(self) -> int:
        return self.by_standing.get(Standing.NOT_YET, 0)

    @property
    def rate(self) -> float | None:
        """The share of those expected who have answered; None where nobody is."""
        return self.sent / self.expected if self.expected else None

    @property
    def percent(self) -> float | None:
        return None if self.rate is None else self.rate * 100


def participations(waves: Sequence[SurveyWave], now: datetime) -> dict[int, list[Participation]]:
    """By the key of the wave: everybody whom it asks, in the order of their stays. Three queries, however many there are."""
    stays = live_stays({wave.run_id for wave in waves})
    given = _responses_of(waves)
    asked = {(ask.wave_id, ask.mobility_id): ask for ask in Ask.objects.filter(wave__in=waves)}
    return {
        wave.pk: [
            _participation(wave, stay, asked.get((wave.pk, stay.pk)), given[wave.pk, stay.pk], now)
            for stay in stays[wave.run_id]
            if asks(wave, stay)
        ]
        for wave in waves
    }


def tally(rows: Iterable[Participation]) -> Tally:
    people = list(rows)
    return Tally(
        dict(Counter(row.standing for row in people)),
        asked=sum(row.ask is not None for row in people),
        rated=sum(row.is_rated for row in people),
    )


# --- What is read ----------------------------------------------------------------------------------------------------

COLUMNS = (
    "uid", "run_id", "person_id", "status", "planned_starts_on", "planned_ends_on", "actual_starts_on", "actual_ends_on",
    "sending_id", "receiving_id", "starts_on",
)  # fmt: skip


def live_stays(runs: set[int]) -> dict[int, list[Any]]:
    """The stays of these runs that have not been called off, with the account of their people."""
    rows = Mobility.objects.filter(run__in=runs, status__in=LIVE).only(*COLUMNS)
    found: dict[int, list[Any]] = defaultdict(list)
    for stay in rows.annotate(has_account=F("person__user__is_active")).order_by("starts_on", "pk"):
        found[stay.run_id].append(stay)
    return found


def _responses_of(waves: Sequence[SurveyWave]) -> dict[tuple[int, int], dict[str, Response]]:
    """By wave and stay, and then by rater."""
    found: dict[tuple[int, int], dict[str, Response]] = defaultdict(dict)
    columns = ("uid", "wave_id", "mobility_id", "rater", "begun_at", "saved_at", "sent_at")
    for response in Response.objects.filter(wave__in=waves).only(*columns):
        found[response.wave_id, response.mobility_id][response.rater] = response
    return found


def _participation(
    wave: SurveyWave, stay: Any, ask: Ask | None, responses: dict[str, Response], now: datetime
) -> Participation:
    own, staff = responses.get(Rater.SELF), responses.get(Rater.STAFF)
    window = window_of(wave, stay)
    return Participation(
        stay=stay,
        standing=_standing(own, ask, window, now, has_account=bool(stay.has_account)),
        window=window,
        ask=ask,
        response=own,
        is_rated=staff is not None and staff.sent_at is not None,
    )


def _standing(
    response: Response | None, ask: Ask | None, window: Window | None, now: datetime, *, has_account: bool
) -> Standing:
    if response is not None and response.sent_at is not None:
        return Standing.SENT
    is_told = response is not None or ask is not None
    if not is_told and (window is None or now < window.opens_at):
        return Standing.NOT_YET
    if not has_account:  # also of those who were asked, or have begun, before their account was closed
        return Standing.NO_ACCOUNT
    if response is not None:
        return Standing.BEGUN
    return Standing.UNASKED if ask is None else Standing.ASKED
