"""The office begins an application after the closing for somebody who had begun none; the person fills it in, the office accepts it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.accounts.models import Letter, Transition, User
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import MoveRefused, Step
from kanazawa_exchange.lib.typed_boxes import Change
from mobility.models import Application, Choice
from mobility.queries.applications.standing import standing
from mobility.services.applications import beginning_late, drafts, submitting
from mobility.services.applications.beginning_late import CannotBegin
from mobility.services.applications.drafts import NotMeantFor, NotOpen
from partners.models import Enrolment
from tests.consents import agrees_to_processing
from tests.factories import LONG_AGO, PersonFactory

from .paths import AGREED, NOW, begun, call_of, inbound_call_of
from .test_drafts import boxes_of

WHY = Step(reason_code="office", reason="We had told her another day.")
MOMENT = timedelta(milliseconds=1)


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.fixture
def call(world, monkeypatch):
    """Closed at this moment."""
    closed = call_of(world, closes_at=NOW)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return closed


def begin(call, user, by, step=WHY, now=NOW):
    return beginning_late.begin_late(call, user.person, step, by=by, now=now)


def test_the_reason_stands_in_the_log_and_the_person_is_told_once_in_the_own_language(world, call, aiko, sato):
    User.objects.filter(pk=aiko.pk).update(language="ru")
    application = begin(call, aiko, sato)
    assert (application.status, application.person, application.language) == ("draft", aiko.person, "ru")
    [line] = Transition.objects.filter(record_type="application", record_id=application.pk).select_related("note")
    told = (line.move, line.source, line.target, line.actor, line.reason_code, line.note.text)
    assert told == ("begin_late", "", "draft", sato, "office", WHY.reason)
    [letter] = Letter.objects.filter(kind="application_begun_late")
    assert (letter.person, letter.language, letter.subject) == (
        aiko.person,
        "ru",
        "Офис начал для вас заявку после срока",
    )
    assert WHY.reason in letter.body
    assert reverse("mobility:own_application", args=[application.uid]).partition("/applications/")[2] in letter.body


def test_what_is_known_of_the_person_stands_in_it(world, call, aiko, sato):
    Enrolment.objects.create(person=aiko.person, institution=world.kanazawa, level="master", starts_on=LONG_AGO)
    application = begin(call, aiko, sato)
    assert (application.institution, application.level) == (world.kanazawa, "master")


def test_the_person_fills_it_in_and_the_office_accepts_it(world, call, aiko, sato):
    """From end to end, after the closing; nobody but the office sends it."""
    application, later = begin(call, aiko, sato), NOW + timedelta(days=1)
    shown = standing(application, later)
    assert (shown.is_mine, shown.may_send, shown.holder, shown.next) == (True, False, "You", "Fill in your application")
    assert WHY.reason in str(shown.log[0].reason)
    boxes = boxes_of(application)
    changes = [
        Change("level", "bachelor", ""),
        Change("institution", str(world.kanazawa.uid), boxes.stamp("institution")),
    ]
    drafts.save(application, changes, by=aiko, now=later)
    Choice.objects.create(application=application, place=call.destinations.first(), order=1)
    agrees_to_processing(aiko, now=AGREED)
    with pytest.raises(NotOpen):
        submitting.submit(application, language="ja", by=aiko, now=later)
    late = submitting.submit_late(application, WHY, by=sato, now=later)
    assert (late.status, late.is_late, late.submitted_at) == ("submitted", True, later)


def test_control_a_draft_of_the_own_is_told_that_the_deadline_has_passed(world, call, aiko):
    shown = standing(begun(world, aiko, call), NOW)
    assert (shown.is_mine, shown.holder, shown.next) == (False, "", "The deadline has passed")


@pytest.mark.parametrize(
    ("step", "boxes"),
    [
        (Step(), {"reason_code", "reason"}),
        (Step(reason_code="office"), {"reason"}),
        (Step(reason_code="x", reason="y"), {"reason_code"}),
    ],
)
def test_without_a_reason_nothing_is_begun(call, aiko, sato, step, boxes):
    with pytest.raises(MoveRefused) as refused:
        begin(call, aiko, sato, step)
    assert set(refused.value.errors) == boxes
    assert not Application.objects.exists()


def test_it_begins_at_the_very_moment_at_which_the_call_closes(call, aiko, sato):
    with pytest.raises(NotOpen, match="has not closed yet"):
        begin(call, aiko, sato, now=NOW - MOMENT)
    assert begin(call, aiko, sato, now=NOW).status == "draft"


@pytest.mark.parametrize(("status", "words"), [("called_off", "called off"), ("draft", "has not closed")])
def test_a_call_that_is_not_announced_has_no_late_applications(call, aiko, sato, status, words):
    call.status = status
    call.called_off_at = NOW if status == "called_off" else None
    call.announced_at = call.announced_at if status == "called_off" else None
    call.save()
    with pytest.raises(NotOpen, match=words):
        begin(call, aiko, sato)


@pytest.mark.parametrize("there", ["draft", "withdrawn"])
def test_whoever_has_an_application_has_no_second_one(world, call, aiko, sato, there):
    before = begun(world, aiko, call)
    if there == "withdrawn":
        before.status = there
        before.save()
    with pytest.raises(CannotBegin, match="already"):
        begin(call, aiko, sato)
    assert Application.objects.get() == before


def test_somebody_without_an_account_is_invited_first(call, sato):
    with pytest.raises(CannotBegin, match="Invite the person first"):
        beginning_late.begin_late(call, PersonFactory(), WHY, by=sato, now=NOW)


def test_whoever_is_at_home_here_does_not_apply_to_come_here(world, aiko, sato):
    call = inbound_call_of(world)
    Enrolment.objects.create(person=aiko.person, institution=world.kanazawa, level="master", starts_on=LONG_AGO)
    with pytest.raises(NotMeantFor):
        begin(call, aiko, sato, now=call.closes_at)


def test_the_office_begins_none_for_itself_nor_one_beside_the_own(world, call, aiko, ivan, sato):
    with pytest.raises(PermissionDenied):
        begin(call, sato, sato)
    own = begun(world, sato, call)
    own.status, own.submitted_at = "submitted", NOW
    own.save()
    with pytest.raises(PermissionDenied):
        begin(call, aiko, User.objects.get(pk=sato.pk))
    elsewhere = world.program_coordinator("elsewhere", world.basic)
    for by in (ivan, aiko, elsewhere):
        with pytest.raises(PermissionDenied):
            begin(call, aiko, by)
    assert isinstance(begin(call, aiko, world.program_coordinator("here", world.cultural)), Application)


# --- The page --------------------------------------------------------------------------------------------------------


def page_of(call, person=None):
    address = reverse("mobility:application_begin_late", args=[call.uid])
    return address if person is None else f"{address}?person={person.uid}"


def test_from_the_list_over_the_search_to_the_application(call, aiko, sato, sign_in):
    client = sign_in(sato)
    assert page_of(call) in client.get(reverse("mobility:application_list", args=[call.uid])).content.decode()
    found = client.get(page_of(call), {"q": "Aiko"}).content.decode()
    assert f"?person={aiko.person.uid}" in found
    assert 'name="reason"' in client.get(page_of(call, aiko.person)).content.decode()
    refused = client.post(page_of(call, aiko.person), {"reason_code": "office", "reason": ""})
    assert (refused.status_code, Application.objects.count()) == (200, 0)
    answer = client.post(page_of(call, aiko.person), {"reason_code": "office", "reason": "So"})
    made = Application.objects.get()
    assert answer["Location"] == reverse("mobility:application_detail", args=[made.uid])
    assert "Begun late by the office" in client.get(answer["Location"]).content.decode()
    again = client.post(page_of(call, aiko.person), {"reason_code": "office", "reason": "So"})
    assert again["Location"] == answer["Location"]
    assert Application.objects.count() == Letter.objects.filter(kind="application_begun_late").count() == 1


def test_while_the_call_is_open_the_list_has_no_such_button_and_the_page_refuses(
    world, aiko, sato, sign_in, monkeypatch
):
    call = call_of(world)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    client = sign_in(sato)
    assert page_of(call) not in client.get(reverse("mobility:application_list", args=[call.uid])).content.decode()
    answer = client.post(page_of(call, aiko.person), {"reason_code": "office", "reason": "So"})
    assert "has not closed yet" in answer.content.decode()
    assert not Application.objects.exists()


@pytest.mark.parametrize("named", ["new", "nobody", "00000000-0000-0000-0000-000000000000"])
def test_an_address_that_names_nobody_begins_nothing(call, sato, sign_in, named):
    answer = sign_in(sato).post(f"{page_of(call)}?person={named}", {"reason_code": "office", "reason": "So"})
    assert answer.status_code in (302, 400, 404)
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    ("state", "words", "here"),
    [
        ("begun late", "before the office can accept the application", "Look over"),
        ("begun in time", "before the office can accept the application", "Look over"),
        ("open", "before you can send the application", "Look over and send"),
        ("returned too long ago", "Something is missing in the application:", "Look over"),
    ],
)
def test_the_last_page_says_what_is_missing_for_what(world, call, aiko, sato, sign_in, state, words, here):
    """Whoever cannot send is not told so; nor is the page called so, nor the button that leads there."""
    if state == "open":
        call.closes_at = NOW + MOMENT
        call.save()
    application = begin(call, aiko, sato) if state == "begun late" else begun(world, aiko, call)
    browser = sign_in(aiko)
    if state == "returned too long ago":
        application.status, application.return_until, application.submitted_at = "returned", NOW, AGREED
        application.save()
    page = browser.get(reverse("mobility:application_check", args=[application.uid]).replace("/ja/", "/en/", 1))
    text = page.content.decode()
    told = {"before you can send", "before the office can accept", "Something is missing in the application:"}
    assert {one for one in told if one in text} == {one for one in told if one in words}
    assert page.context["steps"][-1] == page.context["topic_title"] == here
    topics = browser.get(
        reverse("mobility:application_topic", args=[application.uid, "about"]).replace("/ja/", "/en/", 1)
    )
    assert topics.context["steps"][-1] == here
