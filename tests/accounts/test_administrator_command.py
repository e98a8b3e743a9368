"""A new installation gets its first administrator by a command."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from kanazawa_exchange.accounts.models import Invitation, Role, RoleGrant, User
from kanazawa_exchange.accounts.permissions import is_administrator
from tests import factories

PASSWORD = "three grey geese in a green field"


def run(*args: str) -> str:
    out = StringIO()
    call_command("create_administrator", *args, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_printed_link_leads_to_an_administrators_account() -> None:
    printed = run("Chief@Example.org", "--family", "Kato", "--given", "Jun", "--lang", "en")

    path = "/" + printed.split()[-1].split("/", 3)[3]
    client = Client()
    client.get(path)
    client.post("/en/invitation/", {"password1": PASSWORD, "password2": PASSWORD})
    user = User.objects.get()
    assert user.email == "chief@example.org"
    assert is_administrator(user)
    assert Invitation.objects.get().accepted_at is not None


@pytest.mark.django_db
def test_a_known_account_is_promoted_without_a_letter(world: factories.World) -> None:
    user = world.user("jun")

    run("jun@example.org")

    assert RoleGrant.objects.get(person=user.person).role == Role.ADMINISTRATOR
    assert not Invitation.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["nobody", "a@b", "x@example.org\nBcc: y@example.org"])
def test_a_wrong_address_changes_nothing(address: str) -> None:
    with pytest.raises(CommandError):
        run(address)

    assert not RoleGrant.objects.exists()


@pytest.mark.django_db
def test_an_administrator_is_not_promoted_twice(world: factories.World) -> None:
    world.user("jun", role="administrator")

    with pytest.raises(CommandError):
        run("jun@example.org")
