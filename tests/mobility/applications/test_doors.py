"""The button on the public page of a call: each reader is led on to what comes next."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from kanazawa_exchange.lib import clock
from mobility.services.applications import machine
from programs.models import ProgramPartner

from .paths import NOW, begun, call_of, in_state, inbound_call_of, step_of


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with translation.override("en"):
        yield


@pytest.fixture
def inbound(world):
    """A call that brings students to Kanazawa, from Kazan among others."""
    call = inbound_call_of(world)
    ProgramPartner.objects.get_or_create(program=world.inbound.program, institution=world.kazan)
    return call


def page(client, call, user=None):
    if user is not None:
        client.force_login(user)
    return client.get(f"/en/calls/{call.uid}/").content.decode()


def form_of(call):
    return f'href="{reverse("mobility:application_create", args=[call.uid])}"'


NOMINATES = "your university nominates you first"


def test_whoever_has_applied_is_led_to_the_own_application_also_after_the_closing(world, aiko, client, monkeypatch):
    call = call_of(world)
    assert form_of(call) in page(client, call, aiko)
    application = begun(world, aiko, call=call)
    for now in (NOW, call.closes_at + timedelta(days=1)):
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        text = page(client, call, aiko)
        assert "See your application" in text
        assert f'href="/en/applications/{application.uid}/"' in text
        assert form_of(call) not in text


@pytest.mark.parametrize(
    ("move", "words"), [("withdraw", "You have withdrawn"), ("cancel", "The office has cancelled")]
)
def test_whoever_has_ended_it_reads_that_there_is_no_second_time(world, aiko, sato, client, move, words):
    application = begun(world, aiko)
    machine.move(
        application, move, step_of(application, move, "offer"), by=aiko if move == "withdraw" else sato, now=NOW
    )
    text = page(client, application.call, aiko)
    assert words in text
    assert "You cannot apply to this call again." in text
    own = client.get(f"/en/applications/{application.uid}/").content.decode()
    assert "cannot apply to this call again" in own


def test_whoever_keeps_the_call_is_led_to_its_applications(world, sato, client):
    call = call_of(world)
    text = page(client, call, sato)
    assert f'href="/en/office/calls/{call.uid}/applications/"' in text
    assert form_of(call) not in text


def test_a_representative_is_not_offered_to_apply_to_a_call_from_kanazawa(world, petrova, aiko, client):
    """Neither on the public page nor on the one behind its button; the last line is the control."""
    call, words = call_of(world), "This call is for students who go from Kanazawa to partner institutions."
    start = reverse("mobility:application_create", args=[call.uid]).replace("/ja/", "/en/", 1)
    for user, is_offered in ((petrova, False), (aiko, True)):
        text = page(client, call, user)
        assert (form_of(call) in text, words in text) == (is_offered, not is_offered)
        begins = client.get(start).content.decode()
        assert ("Begin the application" in begins, words in begins) == (is_offered, not is_offered)


def test_a_representative_nominates_for_this_run(world, petrova, client, inbound):
    text = page(client, inbound, petrova)
    address = f"/en/nominations/nominate/?run={inbound.run.uid}"
    assert f'href="{address}"' in text
    assert form_of(inbound) not in text
    form = client.get(address).content.decode()
    assert f'<option value="{inbound.run.uid}" selected>' in form
    assert "Your institution nominates" not in page(client, call_of(world))


def test_a_visitor_reads_that_the_own_university_comes_first(world, client, inbound):
    text = page(client, inbound)
    assert NOMINATES in text
    assert "I was nominated: sign in" in text
    assert "first nominated by their own international office" in text
    assert NOMINATES not in page(client, call_of(world))


def test_where_no_partner_comes_first_a_visitor_applies(world, client, inbound):
    world.kazan.intake_modes.create(nationality="RU", mode="direct", basis="Agreed in 2018", decided_on="2018-01-10")
    ProgramPartner.objects.filter(program=inbound.run.program).exclude(institution=world.kazan).delete()
    text = page(client, inbound)
    assert NOMINATES not in text
    assert form_of(inbound) in text


def test_a_student_of_ours_reads_why_not_and_has_no_button(world, aiko, client, inbound):
    aiko.person.enrolments.create(institution=world.kanazawa, starts_on="2017-04-01")
    text = page(client, inbound, aiko)
    assert "Students of Kanazawa University cannot apply" in text
    assert form_of(inbound) not in text


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_the_page_to_apply_leads_to_the_application_that_is_there(world, aiko, client, state):
    application = in_state(world, aiko, state)
    client.force_login(aiko)
    answer = client.get(reverse("mobility:application_create", args=[application.call.uid]))
    assert answer["Location"] == f"/en/applications/{application.uid}/"
