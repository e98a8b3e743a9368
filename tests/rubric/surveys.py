"""Questionnaires, waves and answers as tests need them; states are set directly, so use them where the way there does not matter."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from kanazawa_exchange.accounts.models import User
from mobility.models import Mobility
from programs.models import ProgramRun
from rubric.models import AskedAbility, Instrument, Item, Response, RubricVersion, SurveyWave

OPENS, CLOSES = datetime(2018, 4, 1, tzinfo=UTC), datetime(2030, 3, 31, tzinfo=UTC)
NOW = datetime(2018, 9, 1, 9, tzinfo=UTC)


def draft(version: RubricVersion, code: str = "self", *, items: int = 1) -> Instrument:
    """A questionnaire with so many level items per ability (`<ability>-1` …) and one free text, `remark`."""
    instrument = Instrument.objects.create(rubric_version=version, code=code, name_en="Self-assessment")
    for ability in version.abilities.all():
        AskedAbility.objects.create(instrument=instrument, ability=ability)
        for number in range(1, items + 1):
            key = f"{ability.code}-{number}"
            Item.objects.create(
                instrument=instrument, key=key, ability=ability, order=ability.order, prompt_en="Where do you stand?"
            )
    Item.objects.create(instrument=instrument, key="remark", kind="text", order=99, prompt_en="What else?")
    return instrument


def used(instrument: Instrument, on: date = date(2018, 4, 1)) -> Instrument:
    instrument.status, instrument.in_use_on = "in_use", on
    instrument.save()
    return instrument


def questionnaire(version: RubricVersion, code: str = "self", *, items: int = 1) -> Instrument:
    return used(draft(version, code, items=items))


def wave(run: ProgramRun, instrument: Instrument, moment: str = "pre", **values: Any) -> SurveyWave:
    """A wave that is open by the clock from 2018 to 2030."""
    values = {"status": "open", "timing": "clock", "opens_at": OPENS, "closes_at": CLOSES, **values}
    return SurveyWave.objects.create(run=run, instrument=instrument, moment=moment, **values)


def answered(wave: SurveyWave, mobility: Mobility, answers: Mapping[str, Any], **values: Any) -> Response:
    """An answer that was sent; `answers` by the key of the item."""
    values = {"language": "ja", "begun_at": NOW, "saved_at": NOW, "sent_at": NOW, **values}
    return Response.objects.create(wave=wave, mobility=mobility, answers=dict(answers), **values)


def levels(instrument: Instrument, *numbers: int | None) -> dict[str, int]:
    """Answers that give these levels, ability by ability in the order of the rubric version; None is no answer."""
    found = {}
    for ability, number in zip(instrument.rubric_version.abilities.all(), numbers, strict=True):
        if number is not None:
            found |= dict.fromkeys(instrument.items.filter(ability=ability).values_list("key", flat=True), number)
    return found


def staff(user: User) -> dict[str, Any]:
    """The values of an answer that staff gave."""
    return {"rater": "staff", "rated_by": user}
