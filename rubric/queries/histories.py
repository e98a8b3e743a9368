"""Histories: of a version of the rubric and of a questionnaire, each with its texts, of a wave of the survey, of a review."""

from typing import Any

from kanazawa_exchange.accounts.queries.changes import Label, Words
from kanazawa_exchange.accounts.queries.history import DONE, Entry, Part, timeline
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import localized

from ..models import (
    Ability,
    AskedAbility,
    Descriptor,
    Instrument,
    Item,
    Level,
    Option,
    Review,
    RubricVersion,
    SurveyWave,
)
from ..moves import INSTRUMENT_MOVES, REVIEW_MOVES, RUBRIC_MOVES, WAVE_MOVES
from .sheets import level_words


def version_history(version: RubricVersion) -> list[Entry]:
    """Everything that happened to the version, newest first."""
    past_levels: Any = Level.history  # type: ignore[attr-defined]  # every tracked model has one
    levels = dict(past_levels.filter(rubric_version_id=version.pk).values_list("id", "number"))
    abilities = {row.pk: str(localized(row, "name")) for row in version.abilities.all()}

    def descriptor(row: Any, _words: Words) -> str:
        return formats.comma().join((abilities.get(row.ability_id, "—"), level_words(levels.get(row.level_id, 0))))

    parts = (
        Part(Ability, "rubric_version", called=lambda row, _words: str(localized(row, "name"))),
        Part(Level, "rubric_version", called=lambda row, _words: level_words(row.number)),
        Part(Descriptor, "rubric_version", called=descriptor),
    )
    return timeline(version, moves=RUBRIC_MOVES, parts=parts, hidden=("ability", "level", "before"))


def questionnaire_history(instrument: Instrument) -> list[Entry]:
    """Everything that happened to the questionnaire, newest first."""
    abilities = {row.pk: str(localized(row, "name")) for row in instrument.rubric_version.abilities.all()}
    past: Any = Item.history  # type: ignore[attr-defined]  # every tracked model has one
    prompts = {row.id: str(localized(row, "prompt")) for row in past.filter(instrument_id=instrument.pk).order_by("pk")}
    parts = (
        Part(Item, "instrument", called=lambda row, _words: str(localized(row, "prompt"))),
        Part(Option, "instrument", called=lambda row, _words: prompts.get(row.item_id, "—")),
        Part(AskedAbility, "instrument", called=lambda row, _words: abilities.get(row.ability_id, "—")),
    )
    return timeline(instrument, moves=INSTRUMENT_MOVES, parts=parts, hidden=("item", "before", "key", "order"))


def wave_history(wave: SurveyWave) -> list[Entry]:
    """Everything that happened to a wave of the survey, newest first."""
    return timeline(wave, moves=WAVE_MOVES, labels={Instrument: Label(lambda row: str(localized(row, "name")))})


def review_history(review: Review) -> list[Entry]:
    """The moves of a review, newest first. Points and comments are left out: whoever reads this may have to stay blind."""
    told = timeline(
        review, moves=REVIEW_MOVES, hidden=("committee_comment", "applicant_comment", "assigned_at", "done_at")
    )
    return [entry for entry in told if entry.what != str(DONE["~"])]
