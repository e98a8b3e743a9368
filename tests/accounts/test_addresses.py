"""An address is one that every mail server takes, wherever it is typed, and is compared in one way on both databases."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from kanazawa_exchange.accounts.models import Invitation, User
from kanazawa_exchange.accounts.services import invitations
from kanazawa_exchange.lib import clock
from tests import factories

IMPOSSIBLE = ["ıvan@example.org", "İ@example.org", "почта@example.org", "x@[127.0.0.1]", "x@192.0.2.15"]
SENTENCES = {
    "en": ("Before @ only Latin letters", "After @ enter the name"),
    "ja": ("@ の前に使えるのは", "@ の後には"),
    "ru": ("До @ возможны только", "После @ укажите"),
}


def refused(page: str, language: str) -> bool:
    return any(sentence in page for sentence in SENTENCES[language])


@pytest.mark.parametrize("language", SENTENCES)
@pytest.mark.parametrize("email", IMPOSSIBLE)
def test_an_invitation_is_sent_to_no_such_address(
    world: Any, sato: User, sign_in: Any, language: str, email: str
) -> None:
    person = factories.PersonFactory()
    client, page = sign_in(sato), f"/{language}/roles/people/{person.uid}/invite/"
    answer = client.post(page, {"email": email, "language": "en"})
    assert refused(answer.content.decode(), language)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("email", IMPOSSIBLE)
def test_no_account_moves_to_such_an_address(world: Any, aiko: User, email: str) -> None:
    client = Client()
    assert (
        client.post("/en/accounts/login/", {"login": aiko.email, "password": "a-long-test-password"}).status_code == 302
    )
    answer = client.post("/en/accounts/email/", {"email": email, "action_add": ""})
    page = answer.content.decode()
    assert refused(page, "en") or "Enter a valid email address." in page, "what the framework refuses is refused before"
    assert not aiko.emailaddress_set.filter(email=email).exists()


@pytest.mark.parametrize("email", IMPOSSIBLE)
def test_no_contact_has_such_an_address(world: Any, admin: User, sign_in: Any, email: str) -> None:
    with translation.override("en"):
        page = reverse("partners:contact_register")
    answer = sign_in(admin).post(page, {"email": email})
    assert refused(answer.content.decode(), "en")


def test_an_older_invitation_to_such_an_address_is_not_sent_again(world: Any, sato: User) -> None:
    person = factories.PersonFactory()
    invitations.invite(person, email="ivan@example.org", language="en", by=sato, now=clock.now())
    Invitation.objects.update(email="ıvan@example.org")
    with pytest.raises(invitations.CannotInvite, match="@ の前"):
        invitations.resend(Invitation.objects.get(), by=sato, now=clock.now())


def test_addresses_are_stored_and_compared_in_lower_case(world: Any, sato: User) -> None:
    """What one database takes for an i, another takes for a letter of its own: only the portal compares."""
    taken = world.user("ivan")
    assert taken.email == "ivan@example.org"
    assert User.objects.at("IVAN@example.ORG").get() == taken
    assert not User.objects.at("ıvan@example.org").exists()
    row, _link = invitations.invite(
        factories.PersonFactory(), email="Olga@Example.ORG", language="en", by=sato, now=clock.now()
    )
    assert row.email == "olga@example.org"
    with pytest.raises(invitations.CannotInvite, match="すでにあります"):
        invitations.invite(factories.PersonFactory(), email="IVAN@example.org", language="en", by=sato, now=clock.now())
