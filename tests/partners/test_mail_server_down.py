"""Nothing counts as sent before the mail server took it: tried with one that takes, one that refuses, one that has stopped."""

from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from kanazawa_exchange.accounts.models import Failure, Invitation, Letter, User
from kanazawa_exchange.accounts.services import invitations
from kanazawa_exchange.accounts.services.delivery import send_due
from kanazawa_exchange.lib import clock
from partners.models import Agreement, ExpiryAlert
from partners.services import alerts
from tests import factories
from tests.mail_server import MailServer, closed_port

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["refuses", "stopped"])
def down(request: pytest.FixtureRequest, smtp: MailServer, settings: Any) -> MailServer:
    """The server refuses for now, or nobody listens at its port."""
    if request.param == "refuses":
        smtp.refuses = True
    else:
        settings.EMAIL_PORT = closed_port()
    return smtp


def up(server: MailServer, settings: Any) -> None:
    """The server takes letters again, and the pause of those that wait is over."""
    server.refuses = False
    settings.EMAIL_PORT = server.port
    Letter.objects.waiting().update(not_before=clock.now())


def look(*day: int) -> int:
    return alerts.send_due(now=datetime(*day, 3, 0, tzinfo=UTC), address="https://portal.example.org")


def test_an_expiry_letter_waits_until_it_is_taken(
    in_force: Agreement, sato: User, down: MailServer, settings: Any
) -> None:
    assert look(2018, 9, 30) == 1
    assert look(2018, 9, 30) == 0
    send_due()
    assert Letter.objects.get().state == "waiting"
    up(down, settings)
    send_due()
    assert [to for to, _text in down.letters] == [["sato@example.org"]]
    assert Letter.objects.get().state == "taken"
    assert ExpiryAlert.objects.filter(by_mail=True).count() == 1


def test_an_address_that_is_refused_does_not_bring_the_others_the_letter_again(
    in_force: Agreement, sato: User, smtp: MailServer, world: factories.World
) -> None:
    world.user("gone", role="coordinator")
    smtp.unknown = {"gone@example.org"}
    assert look(2018, 9, 30) == 1
    send_due()
    assert look(2018, 9, 30) == 0
    send_due()
    assert [to for to, _text in smtp.letters] == [["sato@example.org"]]
    assert Letter.objects.get(address="gone@example.org").reason == "550 nobody of that name"


def test_what_was_not_taken_is_noted_without_a_name(in_force: Agreement, sato: User, smtp: MailServer) -> None:
    smtp.unknown = {sato.email}
    look(2018, 9, 30)
    send_due()
    failure = Failure.objects.get()
    assert (failure.kind, failure.name, failure.error) == ("letter", "agreement_expiry", "LetterNotTaken")


@pytest.mark.django_db(transaction=True)
def test_the_command_says_truly_that_the_letter_did_not_go(down: MailServer, settings: Any) -> None:
    out = StringIO()
    call_command("create_administrator", "chief@example.org", stdout=out)
    assert "has not taken the letter to chief@example.org yet" in out.getvalue()
    assert "/invitation/" in out.getvalue()
    assert Invitation.objects.count() == 1
    assert down.letters == []
    up(down, settings)
    send_due()
    assert [to for to, _text in down.letters] == [["chief@example.org"]]


@pytest.mark.django_db(transaction=True)
def test_the_command_says_truly_that_it_went(smtp: MailServer) -> None:
    out = StringIO()
    call_command("create_administrator", "chief@example.org", stdout=out)
    assert out.getvalue().startswith("The invitation went to chief@example.org.")
    assert [to for to, _text in smtp.letters] == [["chief@example.org"]]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("again", [False, True])
def test_the_page_promises_no_more_than_the_mail_server_has_done(
    admin: User, sign_in: Any, down: MailServer, settings: Any, again: bool
) -> None:
    client, person = sign_in(admin), factories.PersonFactory()
    address = f"/en/roles/people/{person.uid}/invite/"
    if again:
        now = datetime.now(UTC)
        open_one = Invitation.objects.create(
            person=person, email="new@example.org", token_hash="x", created_at=now, expires_at=now
        )
        address = f"/en/roles/invitations/{open_one.uid}/resend/"
    answer = client.post(address, {"email": "new@example.org", "language": "en"})
    assert "leaves as soon as the mail server takes it" in client.get(answer["Location"]).content.decode()
    send_due()
    assert Letter.objects.get().state == "waiting"
    assert "waiting for the mail server" in client.get("/en/roles/invitations/").content.decode()
    up(down, settings)
    send_due()
    assert [to for to, _text in down.letters] == [["new@example.org"]]
    assert "taken by the mail server" in client.get("/en/roles/invitations/").content.decode()


def test_an_invitation_that_is_withdrawn_before_its_letter_left_does_not_leave(
    admin: User, down: MailServer, settings: Any
) -> None:
    person, now = factories.PersonFactory(), clock.now()
    first, _link = invitations.invite(person, email="new@example.org", language="en", by=admin, now=now)
    invitations.resend(first, by=admin, now=now)
    up(down, settings)
    send_due()
    assert len(down.letters) == 1
    assert sorted(Letter.objects.values_list("state", flat=True)) == ["taken", "withdrawn"]
