"""What is used stays as it is, by whatever door: the database refuses changes of questionnaires, answers, waves and runs."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kanazawa_exchange.accounts.models import User
from rubric.models import AskedAbility, CohortCell, Instrument, Item, Option, Response, ResponseScore, ScoreRun
from rubric.queries.instruments import in_arithmetic, level_of, levels_text
from rubric.scoring.responses import Scorer
from tests import factories
from tests.rubric import surveys, versions

pytestmark = pytest.mark.django_db


@pytest.fixture
def instrument(sato: User) -> Instrument:
    return surveys.questionnaire(versions.first(sato))


def refused(act: Callable[[], Any]) -> bool:
    try:
        with transaction.atomic():
            act()
    except IntegrityError:
        return True
    return False


def saved(record: Any, values: dict[str, Any]) -> None:
    fresh = type(record)._base_manager.get(pk=record.pk)
    for name, value in values.items():
        setattr(fresh, name, value)
    fresh.save()


def test_a_questionnaire_in_use_never_changes(instrument: Instrument) -> None:
    item = instrument.items.first()
    ability = instrument.rubric_version.abilities.get(code=item.ability.code)

    assert refused(lambda: saved(instrument, {"name_en": "Another"}))
    assert refused(lambda: saved(instrument, {"status": "draft", "in_use_on": None}))
    assert refused(lambda: saved(item, {"prompt_en": "Another question"}))
    assert refused(lambda: Item.objects.create(instrument=instrument, key="late", ability=ability, prompt_en="Late"))
    assert refused(lambda: Option.objects.create(instrument=instrument, item=item, key="a", text_en="Late"))
    assert refused(lambda: item.delete())
    assert refused(lambda: instrument.delete())
    saved(instrument, {"status": "retired", "retired_on": "2019-04-01"})


def test_a_draft_may_change(sato: User) -> None:
    """The control: the same acts on a draft."""
    draft = surveys.draft(versions.first(sato))
    item = draft.items.first()

    saved(draft, {"name_en": "Another"})
    saved(item, {"prompt_en": "Another question"})
    Option.objects.create(instrument=draft, item=item, key="a", text_en="Early")
    item.delete()
    draft.delete()


def test_a_questionnaire_asks_about_the_abilities_of_its_own_version(sato: User) -> None:
    used, following = versions.following(sato)
    draft = surveys.draft(used)
    foreign = following.abilities.first()

    assert refused(lambda: Item.objects.create(instrument=draft, key="x", ability=foreign, prompt_en="?"))
    assert refused(lambda: AskedAbility.objects.create(instrument=draft, ability=foreign))


def test_only_a_version_in_use_is_asked_about(sato: User) -> None:
    _used, following = versions.following(sato)
    draft = surveys.draft(following, "early")

    assert refused(lambda: surveys.used(draft))


def test_an_answer_that_was_sent_stays(instrument: Instrument) -> None:
    mobility = factories.MobilityFactory()
    wave = surveys.wave(mobility.run, instrument)
    sent = surveys.answered(wave, mobility, surveys.levels(instrument, 1, 1, 1, 1, 1))

    assert refused(lambda: saved(sent, {"answers": {}}))
    assert refused(lambda: saved(sent, {"remarks": {"remark": "later"}}))
    assert refused(lambda: saved(sent, {"sent_at": None}))
    assert refused(lambda: surveys.answered(wave, mobility, {}))
    assert refused(lambda: saved(wave, {"moment": "post"}))
    saved(wave, {"status": "closed"})


def test_a_draft_of_an_answer_may_change(instrument: Instrument) -> None:
    """The control."""
    mobility = factories.MobilityFactory()
    wave = surveys.wave(mobility.run, instrument)
    begun = surveys.answered(wave, mobility, {}, sent_at=None)

    saved(begun, {"answers": surveys.levels(instrument, 1, 2, None, 0, 3), "remarks": {"remark": "ё"}})

    assert Response.objects.get().answers == surveys.levels(instrument, 1, 2, None, 0, 3)


def test_a_wave_asks_the_people_of_its_own_run(instrument: Instrument) -> None:
    wave = surveys.wave(factories.RunFactory(), instrument)

    assert refused(lambda: surveys.answered(wave, factories.MobilityFactory(), {}))


def test_a_locked_wave_takes_and_loses_no_answer(instrument: Instrument) -> None:
    one, other = factories.MobilityFactory.create_batch(2, run=factories.RunFactory())
    wave = surveys.wave(one.run, instrument)
    sent = surveys.answered(wave, one, {})
    saved(wave, {"status": "locked"})

    assert refused(lambda: surveys.answered(wave, other, {}))
    assert refused(lambda: sent.delete())
    assert refused(lambda: saved(wave, {"status": "open"}))
    assert refused(lambda: wave.delete())


def test_a_run_that_has_ended_keeps_its_tables(instrument: Instrument) -> None:
    mobility = factories.MobilityFactory()
    run = ScoreRun.objects.create(rubric_version=instrument.rubric_version, started_at=surveys.NOW)
    cell = CohortCell.objects.create(
        score_run=run, run=mobility.run, partner=mobility.receiving, participants=1, tables={}
    )
    saved(cell, {"participants": 2})
    saved(run, {"ended_at": surveys.NOW})

    assert refused(lambda: saved(cell, {"participants": 3}))
    assert refused(lambda: cell.delete())
    assert refused(lambda: run.delete())


def test_a_score_is_a_score_or_a_fault(instrument: Instrument) -> None:
    mobility = factories.MobilityFactory()
    response = surveys.answered(surveys.wave(mobility.run, instrument), mobility, {})

    assert refused(lambda: ResponseScore.objects.create(response=response))
    assert refused(lambda: ResponseScore.objects.create(response=response, scores="{}", fault="x"))


def test_a_stored_questionnaire_scores_in_levels(instrument: Instrument) -> None:
    codes = tuple(instrument.rubric_version.abilities.values_list("code", flat=True))
    scores = Scorer(in_arithmetic(instrument))(surveys.levels(instrument, 3, 0, None, 2, 1))

    text = levels_text(scores, codes)
    assert text == "30-21"
    assert [level_of(character) for character in text] == [3, 0, None, 2, 1]
