"""Letters about signing in leave at once, without a worker; when the server is away they wait in the outbox, and the page says so."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail as sent
from django.test import Client
from django.urls import reverse

from kanazawa_exchange.accounts.models import Letter
from kanazawa_exchange.accounts.services import delivery
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.mails import MASK
from tests.mail_server import closed_port

pytestmark = pytest.mark.django_db(transaction=True)
RESET = "/en/accounts/password/reset/"


@pytest.fixture
def owner(aiko):
    EmailAddress.objects.get_or_create(user=aiko, email=aiko.email, defaults={"verified": True, "primary": True})
    return aiko


def ask(email, **more):
    return Client(raise_request_exception=False, **more).post(RESET, {"email": email})


def test_it_leaves_at_once_and_its_link_stands_in_no_row(owner):
    assert ask(owner.email).status_code == 302
    (message,) = sent.outbox
    letter = Letter.objects.get()
    assert (letter.state, letter.kind, letter.person, letter.sealed) == ("taken", "sign_in", owner.person, "")
    link = next(word for word in message.body.split() if "/reset/key/" in word)
    assert link not in letter.body
    assert MASK in letter.body
    assert message.message()["Message-ID"] == letter.message_id


def test_while_the_server_is_away_the_page_says_so_and_the_letter_leaves_later(owner, smtp, settings):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, closed_port()
    answer = ask(owner.email)
    assert answer.status_code == 503
    assert "the portal keeps the letter and sends it as soon as it does" in " ".join(answer.content.decode().split())
    assert Letter.objects.get().state == "waiting"
    settings.EMAIL_PORT = port
    Letter.objects.update(not_before=clock.now())
    delivery.send_due()
    ((to, text),) = smtp.letters
    assert to == [owner.email]
    assert "/reset/key/" in text.replace("=\n", "")


def test_known_and_unknown_addresses_are_told_alike_and_both_are_in_the_log(owner, smtp):
    answers = [ask(email) for email in (owner.email, "nobody@example.org")]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert sorted(Letter.objects.values_list("address", "state")) == [
        ("aiko@example.org", "taken"),
        ("nobody@example.org", "taken"),
    ]


def test_what_a_worker_has_in_hand_is_no_failure(owner, monkeypatch):
    """The sweep may be quicker than the process that wrote the letter."""
    honest = delivery.send_at_once

    def slower(pk):
        delivery.claim(delivery.due(clock.now()), now=clock.now())
        return honest(pk)

    monkeypatch.setattr(delivery, "send_at_once", slower)
    assert ask(owner.email).status_code == 302
    assert sent.outbox == []
    assert Letter.objects.get().lease is not None


def test_the_office_reads_nothing_that_opens_an_account(owner, sign_in, sato):
    ask(owner.email)
    link = next(word for word in sent.outbox[0].body.split() if "/reset/key/" in word)
    page = sign_in(sato).get(reverse("accounts:mail_detail", args=[Letter.objects.get().uid])).content.decode()
    assert link.rpartition("/key/")[2].strip("/") not in page
    assert MASK in page


def test_a_letter_that_tells_of_a_change_does_not_undo_it(owner, smtp, settings):
    settings.EMAIL_PORT = closed_port()
    owner.set_password("three grey geese in a green field")
    owner.save()
    client = Client()
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    new = "five wild bees near the well"
    boxes = {"oldpassword": "three grey geese in a green field", "password1": new, "password2": new}
    answer = client.post("/en/accounts/password/change/", boxes)
    assert answer.status_code == 302
    owner.refresh_from_db()
    assert owner.check_password(new)
    assert Letter.objects.get().state == "waiting"
