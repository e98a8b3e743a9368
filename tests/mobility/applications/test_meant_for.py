"""A call that receives students is for those of partners: nobody applies for a stay at the institution where they study."""

import pytest
from django.urls import reverse
from django.utils import translation

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.typed_boxes import Change, stamp_of
from mobility.models import Application
from mobility.queries.applications.boxes import CHOICES, Boxes
from mobility.queries.applications.lacks import lacks
from mobility.services.applications import drafts
from mobility.services.applications.drafts import NotMeantFor

from .paths import NOW, begun, call_of, inbound_call_of


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with translation.override("en"):
        yield


@pytest.fixture
def inbound(world):
    return inbound_call_of(world)


def studies(user, institution):
    user.person.enrolments.create(institution=institution, starts_on="2017-04-01")


def test_a_student_of_ours_does_not_begin_an_application_to_be_received_here(world, aiko, client, inbound):
    studies(aiko, world.kanazawa)
    with pytest.raises(NotMeantFor, match="Students of Kanazawa University cannot apply"):
        drafts.start(inbound, language="ja", by=aiko, now=NOW)
    client.force_login(aiko)
    page = client.get(f"/en/calls/{inbound.uid}/apply/").content.decode()
    assert "Students of Kanazawa University cannot apply" in page
    assert "Begin the application" not in page
    assert not Application.objects.exists()


@pytest.mark.parametrize("home", ["kazan", None])
def test_others_begin_one_and_so_do_students_of_ours_in_a_call_that_sends(world, aiko, inbound, home):
    if home:
        studies(aiko, getattr(world, home))
    assert drafts.start(inbound, language="ja", by=aiko, now=NOW).call == inbound
    aiko.person.enrolments.all().delete()
    studies(aiko, world.kanazawa)
    assert drafts.start(call_of(world), language="ja", by=aiko, now=NOW).institution == world.kanazawa


def test_who_states_to_study_at_the_host_is_told_at_the_box_and_sends_nothing(world, aiko, inbound):
    application = drafts.start(inbound, language="en", by=aiko, now=NOW)
    ours, theirs = str(world.kanazawa.uid), str(world.kazan.uid)
    saved = drafts.save(application, [Change("institution", ours)], by=aiko, now=NOW)
    assert "cannot apply" in saved.errors["institution"]
    saved = drafts.save(application, [Change("institution", theirs)], by=aiko, now=NOW)
    assert saved.stamps == {"institution": stamp_of(theirs)}
    old = begun(world, world.user("mori"), call=inbound)
    assert "cannot apply" in lacks(Boxes(old))["institution"]
    assert "institution" not in lacks(Boxes(Application.objects.get(pk=application.pk)))


def test_the_only_place_is_chosen_already_and_is_called_the_host(world, aiko, client, inbound):
    application = drafts.start(inbound, language="en", by=aiko, now=NOW)
    boxes = Boxes(application)
    assert boxes.texts[CHOICES] == str(inbound.destinations.get().uid)
    assert boxes.label(CHOICES) == "Host institution"
    client.force_login(aiko)
    page = client.get(f"/en/applications/{application.uid}/form/destinations/").content.decode()
    assert "Wish 1" not in page
    assert "Host institution" in page
    two = drafts.start(call_of(world), language="en", by=aiko, now=NOW)
    assert Boxes(two).texts[CHOICES] == ""
    assert Boxes(two).label(CHOICES) == "Destinations in order of preference"


@pytest.mark.parametrize("role", ["sato", "aiko"])
def test_whoever_keeps_the_call_is_led_to_its_desk(client, inbound, request, role):
    client.force_login(request.getfixturevalue(role))
    answer = client.get(f"/en/calls/{inbound.uid}/apply/")
    desk = reverse("programs:call_office", args=[inbound.uid])
    assert (answer.status_code, answer.get("Location")) == ((302, desk) if role == "sato" else (200, None))
