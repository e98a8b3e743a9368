"""Who records people's data first: decided for a partner and a nationality; for Russian citizens the partner, until decided otherwise."""

import logging
from typing import Any

import pytest

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.refusals import Refused
from partners.models import Intake, IntakeMode
from partners.queries.intake_modes import intake_of, is_locked
from partners.services import intake_modes
from partners.services.intake_modes import Locked
from tests.consents import TODAY


def decide(world: Any, nationality: str, mode: Intake, by: User | None = None) -> IntakeMode:
    values = {"nationality": nationality, "mode": mode, "basis": "Decision of the office", "decided_on": TODAY}
    return intake_modes.create(world.kazan, values, by=by)


def test_until_somebody_decides_otherwise_the_partner_records_russian_citizens_first(world: Any) -> None:
    assert intake_of(world.kazan, "RU") == Intake.PARTNER_FIRST
    assert intake_of(world.kazan, "JP") == Intake.DIRECT
    assert intake_of(world.kazan, "") == Intake.DIRECT


def test_a_decision_for_the_nationality_comes_first_and_a_general_one_does_not_unlock_russian_citizens(
    world: Any,
) -> None:
    decide(world, "", Intake.DIRECT)
    assert intake_of(world.kazan, "RU") == Intake.PARTNER_FIRST
    decide(world, "RU", Intake.DIRECT)
    assert intake_of(world.kazan, "RU") == Intake.DIRECT
    assert intake_of(world.irkutsk, "RU") == Intake.PARTNER_FIRST


def test_a_general_decision_holds_for_everybody_else(world: Any) -> None:
    decide(world, "", Intake.PARTNER_FIRST)
    decide(world, "KZ", Intake.DIRECT)
    assert [intake_of(world.kazan, code) for code in ("JP", "KZ", "")] == ["partner_first", "direct", "partner_first"]


def test_what_is_sent_for_a_locked_nationality_is_refused_and_neither_stored_nor_logged(
    world: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(Locked) as refusal:
        intake_modes.refuse_while_locked(world.kazan, "RU", has_partner_record=False)
    assert "Kazan Federal University records these data first" in str(refusal.value)
    assert caplog.text == ""
    assert is_locked(world.kazan, "RU", has_partner_record=False)
    intake_modes.refuse_while_locked(world.kazan, "RU", has_partner_record=True)
    intake_modes.refuse_while_locked(world.kazan, "JP", has_partner_record=False)


def test_one_nationality_is_decided_once_and_the_history_names_who_decided(world: Any, sato: User) -> None:
    mode = decide(world, "RU", Intake.DIRECT, sato)
    with pytest.raises(Refused, match="decided already"):
        decide(world, "RU", Intake.DIRECT, sato)
    intake_modes.edit(mode, {"mode": Intake.PARTNER_FIRST}, by=sato, version=1)
    assert [line.history_user for line in IntakeMode.history.all()] == [sato, sato]
