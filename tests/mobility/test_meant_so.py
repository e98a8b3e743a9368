"""What was doubtful and saved all the same stands in the history, in the reader's words, whichever act it was."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from kanazawa_exchange.accounts.models import Overruling, TransitionNote
from kanazawa_exchange.accounts.services.ledger import Line, log_move
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.refusals import Doubted
from kanazawa_exchange.lib.states import Step
from mobility.models import Mobility
from mobility.queries import history
from mobility.queries.days import far_from_plan
from mobility.queries.plausibility import doubts_of, in_words
from mobility.services import groups, mobilities, moves

from .paths import START, in_state, new_stay, registered

FAR = START - timedelta(days=69)
SAID = {"en": "69 days before the planned", "ja": "69日早い", "ru": "на 69 дней раньше"}


def meant(stay, reader, language="en"):
    """The reasons of the history that tell of doubts, the newest first."""
    with override(language):
        start = {"en": "Saved all the same", "ja": "確認のうえ", "ru": "Сохранено"}[language]
        return [entry.reason for entry in history.history(stay, reader) if start in entry.reason]


def codes(stay, move="arrive"):
    return [far_from_plan(stay, move, FAR).code]


def test_registering(world, sato):
    stay = new_stay(world, planned_starts_on=date(2023, 8, 20), level="")
    act = {"by": sato, "now": clock.now()}
    with pytest.raises(Doubted) as doubted:
        mobilities.register(stay.person, stay.places, stay.facts, stay.confirmed, overruled=(), **act)
    answered = [doubt.code for doubt in doubted.value.doubts]
    made = mobilities.register(stay.person, stay.places, stay.facts, stay.confirmed, overruled=answered, **act)
    (reason,) = meant(made, sato)
    assert "the run is of FY2018" in reason
    assert "A student without a level" in reason


def test_an_edit_tells_what_it_made_doubtful_alone(world, sato):
    stay = registered(world, sato, planned_starts_on=date(2023, 8, 20))
    stay = mobilities.edit(stay, {"level": ""}, by=sato, version=stay.version, overruled=["level"])
    mobilities.edit(stay, {"note": "Known"}, by=sato, version=stay.version, overruled=())
    (reason,) = meant(stay, sato)
    assert reason.endswith("A student without a level: some figures are told by level, and leave this stay out.")


@pytest.mark.parametrize("state", ["ready", "planned"])
def test_a_move_of_one_record(world, sato, state):
    stay = in_state(world, sato, state)
    moves.move(stay, "arrive", Step(FAR, overruled=codes(stay)), by=sato, now=clock.now())
    (reason,) = meant(stay, sato)
    assert SAID["en"] in reason


def test_a_group(world, sato):
    group = [in_state(world, sato, "ready") for _ in range(3)]
    answered = [code for stay in group for code in codes(stay)]
    groups.move_all(group, "arrive", on=FAR, overruled=answered, by=sato, now=clock.now())
    for stay in group:
        (reason,) = meant(stay, sato)
        assert SAID["en"] in reason
    assert history.history(group[0], sato)[0].reason == meant(group[0], sato, "ja")[0]


@pytest.mark.parametrize("language", SAID)
def test_every_reader_reads_it_in_the_own_language(world, sato, language):
    stay = in_state(world, sato, "ready")
    with override("ru"):
        moves.move(stay, "arrive", Step(FAR, overruled=codes(stay)), by=sato, now=clock.now())
    assert SAID[language] in meant(stay, sato, language)[0]


def test_it_is_told_as_it_was_though_the_plan_has_changed_since(world, sato):
    stay = in_state(world, sato, "ready")
    stay = moves.move(stay, "arrive", Step(FAR, overruled=codes(stay)), by=sato, now=clock.now())
    mobilities.edit(stay, {"planned_starts_on": FAR}, by=sato, version=stay.version)
    assert SAID["en"] in meant(stay, sato)[0]


def test_what_nobody_was_asked_about_is_not_told(world, sato):
    stay = in_state(world, sato, "ready")
    moves.move(stay, "arrive", Step(FAR), by=sato, now=clock.now())
    groups.move_all([in_state(world, sato, "ready")], "arrive", on=FAR, by=sato, now=clock.now())
    assert not Overruling.objects.exists()


def test_a_sentence_of_before_is_still_told(world, sato):
    stay = registered(world, sato)
    line = Line(stay, "make_ready", "planned", "ready", START, reason="Saved all the same: a sentence")
    log_move(line, by=sato, now=clock.now())
    assert TransitionNote.objects.get().text in [entry.reason for entry in history.history(stay, sato)]


# --- Codes ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("code", ["level", "year:2023-08-20:2018", "length:2018-08-20:2028-08-19", "gone:x"])
def test_a_code_is_told_in_words_or_as_it_stands(code):
    with override("en"):
        assert (in_words(code) == code) is (code == "gone:x")


@pytest.mark.parametrize("code", ["year", "year:x:2018", "arrive:2018-08-20", "run:1", "", "level:1"])
def test_a_code_that_nobody_can_read_breaks_no_page(code):
    assert in_words(code) == code


def test_every_doubt_about_a_stay_is_its_code_in_words(world, sato):
    world.outbound.starts_on, world.outbound.ends_on = START, None
    world.outbound.save()
    stay = registered(world, sato, planned_starts_on=date(2018, 12, 1), planned_ends_on=date(2028, 12, 1), level="")
    kinds = {doubt.code.partition(":")[0] for doubt in doubts_of(Mobility.objects.get(pk=stay.pk))}
    assert kinds == {"run", "length", "level"}


def test_a_large_group_is_answered_whole(world, sato, sign_in):
    """Thirty doubts are more letters than an address has."""
    group = [registered(world, sato) for _ in range(30)]
    answered = " ".join(code for stay in group for code in codes(stay))
    form = {"on": FAR.isoformat(), "members": [str(stay.uid) for stay in group], "confirm": "1", "overruled": answered}
    answer = sign_in(sato).post(f"/en/mobility-records/arrivals/?run={world.outbound.uid}", form)
    assert answer.status_code == 302
    assert Overruling.objects.count() == 30
