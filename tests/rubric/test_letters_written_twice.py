"""Of two letters that tell one act, at two addresses that their reader had, one leaves, once."""

from typing import Any
from uuid import uuid4

import pytest
from django.core import mail

from kanazawa_exchange.accounts.models import Letter, User
from kanazawa_exchange.accounts.queries import letters as letter_queries
from kanazawa_exchange.accounts.services import outbox
from kanazawa_exchange.lib.mails import ELSEWHERE, OVERTAKEN
from rubric.mail_kinds import SURVEY_INVITATION
from rubric.models import SurveyWave
from rubric.services import asking
from tests.factories import World
from tests.rubric.posted import calendar, called_off, moved, sent
from tests.rubric.waves import JULY, going, in_use, opened


@pytest.fixture
def wave(world: World, sato: User) -> SurveyWave:
    return opened(world.outbound, in_use(sato))


def again(stay: Any, address: str) -> Letter:
    """The account has another address, and the invitation is written to that one too."""
    moved(stay, address)
    user, ref = User.objects.get(person=stay.person), Letter.objects.order_by("pk")[0].ref
    return outbox.write(
        SURVEY_INVITATION, to=user, ref=ref, values=dict.fromkeys(SURVEY_INVITATION.names, "x"), by=None, now=JULY
    )


def outcomes() -> list[tuple[str, str, str]]:
    return sorted(Letter.objects.values_list("address", "state", "reason"))


def test_a_letter_that_is_written_elsewhere_is_not_worked_through_again(
    world: World, wave: SurveyWave, monkeypatch: Any
) -> None:
    aiko = going(world, "Aiko")
    asking.tell_due(wave, now=JULY)
    again(aiko, "now@example.org")
    assert sent() == ["now@example.org"]
    worked = []
    monkeypatch.setattr(asking, "tell_due", lambda wave, *, now: worked.append(wave) or asking.Told())
    calendar(2)
    assert worked == []
    Letter.objects.filter(state="withdrawn").update(reason=OVERTAKEN)
    calendar(3)
    assert worked == [wave], "the control: what nobody needed is looked at"


def test_the_old_address_comes_back_and_nothing_leaves_twice(world: World, wave: SurveyWave) -> None:
    aiko = going(world, "Aiko")
    asking.tell_due(wave, now=JULY)
    again(aiko, "now@example.org")
    assert sent() == ["now@example.org"]
    moved(aiko, "aiko@example.org")
    calendar(2)
    asking.letters_follow(wave, now=JULY)
    assert sent(2) == []
    assert outcomes() == [("aiko@example.org", "withdrawn", ELSEWHERE), ("now@example.org", "taken", "")]


@pytest.mark.parametrize(
    ("state", "reason"), [("refused", "550 nobody"), ("given_up", "LOST"), ("withdrawn", OVERTAKEN)]
)
def test_where_the_one_that_is_written_there_said_nothing_it_goes_instead(
    world: World, wave: SurveyWave, state: str, reason: str
) -> None:
    aiko = going(world, "Aiko")
    asking.tell_due(wave, now=JULY)
    silent = again(aiko, "now@example.org")
    Letter.objects.filter(pk=silent.pk).update(state=state, reason=reason, ended_at=JULY)
    assert sent() == ["now@example.org"]
    assert "AIKO" in mail.outbox[0].body, "with the words of the one in whose place it goes"
    assert outcomes() == [("aiko@example.org", "withdrawn", ELSEWHERE), ("now@example.org", "taken", "")]


@pytest.mark.parametrize("state", ["taken", "returned"])
def test_control_what_a_server_took_there_stays_as_it_went(world: World, wave: SurveyWave, state: str) -> None:
    aiko = going(world, "Aiko")
    asking.tell_due(wave, now=JULY)
    Letter.objects.filter(pk=again(aiko, "now@example.org").pk).update(state=state, ended_at=JULY)
    assert sent() == []
    assert outcomes() == [("aiko@example.org", "withdrawn", ELSEWHERE), ("now@example.org", state, "")]


@pytest.mark.parametrize("address", ["third@example.org", "aiko@example.org"])
def test_of_two_that_wait_one_says_what_is_so_now(world: World, wave: SurveyWave, address: str) -> None:
    aiko = going(world, "Aiko")
    asking.tell_due(wave, now=JULY)
    again(aiko, "now@example.org")
    moved(aiko, address)
    asking.letters_follow(wave, now=JULY)
    assert (
        outcomes()
        == [(address, "waiting", ""), ("now@example.org", "withdrawn", ELSEWHERE)][:: 1 if address < "now" else -1]
    )
    assert sent() == [address]
    calendar(2)
    assert sent(2) == []


def test_two_whose_stay_comes_back_are_one_letter(world: World, wave: SurveyWave) -> None:
    aiko = going(world, "Aiko")
    asking.tell_due(wave, now=JULY)
    again(aiko, "now@example.org")
    called_off(aiko)
    assert sent() == []
    called_off(aiko, "planned")
    calendar(2)
    assert sent(2) == ["now@example.org"]
    assert not letter_queries.overtaken([SURVEY_INVITATION], {str(wave.uid)})


def test_the_calendar_asks_at_once_for_the_letters_of_a_thousand_waves(world: World, wave: SurveyWave) -> None:
    aiko = going(world, "Aiko")
    asking.tell_due(wave, now=JULY)
    called_off(aiko)
    sent()
    others = {str(uuid4()) for _number in range(1200)}
    assert letter_queries.overtaken([SURVEY_INVITATION], others | {str(wave.uid)}) == {Letter.objects.get().ref}
    assert letter_queries.overtaken([SURVEY_INVITATION], others) == set()
