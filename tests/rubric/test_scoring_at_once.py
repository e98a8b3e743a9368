"""An answer that is sent is scored at once; poison is set aside and refuses nobody."""

import json
from typing import Any

import pytest
from django.db import transaction

from kanazawa_exchange.accounts.models import User
from rubric.models import Instrument, Response, ResponseScore
from rubric.queries import scorers
from rubric.services.scoring import score_one
from tests import factories
from tests.rubric import surveys, versions

pytestmark = pytest.mark.django_db


@pytest.fixture
def instrument(sato: User) -> Instrument:
    return surveys.questionnaire(versions.first(sato))


def sent(instrument: Instrument, answers: Any) -> Response:
    mobility = factories.MobilityFactory()
    response = surveys.answered(surveys.wave(mobility.run, instrument), mobility, {}, sent_at=None)
    Response.objects.filter(pk=response.pk).update(answers=answers, sent_at=surveys.NOW)
    return Response.objects.get(pk=response.pk)


def test_scores_and_levels_stand_beside_the_answer(instrument: Instrument) -> None:
    response = sent(instrument, surveys.levels(instrument, 3, 0, None, 2, 1))

    score_one(response)

    score = ResponseScore.objects.get()
    codes = list(instrument.rubric_version.abilities.values_list("code", flat=True))
    assert (score.response_id, score.levels, score.fault) == (response.pk, "30-21", "")
    assert json.loads(score.scores) == dict(
        zip(
            codes, [[30000, 3, 1, 1], [0, 0, 1, 1], [None, None, 0, 1], [20000, 2, 1, 1], [10000, 1, 1, 1]], strict=True
        )
    )


def test_scoring_twice_gives_the_same_bytes_in_one_row(instrument: Instrument) -> None:
    response = sent(instrument, surveys.levels(instrument, 1, 1, 1, 1, 1))
    score_one(response)
    before = ResponseScore.objects.values().get()

    score_one(response)

    assert ResponseScore.objects.values().get() == before


@pytest.mark.parametrize(
    ("answers", "fault"),
    [
        ({"no-such-item": 1}, "unknown_item:no-such-item"),
        ({"no-such-item" * 30: 1}, ("unknown_item:" + "no-such-item" * 30)[:100]),
        ({"remark": 1}, "unknown_item:remark"),
        ({"{first}": 4}, "out_of_range:{first}"),
        ({"{first}": "3"}, "wrong_kind:{first}"),
        ({"{first}": 1.5}, "wrong_kind:{first}"),
        ({"{first}": {"deep": []}}, "wrong_kind:{first}"),
        ([1, 2], "wrong_kind"),
        ("text", "wrong_kind"),
    ],
)
def test_poison_is_set_aside_with_its_reason(instrument: Instrument, answers: Any, fault: str) -> None:
    first = instrument.items.exclude(ability=None).values_list("key", flat=True).first() or ""
    filled = json.loads(json.dumps(answers).replace("{first}", first))

    with transaction.atomic():
        score_one(sent(instrument, filled))

    score = ResponseScore.objects.get()
    assert (score.scores, score.levels, score.fault) == ("", "", fault.replace("{first}", first))


def test_an_error_of_the_arithmetic_is_set_aside_too(instrument: Instrument, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: object, answers: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(scorers.Scorer, "__call__", broken)
    score_one(sent(instrument, surveys.levels(instrument, 1, 1, 1, 1, 1)))

    assert ResponseScore.objects.get().fault == "error:ZeroDivisionError"


def test_control_without_a_list_of_poisons_the_sender_would_see_it(
    instrument: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scorers, "POISON", ())
    monkeypatch.setattr(scorers.Scorer, "__call__", lambda self, answers: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        score_one(sent(instrument, {}))


def test_a_questionnaire_that_contradicts_itself_sets_its_answers_aside(sato: User) -> None:
    draft = surveys.draft(versions.first(sato))
    for asked in draft.asked.all():
        asked.minimum = 2
        asked.save()

    score_one(sent(surveys.used(draft), {}))

    assert ResponseScore.objects.get().fault.startswith("minimum:")


def test_a_questionnaire_in_use_is_read_once_per_process(
    instrument: Instrument, django_assert_num_queries: Any
) -> None:
    one, other = sent(instrument, {}), sent(instrument, {})
    score_one(one)
    other.wave.instrument.rubric_version  # noqa: B018 joined beforehand

    with django_assert_num_queries(1):
        score_one(other)
