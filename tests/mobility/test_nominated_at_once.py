"""Several devices in the same moment: one student is one person, one nomination is sent once, one reading leaves one line."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from kanazawa_exchange.accounts.models import Letter, Person, User
from kanazawa_exchange.accounts.queries.namesakes import Newcomer
from kanazawa_exchange.accounts.services.editing import StaleEdit
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.states import Step
from mobility.facts import Places
from mobility.models import Nomination
from mobility.services import showing
from mobility.services.nominations import moving, nominating
from mobility.services.nominations.nominating import Nominee
from partners.models import Handover

from .nominated import FACTS, agreed, make, outbound

CLICKS = 6


@pytest.fixture
def offices(transactional_db, request):
    """The world, our office and that of Kazan, seen by every thread."""
    world = request.getfixturevalue("world")
    agreed(world)
    return world, world.user("sato", role="coordinator"), world.representative("petrova", world.kazan)


def at_once(act: Callable[[User], object], user: User) -> list[BaseException]:
    """What is refused of so many acts in the same moment, each with a connection and an account of its own."""
    refused: list[BaseException] = []
    start = threading.Barrier(CLICKS)

    def click() -> None:
        try:
            start.wait(60)
            act(User.objects.get(pk=user.pk))
        except (Refused, StaleEdit) as why:
            refused.append(why)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _click in range(CLICKS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    return refused


def ivanov(number: str) -> Newcomer:
    return Newcomer([("latin", "Ivanov", "Ivan", "")], None, number, "RU")


def test_one_student_is_one_person_however_many_devices_nominate(offices):
    world, _sato, petrova = offices
    people = Person.objects.count()
    nominee = Nominee(ivanov("K-17"), world.inbound, Places(world.kazan, world.kanazawa), FACTS)

    refused = at_once(lambda by: nominating.nominate(nominee, by=by, now=clock.now()), petrova)

    assert len(refused) == CLICKS - 1
    assert (Nomination.objects.count(), Person.objects.count() - people) == (1, 1)
    assert Letter.objects.filter(kind="nomination_sent").count() == 1


def test_control_without_the_lock_of_the_institution_there_are_several(offices, monkeypatch):
    """On files one transaction writes at a time, and there is nothing to show."""
    if connection.vendor != "postgresql":
        pytest.skip("on files one transaction writes at a time, whatever it locks")
    world, _sato, petrova = offices
    people = Person.objects.count()
    nominee = Nominee(ivanov("K-17"), world.inbound, Places(world.kazan, world.kanazawa), FACTS)
    waiting = threading.Barrier(CLICKS)
    known_students = nominating.known_students

    def known(*asked):
        found = known_students(*asked)
        waiting.wait(60)
        return found

    monkeypatch.setattr(nominating, "_lock", lambda _institutions: None)
    monkeypatch.setattr(nominating, "known_students", known)
    at_once(lambda by: nominating.nominate(nominee, by=by, now=clock.now()), petrova)
    assert Person.objects.count() - people == CLICKS


def test_a_nomination_that_is_sent_by_many_clicks_is_handed_over_once(offices):
    world, sato, _petrova = offices
    nomination = outbound(world, sato)

    refused = at_once(lambda by: moving.move(nomination, "send", Step(), by=by, now=clock.now()), sato)

    nomination.refresh_from_db()
    assert len(refused) == CLICKS - 1
    assert (nomination.sender_status, nomination.revision) == ("sent", 1)
    assert Handover.objects.filter(person=nomination.person).count() == 1
    assert Letter.objects.filter(kind="nomination_sent").count() == 1


def test_a_nomination_that_is_accepted_by_many_clicks_has_one_stay(offices):
    world, sato, petrova = offices
    nomination = make(outbound(world, sato), "send", sato)

    at_once(lambda by: moving.move(nomination, "verify", Step(), by=by, now=clock.now()), petrova)

    nomination.refresh_from_db()
    assert nomination.receiver_status == "verified"
    assert nomination.person.mobilities.count() == 1


def test_a_page_that_is_read_by_many_at_once_leaves_one_line(offices):
    world, sato, petrova = offices
    nomination = make(outbound(world, sato), "send", sato)
    rows = Nomination.objects.filter(pk=nomination.pk)

    refused = at_once(
        lambda by: showing.shown(lambda: rows, lambda found: found, showing.NOMINATIONS, by=by, now=clock.now()),
        petrova,
    )

    assert refused == []
    assert Handover.objects.filter(kind="reading").count() == 1
