"""The log of letters is shut where the case is: of rivals, and of a declared conflict of interest. The own letters are read."""

from typing import Any

import pytest
from django.urls import reverse

from kanazawa_exchange.accounts.models import Letter
from kanazawa_exchange.lib import clock
from mobility.queries.shut_letters import shut_letters
from mobility.services.selection import offers
from mobility.services.selection.deciding import Wanted
from rubric.models import Review
from tests.factories import UserFactory
from tests.mobility.nominated import of_application

from .paths import NOW, call_with, in_review, place_of, released


@pytest.fixture(autouse=True)
def now(monkeypatch: Any) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def placed(world: Any, petrova: Any) -> Any:
    """Somebody else's confirmed place, with a nomination that its host has accepted: letters of every kind about one case."""
    call = call_with(world)
    [one] = released(world, call, Wanted(in_review(world, call), "offer", place_of(call)))
    one = offers.confirm(one, by=one.person.user, now=NOW)
    of_application(world, one, "send", "verify")
    return one


def readable(reader: Any) -> set[str]:
    return set(Letter.objects.visible_to(reader).values_list("kind", flat=True))


def shown(browser: Any, letters: Any) -> set[int]:
    return {browser.get(reverse("accounts:mail_detail", args=[one.uid])).status_code for one in letters}


def test_who_competes_reads_no_letter_about_a_rival(world: Any, sato: Any, sign_in: Any, placed: Any) -> None:
    letters, browser = list(Letter.objects.exclude(person=sato.person)), sign_in(sato)
    kinds = {"application_received", "place_offered", "place_confirmed", "nomination_sent", "nomination_told"}
    assert kinds <= readable(sato), "the control: whoever has not applied reads them all"
    assert shown(browser, letters) == {200}

    in_review(world, placed.call, sato)
    sato = type(sato).objects.get(pk=sato.pk)
    assert shown(browser, letters) == {404}
    own = Letter.objects.visible_to(sato)
    assert set(own.values_list("person", flat=True)) == {sato.person_id}
    page = browser.get(reverse("accounts:mail_list"))
    assert len(page.context["page"].rows) == own.count()
    assert placed.person.user.email not in page.text
    assert browser.post(reverse("accounts:mail_send_again", args=[letters[0].uid])).status_code == 404


def test_who_competes_reads_the_letters_of_other_calls(world: Any, sato: Any, placed: Any) -> None:
    in_review(world, call_with(world), sato)
    assert "place_offered" in readable(sato)


def test_who_has_declared_a_conflict_reads_no_letter_about_that_case(world: Any, sato: Any, placed: Any) -> None:
    other = in_review(world, placed.call)
    Review.objects.create(application=placed, reviewer=sato, status="conflict", assigned_at=NOW)
    people = set(Letter.objects.visible_to(sato).values_list("person", flat=True))
    assert placed.person_id not in people
    assert other.person_id in people


def test_it_is_asked_in_two_queries_and_with_rivals_in_four(
    world: Any, sato: Any, django_assert_num_queries: Any, placed: Any
) -> None:
    with django_assert_num_queries(2):
        assert shut_letters(sato) == frozenset()
    in_review(world, placed.call, sato)
    for _each in range(3):
        in_review(world, placed.call, UserFactory())
    sato = type(sato).objects.select_related("person").get(pk=sato.pk)
    with django_assert_num_queries(4):
        assert len(shut_letters(sato)) == 7  # five applications, a nomination, the call
