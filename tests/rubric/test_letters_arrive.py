"""Letters of a wave find people who moved, who are asked again, and show where they did not arrive."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.utils.translation import override

from kanazawa_exchange.accounts.models import Letter, User
from kanazawa_exchange.accounts.queries import letters as letter_queries
from kanazawa_exchange.accounts.services import delivery, outbox
from rubric.mail_kinds import SURVEY_INVITATION
from rubric.models import Ask, SurveyWave
from rubric.services import asking
from tests.factories import World
from tests.rubric.posted import calendar, called_off, moved, sent
from tests.rubric.waves import JULY, going, in_use, opened

LATER = JULY + timedelta(hours=1)


@pytest.fixture
def wave(world: World, sato: User) -> SurveyWave:
    return opened(world.outbound, in_use(sato))


# --- The address of now ----------------------------------------------------------------------------------------------


def test_what_waits_goes_to_the_address_of_now(world: World, wave: SurveyWave) -> None:
    aiko = going(world, "Aiko")
    asking.tell_due(wave, now=JULY)
    moved(aiko, "Now@example.org")
    assert sent() == ["now@example.org"]
    assert Letter.objects.get().address == "now@example.org", "the log says where it went"


def test_control_without_that_it_goes_where_nobody_reads(world: World, wave: SurveyWave, monkeypatch: Any) -> None:
    monkeypatch.setattr(delivery, "address_of_now", lambda letter: letter.address)
    aiko = going(world, "Aiko")
    asking.tell_due(wave, now=JULY)
    moved(aiko)
    assert sent() == ["aiko@example.org"]


# --- Asked again -----------------------------------------------------------------------------------------------------


def test_the_invitation_comes_back_with_the_stay(world: World, wave: SurveyWave) -> None:
    stay = going(world, "Aiko")
    asking.tell_due(wave, now=JULY)
    called_off(stay)
    assert sent() == []
    calendar(2)
    assert sent(2) == [], "as long as it is called off nobody is asked"
    called_off(stay, "planned")
    calendar(3)
    assert sent(3) == ["aiko@example.org"]
    calendar(4)
    assert sent(4) == [], "and once is enough"
    assert Ask.objects.get().reminders == 0


def test_it_comes_back_with_the_account_to_its_address_of_now(world: World, wave: SurveyWave) -> None:
    stay = going(world, "Aiko")
    asking.tell_due(wave, now=JULY)
    User.objects.filter(person=stay.person_id).update(is_active=False)
    assert sent() == []
    User.objects.filter(person=stay.person_id).update(is_active=True, email="now@example.org")
    calendar(2)
    assert sent(2) == ["now@example.org"]


def test_of_an_invitation_that_left_and_a_withdrawn_reminder_the_reminder_comes(
    world: World, wave: SurveyWave, sato: User
) -> None:
    stay = going(world, "Aiko")
    asking.tell_due(wave, now=JULY)
    assert sent() == ["aiko@example.org"]
    asking.remind(wave, 1, by=sato, now=LATER)
    called_off(stay)
    assert sent(2) == []
    called_off(stay, "planned")
    calendar(3)
    sent(3)
    assert ["Reminder" in message.subject for message in mail.outbox] == [True]


def test_control_without_it_the_restored_stay_waits_for_its_reminder(
    world: World, wave: SurveyWave, monkeypatch: Any
) -> None:
    monkeypatch.setattr(asking, "coming_back", lambda *_about: [])
    stay = going(world, "Aiko")
    asking.tell_due(wave, now=JULY)
    called_off(stay)
    sent()
    called_off(stay, "planned")
    calendar(2)
    assert sent(2) == []


def test_a_letter_that_was_taken_back_by_hand_stays_away(world: World, wave: SurveyWave) -> None:
    going(world, "Aiko")
    asking.tell_due(wave, now=JULY)
    outbox.withdraw(SURVEY_INVITATION, [Letter.objects.get().ref], now=JULY)
    asking.letters_follow(wave, now=LATER)
    calendar(2)
    assert (sent(2), Letter.objects.get().state) == ([], "withdrawn")


def test_control_what_the_wave_withdrew_comes_back_with_it(world: World, wave: SurveyWave) -> None:
    going(world, "Aiko")
    asking.tell_due(wave, now=JULY)
    wave.status = "closed"
    asking.letters_follow(wave, now=JULY)
    assert Letter.objects.get().state == "withdrawn"
    wave.status = "open"
    asking.letters_follow(wave, now=LATER)
    assert sent() == ["aiko@example.org"]


# --- Not arrived -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("state", "words"), [("returned", "came back"), ("refused", "refused"), ("given_up", "given")])
def test_the_list_of_a_wave_shows_what_did_not_arrive(
    world: World, wave: SurveyWave, sato: User, kimura: User, sign_in: Any, state: str, words: str
) -> None:
    going(world, "Aiko")
    going(world, "Ken")
    asking.tell_due(wave, now=JULY)
    lost = Letter.objects.get(address="aiko@example.org")
    Letter.objects.filter(pk=lost.pk).update(state=state, ended_at=JULY)
    address = f"/en/office/surveys/{wave.uid}/"
    with time_machine.travel(LATER, tick=False):
        office, coordinator = (sign_in(user).get(address).content.decode() for user in (sato, kimura))
        file = b"".join(sign_in(sato).get(f"{address}csv/")).decode()
    assert office.count("Last letter") == 1
    assert f"/en/office/mails/{lost.uid}/" in office
    assert "Last letter" in coordinator
    assert "/office/mails/" not in coordinator, "the log is the office's"
    assert words in file


def test_after_a_reminder_that_was_taken_the_lost_invitation_is_past(
    world: World, wave: SurveyWave, sato: User
) -> None:
    going(world, "Aiko")
    asking.tell_due(wave, now=JULY)
    Letter.objects.update(state="returned", ended_at=JULY)
    asking.remind(wave, 1, by=sato, now=LATER)
    with override("en"):
        lost = letter_queries.undelivered([SURVEY_INVITATION], [Letter.objects.get(kind="survey_reminder").ref])
    assert not lost


@pytest.mark.parametrize("number", [1, 3])
def test_three_lost_letters_are_shown_at_the_cost_of_one(
    world: World, wave: SurveyWave, sato: User, sign_in: Any, number: int, django_assert_num_queries: Any
) -> None:
    for place in range(number):
        going(world, f"Aiko{place}")
    asking.tell_due(wave, now=JULY)
    Letter.objects.update(state="returned", ended_at=JULY)
    browser = sign_in(sato)
    with time_machine.travel(LATER, tick=False), django_assert_num_queries(15):
        page = browser.get(f"/en/office/surveys/{wave.uid}/").content.decode()
    assert page.count("Last letter") == number
