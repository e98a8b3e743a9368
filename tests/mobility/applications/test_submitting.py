"""An application is sent once, by the moment at which the request was received, and whole; each sending has one letter."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied

from kanazawa_exchange.accounts.models import Letter, Transition
from kanazawa_exchange.accounts.services.editing import StaleEdit
from kanazawa_exchange.lib.states import MoveRefused, Step
from kanazawa_exchange.lib.typed_boxes import Change
from mobility.models import Application, Choice
from mobility.services.applications import drafts, machine, returning, submitting
from mobility.services.applications.drafts import NotOpen
from mobility.services.applications.submitting import CannotSubmit
from programs.models import Question, Requirement
from tests.factories import CallFactory, CallPlaceFactory

from .paths import LATER, NOW, begun, call_of, in_state
from .test_drafts import boxes_of

MOMENT = timedelta(milliseconds=1)
WHY = Step(reason_code="other", reason="The network was down.")


def whole(world, user, call=None, **fields):
    """A draft with everything that the call asks for."""
    application = begun(world, user, call=call, **fields)
    Choice.objects.create(application=application, place=application.call.destinations.first(), order=1)
    return application


def submit(application, by, now=NOW, **options):
    return submitting.submit(application, language="ja", by=by, now=now, **options)


# --- Once ------------------------------------------------------------------------------------------------------------


def test_sent_a_hundred_times_over_a_day_it_is_one_application_with_one_letter(world, aiko):
    application = whole(world, aiko)
    for turn in range(100):
        sent = submit(application, aiko, NOW + turn * timedelta(minutes=15))
        assert (sent.status, sent.submitted_at) == ("submitted", NOW)
    assert Application.objects.count() == 1
    assert Letter.objects.filter(kind="application_received").count() == 1
    assert Transition.objects.filter(record_type="application", move="submit").count() == 1


def test_a_page_of_another_device_sends_nothing_that_it_has_not_shown(world, aiko):
    application = whole(world, aiko)
    seen = application.revision
    drafts.save(application, [Change("level", "master", boxes_of(application).stamp("level"))], by=aiko, now=NOW)
    with pytest.raises(StaleEdit):
        submit(application, aiko, revision=seen)
    assert submit(application, aiko, revision=seen + 1).level == "master"


def test_the_old_page_does_not_send_a_returned_application_again(world, aiko, sato):
    """Nothing was typed since, but the office has asked for something: whoever sends again has seen that."""
    application = whole(world, aiko)
    seen = application.revision
    submit(application, aiko, revision=seen)
    returning.return_for_correction(application, WHY_BACK, last_day=LATER.date(), remarks={}, by=sato, now=NOW)
    with pytest.raises(StaleEdit):
        submit(application, aiko, revision=seen)


WHY_BACK = Step(reason_code="unclear", reason="Which faculty?")


def test_a_withdrawn_application_is_not_sent_again(world, aiko):
    application = in_state(world, aiko, "withdrawn")
    with pytest.raises(MoveRefused):
        submit(application, aiko)


def test_nobody_sends_for_somebody_else(world, aiko, ivan, sato):
    application = whole(world, aiko)
    for user in (ivan, sato):
        with pytest.raises(PermissionDenied):
            submit(application, user)


# --- In time ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "Europe/Moscow", "Asia/Vladivostok"])
def test_one_millisecond_each_side_of_the_deadline(world, aiko, ivan, zone):
    """31 March 23:59:59 on the clock of the call; what decides is when the small request was received."""
    closes = datetime(2018, 3, 31, 23, 59, 59, tzinfo=ZoneInfo(zone))
    opens = datetime(2018, 3, 1, tzinfo=UTC)
    call = CallFactory(run=world.outbound, opens_at=opens, closes_at=closes, zone=zone, announced_at=opens)
    CallPlaceFactory(call=call, institution=world.kazan)
    late, early = whole(world, ivan, call=call), whole(world, aiko, call=call)
    for now in (closes, closes + MOMENT):
        with pytest.raises(NotOpen):
            submit(late, ivan, now)
    assert submit(early, aiko, closes - MOMENT).submitted_at == closes - MOMENT


def test_one_millisecond_before_the_call_opens(world, aiko):
    application = whole(world, aiko)
    opens = application.call.opens_at
    with pytest.raises(NotOpen):
        submit(application, aiko, opens - MOMENT)
    assert submit(application, aiko, opens).submitted_at == opens


def test_a_clock_that_steps_back_neither_loses_nor_doubles_anything(world, aiko, sato):
    """Sent at a moment, then the clock goes back by an hour: everything that follows is done, in its order."""
    application = whole(world, aiko)
    submit(application, aiko, NOW)
    back = NOW - timedelta(hours=1)
    assert submit(application, aiko, back).submitted_at == NOW
    returned = returning.return_for_correction(
        application, WHY_BACK, last_day=LATER.date(), remarks={}, by=sato, now=back
    )
    assert submit(returned, aiko, back - timedelta(hours=1)).status == "submitted"
    log = Transition.objects.filter(record_type="application", record_id=application.pk).order_by("sequence")
    assert [line.move for line in log] == ["submit", "return", "resubmit"]
    assert Letter.objects.filter(kind="application_received").count() == 2


def test_a_clock_that_steps_back_before_the_closing_takes_what_comes_then(world, aiko):
    application = whole(world, aiko)
    closes = application.call.closes_at
    with pytest.raises(NotOpen):
        submit(application, aiko, closes)
    assert submit(application, aiko, closes - MOMENT).status == "submitted"


@pytest.mark.parametrize(("step", "is_taken"), [(-1, True), (0, False), (1, False)])
def test_one_millisecond_each_side_of_the_end_of_a_correction(world, aiko, sato, step, is_taken):
    application = submit(whole(world, aiko), aiko)
    last = datetime(2018, 4, 17, tzinfo=UTC).date()
    returned = returning.return_for_correction(application, WHY_BACK, last_day=last, remarks={}, by=sato, now=NOW)
    end = datetime(2018, 4, 18, 0, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert returned.return_until == end
    now = end + step * MOMENT
    if is_taken:
        assert submit(returned, aiko, now).status == "submitted"
    else:
        with pytest.raises(CannotSubmit):
            submit(returned, aiko, now)


def test_a_correction_is_taken_after_the_closing_of_the_call(world, aiko, sato):
    application = submit(whole(world, aiko), aiko)
    closes = application.call.closes_at
    last = (closes + timedelta(days=3)).date()
    returned = returning.return_for_correction(application, WHY_BACK, last_day=last, remarks={}, by=sato, now=NOW)
    assert submit(returned, aiko, closes + timedelta(days=1)).status == "submitted"


def test_more_time_is_given_with_a_reason(world, aiko, sato):
    application = in_state(world, aiko, "returned")
    step = Step(reason="She is ill.", answers={"last_day": datetime(2018, 4, 30, tzinfo=UTC).date()})
    extended = returning.extend(application, step, by=sato, now=NOW)
    assert extended.return_until == datetime(2018, 5, 1, tzinfo=ZoneInfo("Asia/Tokyo"))
    with pytest.raises(MoveRefused):
        returning.extend(extended, Step(answers=step.answers), by=sato, now=NOW)
    with pytest.raises(MoveRefused):
        returning.extend(extended, step, by=sato, now=NOW + timedelta(days=300))


# --- Late ------------------------------------------------------------------------------------------------------------


def test_a_late_application_is_the_offices_act_with_a_reason(world, aiko, sato):
    application = whole(world, aiko)
    after = application.call.closes_at + timedelta(days=1)
    with pytest.raises(MoveRefused) as refused:
        submitting.submit_late(application, Step(), by=sato, now=after)
    assert set(refused.value.errors) == {"reason_code", "reason"}
    with pytest.raises(PermissionDenied):
        submitting.submit_late(application, WHY, by=aiko, now=after)
    late = submitting.submit_late(application, WHY, by=sato, now=after)
    assert (late.status, late.is_late, late.submitted_at) == ("submitted", True, after)
    assert Letter.objects.get(kind="application_late").person == aiko.person


def test_nobody_takes_late_what_can_still_be_sent_or_what_is_not_whole(world, aiko, sato):
    application = begun(world, aiko)
    with pytest.raises(CannotSubmit):
        submitting.submit_late(application, WHY, by=sato, now=NOW)
    with pytest.raises(CannotSubmit) as refused:
        submitting.submit_late(application, WHY, by=sato, now=application.call.closes_at)
    assert set(refused.value.errors) == {"choices"}


# --- Whole -----------------------------------------------------------------------------------------------------------


def test_what_is_missing_is_told_at_its_box(world, aiko):
    call = call_of(world)
    question = Question.objects.create(call=call, text_en="Why?")
    number = Question.objects.create(call=call, text_en="How many?", kind="number", maximum=5, is_required=False)
    Question.objects.create(call=call, text_en="Anything else?", is_required=False)
    application = begun(world, aiko, call=call, level="", institution=None)
    drafts.save(application, [Change(f"answer-{number.uid}", "6")], by=aiko, now=NOW)
    with pytest.raises(CannotSubmit) as refused:
        submit(application, aiko)
    assert set(refused.value.errors) == {
        "level",
        "institution",
        "choices",
        f"answer-{question.uid}",
        f"answer-{number.uid}",
    }


def test_a_condition_stops_somebody_only_where_the_call_says_so(world, aiko):
    call = call_of(world)
    condition = Requirement.objects.create(call=call, kind="level", values=["doctor"], is_blocking=True)
    application = whole(world, aiko, call=call)
    with pytest.raises(CannotSubmit):
        submit(application, aiko)
    condition.is_blocking = False
    condition.save()
    assert submit(application, aiko).status == "submitted"


# --- Letters ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ja", "en", "ru"])
def test_each_move_is_told_once_in_the_language_of_the_account(world, aiko, sato, language):
    aiko.language = language
    aiko.save()
    application = submit(whole(world, aiko), aiko)
    returning.return_for_correction(application, WHY_BACK, last_day=LATER.date(), remarks={}, by=sato, now=NOW)
    submit(application, aiko, NOW + timedelta(hours=1))
    machine.move(application, "review", Step(), by=sato, now=NOW)
    machine.move(application, "cancel", Step(reason_code="other", reason="By mistake"), by=sato, now=NOW)
    kinds = [
        "application_received",
        "application_returned",
        "application_received",
        "application_in_review",
        "application_cancelled",
    ]
    letters = list(Letter.objects.order_by("pk"))
    assert [letter.kind for letter in letters] == kinds
    assert {letter.language for letter in letters} == {language}
    assert all("Aiko" not in letter.subject and "{" not in letter.body for letter in letters)
    assert "Which faculty?" in letters[1].body


def test_a_draft_that_is_taken_back_writes_no_letter_and_one_that_was_sent_does(world, aiko, ivan):
    machine.move(begun(world, aiko), "withdraw", Step(), by=aiko, now=NOW)
    assert not Letter.objects.exists()
    machine.move(in_state(world, ivan, "submitted"), "withdraw", Step(), by=ivan, now=NOW)
    assert Letter.objects.filter(kind="application_withdrawn").count() == 1
