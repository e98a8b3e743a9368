"""A call is open by the clock alone, at the millisecond and in every zone; the database refuses one that contradicts itself."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from programs.models import (
    Call,
    CallPhase,
    CallPlace,
    ChecklistLine,
    Criterion,
    Question,
    QuestionOption,
    RequiredDocument,
    Requirement,
)
from tests.factories import CallFactory, CallPlaceFactory, World

MOMENT = timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("zone", "closes"),
    [
        ("Asia/Tokyo", datetime(2019, 3, 31, 14, 59, 59, tzinfo=UTC)),
        ("Europe/Moscow", datetime(2019, 3, 31, 20, 59, 59, tzinfo=UTC)),  # Kazan
        ("Asia/Vladivostok", datetime(2019, 3, 31, 13, 59, 59, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2019, 3, 31, 21, 59, 59, tzinfo=UTC)),  # the day on which summer time begins
    ],
)
def test_the_window_closes_at_its_own_midnight(zone: str, closes: datetime) -> None:
    local = datetime(2019, 3, 31, 23, 59, 59, tzinfo=ZoneInfo(zone))
    call = Call(opens_at=local - timedelta(days=30), closes_at=local, zone=zone, status="announced")
    assert local.astimezone(UTC) == closes
    assert call.is_open(closes - MOMENT)
    assert not call.is_open(closes)
    assert not call.is_open(closes + MOMENT)


def test_the_window_opens_at_its_first_moment() -> None:
    call = CallFactory.build(run=None)
    assert [call.phase(call.opens_at + step * MOMENT) for step in (-1, 0, 1)] == [
        CallPhase.TO_COME,
        CallPhase.OPEN,
        CallPhase.OPEN,
    ]


def test_a_clock_that_steps_back_opens_the_call_again() -> None:
    """Nothing is stored that could contradict the moment at which a request came in."""
    call = CallFactory.build(run=None)
    moments = [call.closes_at, call.closes_at - MOMENT, call.closes_at + MOMENT]
    assert [call.is_open(moment) for moment in moments] == [False, True, False]


@pytest.mark.parametrize("status", ["draft", "called_off"])
def test_what_is_not_announced_is_never_open(status: str) -> None:
    call = CallFactory.build(run=None, status=status)
    assert call.phase(call.opens_at) == CallPhase.OPEN
    assert not call.is_open(call.opens_at)


@pytest.mark.parametrize(
    "fault",
    [
        {"closes_at": datetime(2018, 4, 1, tzinfo=UTC)},
        {"status": "open"},
        {"status": "draft"},
        {"announced_at": None},
        {"status": "called_off"},
        {"called_off_at": datetime(2018, 4, 2, tzinfo=UTC)},
        {"promotion": "by_lot"},
        {"most_choices": 0},
        {"correction_days": 0},
        {"offer_days": 0},
        {"title_ja": "", "title_en": "", "title_ru": ""},
    ],
)
def test_the_database_refuses_a_call_that_contradicts_itself(world: World, fault: dict[str, Any]) -> None:
    CallFactory(run=world.outbound)  # the control
    with pytest.raises(IntegrityError), transaction.atomic():
        CallFactory(run=world.outbound, **fault)


PARTS: list[tuple[type[Any], dict[str, Any], dict[str, Any]]] = [
    (CallPlace, {"places": 1}, {"places": 0}),
    (Requirement, {"kind": "grade_index", "minimum": Decimal("2.30")}, {"minimum": Decimal("3.01")}),
    (Requirement, {"kind": "grade_index", "minimum": Decimal("2.30")}, {"minimum": None}),
    (Requirement, {"kind": "level", "values": ["master"]}, {"minimum": Decimal(1)}),
    (Requirement, {"kind": "enrolment"}, {"kind": "age"}),
    (RequiredDocument, {"name_ja": "成績証明書"}, {"policy": "video"}),
    (RequiredDocument, {"name_ja": "成績証明書"}, {"name_ja": ""}),
    (Question, {"text_ja": "志望理由", "max_length": 400}, {"kind": "number"}),
    (Question, {"text_ja": "志望理由"}, {"text_ja": ""}),
    (Question, {"text_ja": "学年", "kind": "number", "minimum": 1, "maximum": 6}, {"minimum": 7}),
    (Question, {"text_ja": "学年", "kind": "number", "minimum": 1, "maximum": 6}, {"kind": "date"}),
    (Question, {"text_ja": "学年", "kind": "number"}, {"kind": "level"}),
    (Criterion, {"name_ja": "志望理由"}, {"weight": 0}),
    (Criterion, {"name_ja": "志望理由"}, {"scale": 0}),
    (Criterion, {"name_ja": "志望理由"}, {"name_ja": ""}),
    (ChecklistLine, {"name_ja": "旅券", "phase": "before"}, {"phase": "later"}),
    (ChecklistLine, {"name_ja": "旅券", "phase": "before"}, {"name_ja": ""}),
]


@pytest.mark.parametrize(("model", "good", "fault"), PARTS)
def test_the_database_refuses_a_part_that_contradicts_itself(
    world: World, model: type[Any], good: dict[str, Any], fault: dict[str, Any]
) -> None:
    call = CallFactory(run=world.outbound)
    further = {"institution": world.kazan} if model is CallPlace else {}
    model.objects.create(call=call, **further, **good).delete()  # the control
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(call=call, **further, **{**good, **fault})


def test_a_destination_stands_once_and_an_option_has_its_words(world: World) -> None:
    place = CallPlaceFactory(call__run=world.outbound, institution=world.kazan)
    with pytest.raises(IntegrityError), transaction.atomic():
        CallPlaceFactory(call=place.call, institution=world.kazan)
    question = Question.objects.create(call=place.call, kind="choice", text_ja="宿舎")
    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionOption.objects.create(question=question)


def test_a_draft_is_known_to_those_who_keep_it(world: World) -> None:
    draft, announced = CallFactory(run=world.outbound, draft=True), CallFactory(run=world.outbound)
    readers = {
        "office": world.user("sato", role="coordinator"),
        "own": world.program_coordinator("kimura", world.cultural),
        "other": world.program_coordinator("hayashi", world.basic),
        "anybody": AnonymousUser(),
    }
    seen = {name: set(Call.objects.visible_to(reader)) for name, reader in readers.items()}
    kept = {name: set(Call.objects.kept_by(reader)) for name, reader in readers.items()}
    both = {draft, announced}
    assert seen == {"office": both, "own": both, "other": {announced}, "anybody": {announced}}
    assert kept == {"office": both, "own": both, "other": set(), "anybody": set()}
