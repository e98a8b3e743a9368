"""Waves of the survey and the people of their run, as the tests of waves need them."""

from datetime import date, datetime
from typing import Any

from kanazawa_exchange.accounts.models import User
from mobility.models import Mobility
from programs.models import ProgramRun
from rubric.models import Instrument, SurveyWave
from rubric.services import waves
from tests.factories import PersonFactory, UserFactory, World
from tests.rubric import surveys
from tests.rubric.versions import first

BY_STAY = {"timing": "stay", "opens_at": None, "closes_at": None, "asks_staff": False}
JULY = datetime.fromisoformat("2018-07-15T12:00:00+09:00")
"""Within the usual days before a stay that starts on 1 August."""


def in_use(by: User) -> Instrument:
    return surveys.questionnaire(first(by))


def by_stay(moment: str, instrument: Instrument, opens: int = -30, closes: int = 0, **values: Any) -> dict[str, Any]:
    """The values of a wave by the dates of each stay."""
    days = {"opens_after": opens, "closes_after": closes}
    return {**BY_STAY, **days, "moment": moment, "instrument": instrument, **values}


def by_clock(moment: str, instrument: Instrument, opens: str, closes: str) -> dict[str, Any]:
    days = {"opens_at": datetime.fromisoformat(opens), "closes_at": datetime.fromisoformat(closes)}
    return {**by_stay(moment, instrument), "timing": "clock", "opens_after": None, "closes_after": None, **days}


def planned(run: ProgramRun, instrument: Instrument, moment: str = "pre", **values: Any) -> SurveyWave:
    return waves.plan(run, by_stay(moment, instrument, **values), by=None)


def opened(run: ProgramRun, instrument: Instrument, moment: str = "pre", **values: Any) -> SurveyWave:
    wave = planned(run, instrument, moment, **values)
    wave.status = "open"
    wave.save()
    return wave


def going(world: World, name: str = "", *, language: str = "en", **fields: Any) -> Mobility:
    """A stay that starts on 1 August; with a name its traveller has an account in this language."""
    person = PersonFactory(names=[("latin", name or "Nobody", "Test", "")])
    if name:
        UserFactory(email=f"{name.lower()}@example.org", person=person, language=language)
    days = {"planned_starts_on": date(2018, 8, 1), "planned_ends_on": date(2018, 8, 14)}
    values = {"status": "planned", "actual_starts_on": None, "actual_ends_on": None, **days, **fields}
    return world.sent(person=person, **values)
