"""The surveys of one person: what can be answered now and until when, and what was sent."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import pgettext

from kanazawa_exchange.lib.clock import TOKYO
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.viewer import Viewer, member
from mobility.models import Mobility

from ..models import Moment, Rater, Response
from .windows import Window, open_waves_about, stays_of


@dataclass(frozen=True)
class SurveyLine:
    """One survey about one stay. `until` while it can be answered, `sent_at` once it was sent."""

    wave: UUID
    stay: UUID
    title: str
    place: Localized
    program: Localized
    until: datetime | None = None
    is_begun: bool = False
    sent_at: datetime | None = None


@dataclass(frozen=True)
class OwnSurveys:
    open: tuple[SurveyLine, ...]
    sent: tuple[SurveyLine, ...]


def title_of(moment: str) -> str:
    """How a survey is called for whoever answers it."""
    return {
        Moment.PRE: pgettext("survey", "Survey before the stay"),
        Moment.POST: pgettext("survey", "Survey after the stay"),
        Moment.LATER: pgettext("survey", "Survey some time after the stay"),
    }[Moment(moment)]


def rating_title_of(moment: str) -> str:
    """The same for staff who rate somebody."""
    return {
        Moment.PRE: pgettext("survey", "Rating before the stay"),
        Moment.POST: pgettext("survey", "Rating after the stay"),
        Moment.LATER: pgettext("survey", "Rating some time after the stay"),
    }[Moment(moment)]


def last_moment(window: Window) -> datetime:
    """Until when an answer is taken, as people say it: what closes at midnight is open until 23:59 of the day before."""
    at_midnight = window.closes_at.astimezone(TOKYO).time() == time()
    return window.closes_at - timedelta(minutes=1) if at_midnight else window.closes_at


def open_surveys(user: Viewer, now: datetime) -> tuple[SurveyLine, ...]:
    """What waits for the answers of this person, what closes first before the others."""
    account = member(user)
    return () if account is None else open_surveys_about(stays_of(account.person_id), now)


def open_surveys_about(stays: list[Mobility], now: datetime) -> tuple[SurveyLine, ...]:
    """The same for the own stays, where they were read already."""
    return tuple(
        SurveyLine(
            **_about(row.wave.uid, row.wave.moment, row.mobility),
            until=last_moment(row.window),
            is_begun=row.is_begun,
        )
        for row in open_waves_about(stays, now)
    )


def own_surveys(user: Viewer, now: datetime) -> OwnSurveys:
    """Four queries, however many there are."""
    account = member(user)
    if account is None:
        return OwnSurveys((), ())
    sent = Response.objects.filter(
        mobility__person_id=account.person_id, rater=Rater.SELF, sent_at__isnull=False
    ).select_related("wave", "mobility__sending", "mobility__receiving", "mobility__run__program")
    return OwnSurveys(
        open_surveys(user, now),
        tuple(
            SurveyLine(**_about(row.wave.uid, row.wave.moment, row.mobility), sent_at=row.sent_at)
            for row in sent.order_by("-sent_at", "-pk")
        ),
    )


def _about(wave: UUID, moment: str, stay: Mobility) -> dict[str, Any]:
    return {
        "wave": wave,
        "stay": stay.uid,
        "title": title_of(moment),
        "place": localized(stay.receiving, "name"),
        "program": localized(stay.run.program, "name"),
    }
