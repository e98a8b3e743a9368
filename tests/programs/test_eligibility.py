"""Each requirement is judged by itself: fulfilled, not fulfilled or unknown, with the reason; only a sure no can stop anybody."""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils.translation import override

from programs.models import CallPlace, Requirement
from programs.queries import certificates
from programs.queries.call_requirements import conditions
from programs.queries.eligibility import Condition, Facts, Verdict, judge
from tests.factories import CallFactory, World

PLACE, UNIT = UUID(int=1), UUID(int=2)
YES, NO, UNKNOWN = Verdict.FULFILLED, Verdict.NOT_FULFILLED, Verdict.UNKNOWN


def condition(kind: str, *values: str, **more: Any) -> Condition:
    return Condition(uuid4(), kind, values, **more)


LEVEL = condition("level", "bachelor", "master")
WHERE = condition("unit", str(PLACE), names=("Kanazawa University",))
ENROLLED = condition("enrolment")
INDEX = condition("grade_index", minimum=Decimal("2.30"))
CERTIFICATE = condition("certificate", "torfl_b1", "ielts:6.0")

CASES = [
    (LEVEL, Facts(), UNKNOWN),
    (LEVEL, Facts(level="master"), YES),
    (LEVEL, Facts(level="doctor"), NO),
    (WHERE, Facts(), UNKNOWN),
    (WHERE, Facts(places=[UNIT, PLACE]), YES),
    (WHERE, Facts(places=[UNIT]), NO),
    (ENROLLED, Facts(), UNKNOWN),
    (ENROLLED, Facts(is_enrolled=True), YES),
    (ENROLLED, Facts(is_enrolled=False), NO),
    (INDEX, Facts(), UNKNOWN),
    (INDEX, Facts(grade_index=Decimal("2.29")), NO),
    (INDEX, Facts(grade_index=Decimal("2.30")), YES),
    (INDEX, Facts(grade_index=Decimal("3.00")), YES),
    (INDEX, Facts(grade_index=Decimal(0)), NO),
    (CERTIFICATE, Facts(), UNKNOWN),
    (CERTIFICATE, Facts(certificate="torfl_a2"), NO),
    (CERTIFICATE, Facts(certificate="torfl_b1"), YES),
    (CERTIFICATE, Facts(certificate="torfl_c2"), YES),
    (CERTIFICATE, Facts(certificate="jlpt_n1"), NO),
    (CERTIFICATE, Facts(certificate="ielts"), UNKNOWN),
    (CERTIFICATE, Facts(certificate="ielts", score=Decimal("5.5")), NO),
    (CERTIFICATE, Facts(certificate="ielts", score=Decimal("6.0")), YES),
    (CERTIFICATE, Facts(certificate=certificates.OTHER), UNKNOWN),
]


@pytest.mark.parametrize(("wanted", "facts", "verdict"), CASES)
@pytest.mark.parametrize("language", ["ja", "en", "ru"])
def test_each_requirement_has_its_verdict_and_reason(wanted: Condition, facts: Facts, verdict: Verdict, language: str):
    with override(language):
        (found,) = judge([wanted], facts)
    assert (found.condition, found.verdict) == (wanted, verdict)
    assert found.reason


def test_the_reason_names_both_numbers_as_the_reader_writes_them():
    with override("ru"):
        (found,) = judge([INDEX], Facts(grade_index=Decimal("2.2")))
    assert "2,20" in found.reason
    assert "2,30" in found.reason


def test_only_a_sure_no_stops_and_only_where_the_call_says_so():
    strict = condition("level", "master", is_blocking=True)
    facts = [Facts(), Facts(level="master"), Facts(level="doctor")]
    assert [judge([strict], one)[0].blocks for one in facts] == [False, False, True]
    assert not judge([LEVEL], Facts(level="doctor"))[0].blocks


def test_a_requirement_reads_as_a_sentence():
    with override("en"):
        assert [str(one) for one in (LEVEL, WHERE, INDEX, CERTIFICATE)] == [
            "Bachelor's level or master's level",
            "Students of Kanazawa University",
            "Grade index of 2.30 or more, out of 3.00",
            "TORFL B1 (Russian) or higher or IELTS (English), 6 or more",
        ]


@pytest.mark.parametrize("value", ["", "torfl", "torfl_b1:3", "ielts:x", "ielts:9.5", "ielts:-1", "cefr_b1"])
def test_a_value_that_nobody_knows_is_no_certificate(value: str):
    assert certificates.read(value) is None


def test_the_requirements_of_a_call_are_read_with_the_names_of_their_places(
    world: World, django_assert_num_queries: Any
):
    call = CallFactory(run=world.outbound)
    CallPlace.objects.create(call=call, institution=world.kazan, places=1)
    Requirement.objects.create(call=call, kind="unit", values=[str(world.kanazawa.uid)], order=2)
    Requirement.objects.create(call=call, kind="level", values=["master"], order=1, is_blocking=True)
    with override("en"), django_assert_num_queries(3):
        found = conditions(call)
    assert [(one.kind, one.names, one.is_blocking) for one in found] == [
        ("level", (), True),
        ("unit", ("Kanazawa University",), False),
    ]
