"""Answers to the survey are begun once, saved so that the newest stays, and sent once; only by whom they belong to."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.translation import override

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.refusals import Refused
from mobility.models import Mobility
from rubric.models import Instrument, Response, ResponseScore, SurveyWave
from rubric.services import responses
from rubric.services.responses import AlreadySent, Change, Closed
from tests import factories
from tests.rubric import surveys, versions

pytestmark = pytest.mark.django_db
NOW = surveys.NOW
SAID = {"by": None, "now": NOW}


@pytest.fixture
def instrument(sato: User) -> Instrument:
    return surveys.questionnaire(versions.first(sato))


@pytest.fixture
def stay(world: factories.World, aiko: User) -> Mobility:
    return world.sent(person=aiko.person)


@pytest.fixture
def wave(stay: Mobility, instrument: Instrument) -> SurveyWave:
    return surveys.wave(stay.run, instrument, asks_staff=True)


@pytest.fixture
def begun(wave: SurveyWave, stay: Mobility, aiko: User) -> Response:
    return responses.begin(wave, stay, language="ja", by=aiko, now=NOW)


def keys(instrument: Instrument) -> list[str]:
    return list(instrument.items.exclude(ability=None).values_list("key", flat=True))


# --- Begun -----------------------------------------------------------------------------------------------------------


def test_an_answer_is_begun_once(begun: Response, wave: SurveyWave, stay: Mobility, aiko: User) -> None:
    assert responses.begin(wave, stay, language="ru", by=aiko, now=NOW + timedelta(1)) == begun
    assert Response.objects.get().language == "ja"


def test_only_the_traveller_answers(wave: SurveyWave, stay: Mobility, ivan: User, sato: User) -> None:
    for other in (ivan, sato):
        with pytest.raises(PermissionDenied):
            responses.begin(wave, stay, language="ja", by=other, now=NOW)
    assert not Response.objects.exists()


def test_staff_rate_beside_the_participant(
    begun: Response, wave: SurveyWave, stay: Mobility, kimura: User, aiko: User, instrument: Instrument
) -> None:
    rating = responses.begin(wave, stay, "staff", language="ja", by=kimura, now=NOW)
    responses.save(rating, [Change(keys(instrument)[0], 2, 1)], by=kimura, now=NOW)

    assert (rating.rated_by, rating == begun) == (kimura, False)
    with pytest.raises(PermissionDenied):
        responses.begin(wave, stay, "staff", language="ja", by=aiko, now=NOW)
    with pytest.raises(PermissionDenied):
        responses.save(rating, [], by=aiko, now=NOW)


@pytest.mark.parametrize("role", ["sato", "kimura"])
def test_nobody_rates_the_own_stay(
    wave: SurveyWave, world: factories.World, role: str, request: pytest.FixtureRequest, sign_in: Any
) -> None:
    user: User = request.getfixturevalue(role)
    own, place = world.sent(person=user.person), "/en/survey/{wave}/{stay}/rating/"
    with pytest.raises(PermissionDenied):
        responses.begin(wave, own, "staff", language="ja", by=user, now=NOW)
    browser = sign_in(user)
    address = place.format(wave=wave.uid, stay=own.uid)
    assert browser.get(address).status_code == browser.post(address).status_code == 404
    assert address not in browser.get(f"/en/mobility-records/{own.uid}/").content.decode()


@pytest.mark.parametrize(("role", "colleague"), [("kimura", "sato"), ("sato", "kimura"), ("admin", "sato")])
def test_what_colleagues_say_of_staff_who_travelled_is_not_theirs_to_write_or_to_read(
    wave: SurveyWave, world: factories.World, role: str, colleague: str, request: pytest.FixtureRequest, sign_in: Any
) -> None:
    user: User = request.getfixturevalue(role)
    other: User = request.getfixturevalue(colleague)
    own = world.sent(person=user.person)
    rating = responses.begin(wave, own, "staff", language="ja", by=other, now=NOW)
    with pytest.raises(PermissionDenied):
        responses.save(rating, [], by=user, now=NOW)
    assert not Response.objects.visible_to(user).exists()
    assert Response.objects.visible_to(other).get() == rating, "the control"
    for number in (1, 2):
        assert sign_in(user).get(f"/en/survey/answers/{rating.uid}/{number}/").status_code == 404


def test_control_of_others_they_rate_as_before(
    wave: SurveyWave, stay: Mobility, world: factories.World, kimura: User
) -> None:
    world.sent(person=kimura.person)
    assert responses.begin(wave, stay, "staff", language="ja", by=kimura, now=NOW).rated_by == kimura
    assert Response.objects.visible_to(kimura).exists()


def test_where_staff_are_not_asked_they_do_not_rate(wave: SurveyWave, stay: Mobility, sato: User) -> None:
    wave.asks_staff = False
    wave.save()
    with pytest.raises(Closed):
        responses.begin(wave, stay, "staff", language="ja", by=sato, now=NOW)


@pytest.mark.parametrize("moment", [surveys.OPENS - timedelta(seconds=1), surveys.CLOSES])
def test_outside_the_window_nothing_is_begun_saved_or_sent(
    begun: Response, wave: SurveyWave, stay: Mobility, aiko: User, moment: Any
) -> None:
    with pytest.raises(Closed):
        responses.begin(wave, stay, language="ja", by=aiko, now=moment)
    with pytest.raises(Closed):
        responses.save(begun, [Change("remark", "late", 1)], by=aiko, now=moment)
    with pytest.raises(Closed):
        responses.send(begun, language="ja", by=aiko, now=moment)
    assert Response.objects.get().remarks == {}


# --- Saved -----------------------------------------------------------------------------------------------------------


def test_items_that_score_and_others_stand_apart(begun: Response, instrument: Instrument, aiko: User) -> None:
    key = keys(instrument)[0]
    saved = responses.save(begun, [Change(key, 2, 5), Change("remark", " Ёлка \r\n", 6)], by=aiko, now=NOW)

    begun.refresh_from_db()
    assert saved.stamps == {key: 5, "remark": 6}
    assert (begun.answers, begun.remarks, begun.revision) == ({key: 2}, {"remark": "Ёлка"}, 1)


def test_an_answer_can_be_taken_back_and_that_is_not_level_zero(begun: Response, instrument: Instrument) -> None:
    key = keys(instrument)[0]
    responses.save(begun, [Change(key, 0, 1)], **SAID)
    assert Response.objects.get().answers == {key: 0}
    responses.save(begun, [Change(key, None, 2)], **SAID)
    assert Response.objects.get().answers == {}


def test_a_late_save_is_told_what_stands_and_changes_nothing(begun: Response, instrument: Instrument) -> None:
    key = keys(instrument)[0]
    responses.save(begun, [Change(key, 3, 10)], **SAID)

    saved = responses.save(begun, [Change(key, 1, 9), Change("remark", "kept", 9)], **SAID)

    assert (saved.newer, saved.stamps) == ({key: 3}, {"remark": 9})
    assert (Response.objects.get().answers, Response.objects.get().remarks) == ({key: 3}, {"remark": "kept"})


def test_a_page_shown_before_a_newer_answer_overwrites_nothing(begun: Response, instrument: Instrument) -> None:
    key = keys(instrument)[0]
    first = responses.save(begun, [Change(key, 1)], **SAID).stamps[key]
    second = responses.save(begun, [Change(key, 2, seen=first)], **SAID).stamps[key]
    assert second > first

    assert responses.save(begun, [Change(key, 3, seen=first)], **SAID).newer == {key: 2}
    assert Response.objects.get().answers == {key: 2}
    assert responses.save(begun, [Change(key, 2, seen=first)], **SAID).newer == {}, "the same answer is no other one"
    responses.save(begun, [Change(key, 3, seen=second)], **SAID)
    assert Response.objects.get().answers == {key: 3}


def test_a_device_whose_clock_runs_years_ahead_does_not_close_an_item(begun: Response, instrument: Instrument) -> None:
    key = keys(instrument)[0]
    ahead = responses.save(begun, [Change(key, 1, 10**18)], **SAID).stamps[key]
    responses.save(begun, [Change(key, 2, seen=ahead)], **SAID)
    assert Response.objects.get().answers == {key: 2}


def test_nor_does_it_win_for_ever_over_a_device_whose_clock_is_right(begun: Response, instrument: Instrument) -> None:
    key, later = keys(instrument)[0], NOW + timedelta(days=2)
    ahead = responses.save(begun, [Change(key, 1, 10**18)], **SAID).stamps[key]
    assert ahead == int((NOW + responses.AHEAD).timestamp() * 1000)
    responses.save(begun, [Change(key, 2, int(later.timestamp() * 1000))], by=None, now=later)
    assert Response.objects.get().answers == {key: 2}


def test_control_a_clock_that_is_believed_wins_for_years(
    begun: Response, instrument: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(responses, "AHEAD", timedelta(days=36500))
    key, later = keys(instrument)[0], NOW + timedelta(days=2)
    responses.save(begun, [Change(key, 1, 10**18)], **SAID)
    responses.save(begun, [Change(key, 2, int(later.timestamp() * 1000))], by=None, now=later)
    assert Response.objects.get().answers == {key: 1}


@pytest.mark.parametrize("value", [4, -1, True, "2", 1.5, ["2"], {"a": 1}])
def test_what_would_not_score_is_not_stored(begun: Response, instrument: Instrument, value: Any) -> None:
    good, bad = keys(instrument)[:2]
    with pytest.raises(Refused) as refusal:
        responses.save(begun, [Change(good, 1, 1), Change(bad, value, 1)], **SAID)
    assert list(refusal.value.errors) == [bad]
    assert Response.objects.get().answers == {}


@pytest.mark.parametrize("value", ["a\x00b", "\ud800", "x" * 5001, 7])
def test_what_no_text_may_hold_is_refused(begun: Response, value: Any) -> None:
    with pytest.raises(Refused):
        responses.save(begun, [Change("remark", value, 1)], **SAID)


def test_an_unknown_item_is_refused_with_a_sentence(begun: Response) -> None:
    with override("en"), pytest.raises(Refused, match="no such question"):
        responses.save(begun, [Change("nowhere", 1, 1)], **SAID)


# --- Sent ------------------------------------------------------------------------------------------------------------


def test_sent_it_is_scored_and_final(begun: Response, instrument: Instrument, aiko: User) -> None:
    first, *_others, last = keys(instrument)
    responses.save(begun, [Change(first, 2, 1), Change(last, 0, 1)], by=aiko, now=NOW)

    sent = responses.send(begun, language="ru", by=aiko, now=NOW)

    assert (sent.sent_at, sent.language, sent.stamps) == (NOW, "ru", None)
    assert ResponseScore.objects.get().levels == "2---0"
    with pytest.raises(AlreadySent):
        responses.save(begun, [Change(first, 3, 99)], by=aiko, now=NOW)
    assert Response.objects.get().answers == {first: 2, last: 0}


def test_sent_once_more_it_stays_as_it_was_sent(begun: Response, aiko: User) -> None:
    responses.send(begun, language="ru", by=aiko, now=NOW)
    again = responses.send(begun, language="ja", by=aiko, now=NOW + timedelta(1))
    assert (again.sent_at, again.language) == (NOW, "ru")
    assert ResponseScore.objects.count() == 1


def test_nobody_sends_the_answer_of_another(begun: Response, ivan: User, sato: User) -> None:
    for other in (ivan, sato):
        with pytest.raises(PermissionDenied):
            responses.send(begun, language="ja", by=other, now=NOW)
        with pytest.raises(PermissionDenied):
            responses.save(begun, [Change("remark", "forged", 1)], by=other, now=NOW)
