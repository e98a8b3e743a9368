"""People are asked and reminded by mail in their own language; who cannot be reached is told as such."""

from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.utils.translation import override

from kanazawa_exchange.accounts.models import Letter, User
from kanazawa_exchange.accounts.tasks import send_letters
from kanazawa_exchange.lib.refusals import Refused
from rubric.models import Ask, SurveyWave
from rubric.queries.letters import newest_asks
from rubric.services import asking
from tests.factories import World
from tests.rubric import surveys
from tests.rubric.waves import JULY, going, in_use, opened

LATER = datetime.fromisoformat("2018-07-20T12:00:00+09:00")


@pytest.fixture
def wave(world: World, sato: User) -> SurveyWave:
    return opened(world.outbound, in_use(sato))


def letters() -> dict[str, mail.EmailMessage]:
    """What leaves now, by the address."""
    mail.outbox.clear()
    with time_machine.travel(LATER, tick=False):
        send_letters()
    return {message.to[0]: message for message in mail.outbox}


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        ("ja", "アンケートへのご回答のお願い", "回答期限は日本時間の2018年8月1日（水）です。"),
        ("en", "Please answer our survey", "until 1\u00a0August 2018 (Japan time)"),
        ("ru", "Просим ответить на вопросы анкеты", "до 1\u00a0августа 2018\u00a0г. включительно"),
    ],
)
def test_the_letter_speaks_the_language_of_the_account(
    world: World, wave: SurveyWave, language: str, subject: str, words: str
) -> None:
    stay = going(world, "Aiko", language=language)
    with override("en"):
        asking.tell_due(wave, now=JULY)
    message = letters()["aiko@example.org"]
    assert message.subject == subject
    assert words in message.body
    assert f"/{language}/survey/{wave.uid}/{stay.uid}/" in message.body
    assert "{" not in message.body


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("ja", "アンケートへのご回答のお願い（再度のご案内）"),
        ("en", "Reminder: please answer our survey"),
        ("ru", "Напоминание: просим ответить на вопросы анкеты"),
    ],
)
def test_a_reminder_speaks_it_too_and_its_subject_names_nobody(
    world: World, wave: SurveyWave, sato: User, language: str, subject: str
) -> None:
    going(world, "Aiko", language=language)
    asking.tell_due(wave, now=JULY)
    asking.remind(wave, 1, by=sato, now=LATER)
    assert letters()["aiko@example.org"].subject == subject
    assert Letter.objects.get(kind="survey_reminder").written_by == sato


def test_who_was_never_asked_is_asked_and_who_was_is_reminded(world: World, wave: SurveyWave, sato: User) -> None:
    aiko = going(world, "Aiko")
    asking.tell_due(wave, now=JULY)
    going(world, "Ken")
    going(world)
    assert asking.remind(wave, 2, by=sato, now=LATER) == asking.Told(asked=1, reminded=1)
    assert (Ask.objects.get(mobility=aiko).reminders, Ask.objects.get(mobility=aiko).reminded_at) == (1, LATER)


def test_one_person_alone_is_reminded(world: World, wave: SurveyWave, sato: User) -> None:
    going(world, "Aiko")
    ken = going(world, "Ken")
    asking.tell_due(wave, now=JULY)
    asking.remind(wave, 1, by=sato, now=LATER, mobility=ken.uid)
    assert list(Letter.objects.filter(kind="survey_reminder").values_list("address", flat=True)) == ["ken@example.org"]


def test_who_has_answered_or_cannot_answer_now_is_not_reminded(world: World, wave: SurveyWave, sato: User) -> None:
    surveys.answered(wave, going(world, "Aiko"), {})
    going(world, "Ken", planned_starts_on=date(2018, 10, 1), planned_ends_on=date(2018, 10, 9))
    with override("en"), pytest.raises(Refused, match="Nobody is left"):
        asking.remind(wave, 2, by=sato, now=JULY)


def test_where_the_number_has_changed_nobody_is_written_to(world: World, wave: SurveyWave, sato: User) -> None:
    for name in ("Aiko", "Ken"):
        going(world, name)
    with override("en"), pytest.raises(Refused, match="Meanwhile there are 2 people"):
        asking.remind(wave, 1, by=sato, now=JULY)
    assert not Letter.objects.exists()


def test_a_wave_that_is_not_open_reminds_nobody(world: World, wave: SurveyWave, sato: User) -> None:
    going(world, "Aiko")
    wave.status = "closed"
    wave.save()
    with override("en"), pytest.raises(Refused, match="not open"):
        asking.remind(wave, 1, by=sato, now=JULY)
    assert asking.tell_due(wave, now=JULY) == asking.Told()


def test_a_closed_account_is_none(world: World, wave: SurveyWave, sato: User) -> None:
    stay = going(world, "Aiko")
    stay.person.user.is_active = False
    stay.person.user.save()
    assert asking.tell_due(wave, now=JULY) == asking.Told()


@pytest.mark.parametrize("number", [1, 3])
def test_three_people_cost_no_query_more_than_one(
    world: World, wave: SurveyWave, number: int, django_assert_num_queries: Any
) -> None:
    for place in range(number):
        going(world, f"Aiko{place}")
    with django_assert_num_queries(QUERIES):
        assert asking.tell_due(wave, now=JULY).asked == number


QUERIES = 15


def test_the_office_looks_at_its_text_with_the_newest_people_asked(
    world: World, wave: SurveyWave, sato: User, kimura: User, mori: User
) -> None:
    going(world, "Aiko")
    asking.tell_due(wave, now=JULY)
    for reader, found in ((sato, 1), (kimura, 1), (mori, 0)):
        assert len(newest_asks(reader)) == found
