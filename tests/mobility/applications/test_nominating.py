"""From a confirmed application to its nomination by one button: nothing typed twice, and one however often it is pressed."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.lib import clock
from mobility.models import Nomination
from mobility.services.nominations import preparing
from tests.mobility.nominated import agreed

from .paths import NOW, in_state


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.fixture
def now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def sheet(application):
    return reverse("mobility:application_detail", args=[application.uid])


def press(client, application):
    return client.post(reverse("mobility:application_nominate", args=[application.uid]), follow=True)


def test_a_confirmed_application_becomes_a_nomination_once(world, aiko, sato, sign_in, now):
    agreed(world)
    application = in_state(world, aiko, "confirmed")
    client = sign_in(sato)
    assert "Prepare the nomination" in client.get(sheet(application)).content.decode()
    for _time in range(2):
        answer = press(client, application)
        nomination = Nomination.objects.get()
        assert answer.redirect_chain[-1][0] == reverse("mobility:nomination_detail", args=[nomination.uid])
    assert (nomination.person, nomination.application, nomination.level) == (aiko.person, application, "bachelor")
    assert (nomination.sending, nomination.receiving) == (world.kanazawa, application.place.institution)
    assert (nomination.run, nomination.sender_status) == (application.call.run, "draft")
    page = client.get(sheet(application)).content.decode()
    assert "Prepare the nomination" not in page
    assert reverse("mobility:nomination_detail", args=[nomination.uid]) in page


@pytest.mark.parametrize("state", ["offered", "waitlisted", "withdrawn"])
def test_what_is_not_confirmed_is_not_nominated(world, aiko, sato, sign_in, now, state):
    application = in_state(world, aiko, state)
    client = sign_in(sato)
    assert "Prepare the nomination" not in client.get(sheet(application)).content.decode()
    answer = press(client, application)
    assert answer.redirect_chain[-1][0] == sheet(application)
    assert "The student has not confirmed the place." in answer.content.decode()
    assert not Nomination.objects.exists()


def test_others_neither_see_the_button_nor_press_it(world, aiko, petrova, mori, sign_in, now):
    application = in_state(world, aiko, "confirmed")
    for user in (aiko, petrova, mori):
        assert press(sign_in(user), application).status_code in (403, 404)
    assert not Nomination.objects.exists()


@pytest.mark.parametrize(
    ("term", "starts_on", "ends_on", "said"),
    [
        ("year", None, None, ""),
        ("year", date(2018, 8, 1), date(2018, 8, 14), ""),
        ("year", date(2018, 4, 1), date(2018, 9, 30), ""),
        ("year", date(2018, 9, 1), date(2019, 7, 31), "year"),
        ("autumn", date(2018, 10, 1), date(2018, 10, 14), "autumn"),
    ],
)
def test_the_semester_is_what_the_run_says_and_never_a_year_of_two_weeks(
    world, aiko, now, term, starts_on, ends_on, said
):
    application = in_state(world, aiko, "confirmed")
    run = application.call.run
    run.term, run.starts_on, run.ends_on = term, starts_on, ends_on
    run.save()
    assert preparing.prepare_from(application, by=None, now=NOW).term == said
