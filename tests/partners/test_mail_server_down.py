"""Nothing counts as sent before the mail server took it: tried with one that takes, one that refuses, one that has stopped."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from kanazawa_exchange.accounts.models import Failure, Invitation, User
from kanazawa_exchange.lib import mail
from partners.models import Agreement, ExpiryAlert
from partners.services import alerts
from tests import factories
from tests.mail_server import MailServer, closed_port, mail_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    settings.EMAIL_BACKEND = "kanazawa_exchange.accounts.outgoing.EmailBackend"
    settings.DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with mail_server() as running:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        yield running


@pytest.fixture(params=["refuses", "stopped"])
def down(request: pytest.FixtureRequest, server: MailServer, settings: Any) -> MailServer:
    """The server refuses for now, or nobody listens at its port."""
    if request.param == "refuses":
        server.refuses = True
    else:
        settings.EMAIL_PORT = closed_port()
    return server


def up(server: MailServer, settings: Any) -> None:
    server.refuses = False
    settings.EMAIL_PORT = server.port


def look(*day: int) -> int:
    return alerts.send_due(now=datetime(*day, 3, 0, tzinfo=UTC), address="https://portal.example.org")


def test_an_expiry_letter_stays_due_until_it_is_taken(
    in_force: Agreement, sato: User, down: MailServer, settings: Any
) -> None:
    assert look(2018, 9, 30) == 0
    assert not ExpiryAlert.objects.exists()
    assert look(2018, 9, 30) == 0
    up(down, settings)
    assert look(2018, 10, 1) == 1
    assert [to for to, _text in down.letters] == [["sato@example.org"]]
    assert ExpiryAlert.objects.filter(by_mail=True).count() == 1
    assert look(2018, 10, 1) == 0


def test_an_address_that_is_refused_does_not_bring_the_others_the_letter_again(
    in_force: Agreement, sato: User, server: MailServer, world: factories.World
) -> None:
    world.user("gone", role="coordinator")
    server.unknown = {"gone@example.org"}
    assert look(2018, 9, 30) == 1
    assert look(2018, 9, 30) == 0
    assert [to for to, _text in server.letters] == [["sato@example.org"]]
    assert Failure.objects.get().error == "SMTPRecipientsRefused"


def test_what_was_not_taken_is_noted_without_a_name(down: MailServer, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        letter = mail.send_text("Hello", "text", to="anna@example.org")
        assert letter.taken is None
    assert letter.taken is False
    failure = Failure.objects.get()
    assert (failure.kind, failure.name) == ("letter", "")
    assert "anna" not in failure.error


@pytest.mark.django_db(transaction=True)
def test_the_command_says_truly_that_the_letter_did_not_go(down: MailServer, settings: Any) -> None:
    out = StringIO()
    call_command("create_administrator", "chief@example.org", stdout=out)
    assert "did not take the letter to chief@example.org" in out.getvalue()
    assert "/invitation/" in out.getvalue()
    assert Invitation.objects.count() == 1
    assert down.letters == []


@pytest.mark.django_db(transaction=True)
def test_the_command_says_truly_that_it_went(server: MailServer) -> None:
    out = StringIO()
    call_command("create_administrator", "chief@example.org", stdout=out)
    assert out.getvalue().startswith("The invitation went to chief@example.org.")
    assert [to for to, _text in server.letters] == [["chief@example.org"]]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("again", [False, True])
def test_the_page_says_truly_whether_the_invitation_went(
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

    def said() -> str:
        answer = client.post(address, {"email": "new@example.org", "language": "en"})
        assert answer.status_code == 302
        return str(client.get(answer["Location"]).content.decode())

    assert "The mail server did not take the letter." in said()
    up(down, settings)
    page = said()
    assert "on its way" in page
    assert "The mail server did not take the letter." not in page
    assert [to for to, _text in down.letters] == [["new@example.org"]]
