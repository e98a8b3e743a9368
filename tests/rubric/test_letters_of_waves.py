"""Letters of a wave that have not left go along with it: withdrawn when nobody is asked any more, back when they are."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.utils.translation import override

from kanazawa_exchange.accounts.models import Letter, User
from kanazawa_exchange.accounts.queries.letters import letter_page
from kanazawa_exchange.accounts.services import outbox
from kanazawa_exchange.accounts.tasks import send_letters
from kanazawa_exchange.lib import mails
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.states import Step
from rubric import mail_kinds
from rubric.models import Ask, Response, SurveyWave
from rubric.services import asking, responses, waves
from tests.factories import World
from tests.mails.kinds import NEWS, values
from tests.rubric.waves import JULY, by_clock, going, in_use, opened

LATER = JULY + timedelta(hours=1)
DAY = datetime.fromisoformat("2018-08-11T00:00:00+09:00")
"""A later closing day."""


@pytest.fixture
def wave(world: World, sato: User) -> SurveyWave:
    """Open by the clock throughout July."""
    times = by_clock("pre", in_use(sato), "2018-07-01T00:00:00+09:00", "2018-08-01T00:00:00+09:00")
    wave = opened(world.outbound, times["instrument"])
    for name, value in times.items():
        setattr(wave, name, value)
    wave.save()
    return wave


def sent(moment: datetime = LATER) -> list[str]:
    """To whom something leaves at that moment."""
    mail.outbox.clear()
    with time_machine.travel(moment, tick=False):
        send_letters()
    return sorted(message.to[0] for message in mail.outbox)


def states() -> list[tuple[str, str]]:
    return sorted(Letter.objects.values_list("kind", "state"))


def close(wave: SurveyWave, by: User) -> SurveyWave:
    return waves.move(wave, "close", Step(), by=by, now=LATER)


def extended(wave: SurveyWave, by: User) -> SurveyWave:
    return waves.extend(wave, {"closes_at": DAY}, by=by, now=LATER, version=None)


# --- Closing and opening again ---------------------------------------------------------------------------------------


def test_what_waits_when_a_wave_is_closed_does_not_leave(world: World, wave: SurveyWave, sato: User) -> None:
    going(world, "Aiko")
    asking.tell_due(wave, now=JULY)
    asking.remind(wave, 1, by=sato, now=JULY)
    close(wave, sato)
    assert states() == [("survey_invitation", "withdrawn"), ("survey_reminder", "withdrawn")]
    assert sent() == []
    with override("en"):
        assert "is not asked any more" in letter_page(Letter.objects.all()[0], LATER).reason


def test_the_calendar_withdraws_too_and_other_waves_and_letters_are_left_alone(
    world: World, wave: SurveyWave, sato: User
) -> None:
    other = opened(world.inbound, wave.instrument)
    going(world, "Aiko")
    going(world, "Ken", run=world.inbound)
    for one in (wave, other):
        asking.tell_due(one, now=JULY)
    outbox.write(NEWS, to=outbox.Recipient("a@example.org", "en"), ref="x", values=values(), by=None, now=JULY)
    waves.move(wave, "close", Step(), by=None, now=LATER)
    assert sent() == ["a@example.org", "ken@example.org"]


def test_a_letter_that_has_left_stays_as_it_went(world: World, wave: SurveyWave, sato: User) -> None:
    going(world, "Aiko")
    asking.tell_due(wave, now=JULY)
    assert sent() == ["aiko@example.org"]
    extended(close(wave, sato), sato)
    assert sent() == []


def test_undone_within_seconds_the_letters_come_back(world: World, wave: SurveyWave, sato: User) -> None:
    going(world, "Aiko")
    asking.tell_due(wave, now=JULY)
    waves.undo(close(wave, sato), by=sato, now=LATER + timedelta(seconds=3))
    assert states() == [("survey_invitation", "waiting")]
    assert sent(LATER + timedelta(seconds=3)) == ["aiko@example.org"]


def test_opened_again_they_come_back_with_the_new_closing_day(world: World, wave: SurveyWave, sato: User) -> None:
    aiko, ken = going(world, "Aiko"), going(world, "Ken")
    asking.tell_due(wave, now=JULY)
    asking.remind(wave, 1, by=sato, now=JULY, mobility=ken.uid)
    closed = close(wave, sato)
    aiko.person.user.email = "now@example.org"
    aiko.person.user.save()
    extended(closed, sato)
    assert sent() == ["ken@example.org", "now@example.org"], "to the address of now, and of two letters the last"
    assert all("10\u00a0August 2018" in message.body for message in mail.outbox)
    assert {letter.useful_until for letter in Letter.objects.filter(state="taken")} == {DAY}


def test_an_open_wave_that_is_extended_has_its_new_day_in_what_waits(
    world: World, wave: SurveyWave, sato: User
) -> None:
    going(world, "Aiko")
    asking.tell_due(wave, now=JULY)
    extended(wave, sato)
    assert "10\u00a0August 2018" in Letter.objects.get().body
    assert (Ask.objects.count(), sent()) == (1, ["aiko@example.org"])


def test_one_that_a_worker_holds_is_left_to_it(world: World, wave: SurveyWave, sato: User) -> None:
    going(world, "Aiko")
    asking.tell_due(wave, now=JULY)
    Letter.objects.update(leased_until=LATER + timedelta(minutes=1))
    close(wave, sato)
    assert states() == [("survey_invitation", "waiting")]


# --- Overtaken -------------------------------------------------------------------------------------------------------


def test_who_answers_is_not_reminded_by_what_still_waits(world: World, wave: SurveyWave, sato: User) -> None:
    aiko = going(world, "Aiko")
    going(world, "Ken")
    asking.tell_due(wave, now=JULY)
    response = responses.begin(wave, aiko, language="en", by=aiko.person.user, now=JULY)
    responses.send(response, language="en", by=aiko.person.user, now=JULY)
    assert Letter.objects.get(person=aiko.person).state == "withdrawn"
    assert sent() == ["ken@example.org"]


def overtake(how: str, wave: SurveyWave, stay: Any) -> None:
    """What happens beside the letters, without a word to the outbox."""
    if how == "voided":
        stay.status, stay.uncounted_from = "voided", LATER.date()
        stay.save()
    elif how == "answered":
        Response.objects.create(wave=wave, mobility=stay, language="en", begun_at=JULY, saved_at=JULY, sent_at=JULY)
    elif how == "closed":
        wave.status = "closed"
        wave.save()
    elif how == "no account":
        User.objects.filter(person=stay.person_id).update(is_active=False)
    else:
        wave.closes_at = LATER
        wave.save()


@pytest.mark.parametrize("how", ["voided", "answered", "closed", "no account", "over"])
def test_at_the_last_moment_it_is_asked_whether_the_letter_is_still_meant(
    world: World, wave: SurveyWave, how: str
) -> None:
    stay = going(world, "Aiko")
    asking.tell_due(wave, now=JULY)
    overtake(how, wave, stay)
    assert sent() == []
    assert states() == [("survey_invitation", "withdrawn")]


@pytest.mark.parametrize("how", ["voided", "answered", "closed", "no account"])
def test_control_without_that_question_it_leaves(world: World, wave: SurveyWave, how: str, monkeypatch: Any) -> None:
    monkeypatch.setattr(mails, "is_overtaken", lambda *_about: False)
    stay = going(world, "Aiko")
    asking.tell_due(wave, now=JULY)
    overtake(how, wave, stay)
    assert sent() == ["aiko@example.org"]


def test_control_without_following_the_wave_what_waits_names_the_old_day(
    world: World, wave: SurveyWave, sato: User, monkeypatch: Any
) -> None:
    monkeypatch.setattr(asking, "letters_follow", lambda *_wave, **_now: None)
    going(world, "Aiko")
    asking.tell_due(wave, now=JULY)
    extended(wave, sato)
    assert "31\u00a0July 2018" in Letter.objects.get().body


def test_both_kinds_ask(world: World) -> None:
    assert all(kind.is_overtaken is not mails.never for kind in mail_kinds.LETTERS)


@pytest.mark.parametrize("number", [1, 3])
def test_three_letters_are_written_anew_at_the_cost_of_one(
    world: World, wave: SurveyWave, number: int, django_assert_num_queries: Any
) -> None:
    for place in range(number):
        going(world, f"Aiko{place}")
    asking.tell_due(wave, now=JULY)
    with django_assert_num_queries(8):
        asking.letters_follow(wave, now=LATER)


# --- Reminded again --------------------------------------------------------------------------------------------------


def test_nobody_is_reminded_again_within_three_days(world: World, wave: SurveyWave, sato: User) -> None:
    aiko = going(world, "Aiko")
    asking.tell_due(wave, now=JULY)
    asking.remind(wave, 1, by=sato, now=JULY, mobility=aiko.uid)
    with override("en"), pytest.raises(Refused, match="within the last 3 days"):
        asking.remind(wave, 1, by=sato, now=JULY + timedelta(days=3, seconds=-1))
    going(world, "Ken")
    assert asking.remind(wave, 1, by=sato, now=LATER) == asking.Told(asked=1)
    assert asking.remind(wave, 2, by=sato, now=JULY + timedelta(days=3)) == asking.Told(reminded=2)


def test_control_without_the_rest_a_second_press_reminds_twice(
    world: World, wave: SurveyWave, sato: User, monkeypatch: Any
) -> None:
    monkeypatch.setattr("rubric.queries.participation.RESTS_FOR", timedelta())
    going(world, "Aiko")
    asking.tell_due(wave, now=JULY)
    for _press in range(2):
        asking.remind(wave, 1, by=sato, now=LATER)
    assert Ask.objects.get().reminders == 2


def test_the_page_says_when_it_was_done_and_who_is_left_out(
    world: World, wave: SurveyWave, sato: User, sign_in: Any
) -> None:
    aiko = going(world, "Aiko")
    going(world, "Ken")
    asking.tell_due(wave, now=JULY)
    office, page = sign_in(sato), f"/en/office/surveys/{wave.uid}/"
    with time_machine.travel(LATER, tick=False):
        office.post(f"{page}remind/{aiko.uid}/", {"number": "1"})
        answer = office.get(f"{page}remind/")
        assert [len(answer.context[name]) for name in ("people", "resting")] == [1, 1]
        assert answer.context["last_reminded"] == LATER
        assert "Last reminder: " in answer.content.decode()
        assert "Remind 1 person" in office.get(page).content.decode()
        assert f"{page}remind/{aiko.uid}/" not in office.get(page).content.decode()
        again = office.post(f"{page}remind/{aiko.uid}/", {"number": "1"}, follow=True).content.decode()
    assert "within the last 3 days" in again
    assert Letter.objects.filter(kind="survey_reminder").count() == 1
