"""Letters wait until the mail server takes them: it is down, slow, or knows one address not; a worker dies in between."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from kanazawa_exchange.accounts.models import Failure, Letter
from kanazawa_exchange.accounts.services import outbox
from kanazawa_exchange.accounts.services.delivery import ATTEMPTS, LEASE, claim, due, pause, send_due, settle
from kanazawa_exchange.accounts.services.outbox import Recipient
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.mail import Answer, Counter, Said
from kanazawa_exchange.lib.mails import LOST, SEALED
from tests.mail_server import closed_port
from tests.mails.kinds import NEWS, values

pytestmark = pytest.mark.django_db


def written(name="anna", **more):
    to = Recipient(f"{name}@example.org", "en")
    return outbox.write(NEWS, to=to, ref="act", values=values(), by=None, now=clock.now(), **more)


def state(name="anna"):
    return Letter.objects.get(address=f"{name}@example.org").state


def test_down_for_an_hour_and_nothing_is_lost(smtp, settings):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, closed_port()
    for name in ("anna", "boris", "vera"):
        written(name)
    with time_machine.travel(clock.now(), tick=False) as clockwork:
        for _minute in range(60):
            send_due()
            clockwork.shift(timedelta(minutes=1))
        assert {letter.state for letter in Letter.objects.all()} == {"waiting"}
        assert all(0 < letter.attempts < 30 for letter in Letter.objects.all())
        assert Letter.objects.first().reason == "ConnectionRefusedError"
        settings.EMAIL_PORT = port
        for _minute in range(61):
            send_due()
            clockwork.shift(timedelta(minutes=1))
    assert sorted(to for to, _text in smtp.letters) == [[f"{name}@example.org"] for name in ("anna", "boris", "vera")]
    assert {letter.state for letter in Letter.objects.all()} == {"taken"}
    assert not Failure.objects.exists()


def test_one_address_that_is_refused_is_set_aside_at_once_and_the_others_go_on(smtp):
    smtp.unknown = {"gone@example.org"}
    smtp.refusals = {"full@example.org": "450 mailbox full"}
    for name in ("gone", "full", "anna"):
        written(name)
    assert not send_due()
    assert (state("gone"), state("full"), state("anna")) == ("refused", "waiting", "taken")
    gone = Letter.objects.get(address="gone@example.org")
    assert (gone.reason, gone.attempts, gone.sealed) == ("550 nobody of that name", 1, "")
    assert Failure.objects.get().name == "test_news"
    assert due(clock.now() + pause(1)).count() == 1


def test_a_server_that_hangs_holds_one_letter_for_so_long_and_then_the_others_are_first(smtp, settings):
    settings.EMAIL_TIMEOUT = 0.2
    smtp.seconds = 1.0
    written("anna")
    written("boris")
    send_due()
    first = Letter.objects.get(attempts=1)
    assert (first.reason, first.address) == ("SMTPServerDisconnected", "anna@example.org")
    smtp.seconds = 0
    send_due()
    assert [to for to, _text in smtp.letters] == [["boris@example.org"]]


def test_pauses_grow_to_an_hour_and_end_after_three_days():
    assert [pause(n).total_seconds() // 60 for n in range(1, 9)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert pause(10_000) == timedelta(hours=1)
    assert timedelta(days=3) < sum((pause(n) for n in range(1, ATTEMPTS)), timedelta()) < timedelta(days=3, hours=2)


def test_what_no_attempt_brought_over_is_given_up_and_stands_among_what_failed(smtp):
    written()
    Letter.objects.update(attempts=ATTEMPTS - 1)
    smtp.refuses = True
    send_due()
    letter = Letter.objects.get()
    assert (letter.state, letter.attempts, letter.reason) == ("given_up", ATTEMPTS, "451 try again later")
    assert letter.sealed == ""
    assert Failure.objects.get().kind == "letter"


def test_a_letter_that_waited_for_a_worker_for_a_month_is_tried_all_the_same(smtp):
    written()
    with time_machine.travel(clock.now() + timedelta(days=30), tick=False):
        send_due()
    assert state() == "taken"


def test_what_says_nothing_any_more_is_not_sent(smtp):
    written(until=clock.now() + timedelta(hours=24))
    with time_machine.travel(clock.now() + timedelta(hours=24), tick=False):
        send_due()
    assert (state(), smtp.letters) == ("given_up", [])


def test_a_letter_in_hand_is_nobody_elses(smtp):
    written()
    held = claim(due(clock.now()), now=clock.now())
    assert held is not None
    assert claim(due(clock.now()), now=clock.now()) is None
    send_due()
    assert smtp.letters == []


def test_who_wakes_up_after_the_lease_writes_nothing(smtp):
    written()
    zombie = claim(due(clock.now()), now=clock.now())
    with time_machine.travel(clock.now() + LEASE + timedelta(seconds=1)):
        send_due()
    settle(zombie, Answer(Said.NEVER, "550 late"), now=clock.now())
    assert (state(), Letter.objects.get().attempts) == ("taken", 2)


def test_killed_after_the_server_took_it_the_letter_goes_twice_under_one_number(smtp):
    written()
    held = claim(due(clock.now()), now=clock.now())
    with Counter() as counter:
        assert counter.hand_over(held).said is Said.TAKEN
    # killed here: nothing is written
    with time_machine.travel(clock.now() + LEASE + timedelta(seconds=1)):
        send_due()
    assert len(smtp.letters) == 2
    assert len(set(smtp.numbers())) == 1
    assert state() == "taken"


def test_an_attempt_counts_before_it_begins():
    """The control: one that were counted afterwards would try what kills its worker for ever."""
    written()
    for _kill in range(ATTEMPTS):
        Letter.objects.update(lease=None, leased_until=None)
        assert claim(due(clock.now()), now=clock.now()) is not None
    Letter.objects.update(lease=None, leased_until=None)
    assert claim(due(clock.now()), now=clock.now()) is None
    letter = Letter.objects.get()
    assert (letter.state, letter.reason) == ("given_up", LOST)


def test_a_key_that_is_gone_is_said_and_stops_nothing(smtp, settings):
    written("anna")
    settings.FIELD_KEY = "c2l4dGVlbi1ieXRlcy1hbmQtc2l4dGVlbi1vdGhlciE="
    written("boris")
    send_due()
    assert (state("anna"), state("boris")) == ("given_up", "taken")
    assert Letter.objects.get(address="anna@example.org").reason == SEALED


def test_a_turn_ends_and_says_that_letters_are_left(smtp):
    written("anna")
    written("boris")
    assert send_due(seconds=-1)
    assert len(smtp.letters) == 1
    assert not send_due()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_inside_a_transaction(monkeypatch):
    inside = []

    def send(self, messages):
        inside.append(connection.in_atomic_block)
        return 1

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", send)
    written()
    send_due()
    assert inside == [False]
