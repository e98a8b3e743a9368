"""Whoever gets the first role in the whole portal has the account that an administrator has looked at, and no other."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kanazawa_exchange.accounts.models import Invitation, RoleGrant, User
from kanazawa_exchange.accounts.services import invitations, roles
from kanazawa_exchange.lib import clock
from tests import factories

PASSWORD = "three grey geese in a green field"
SINCE = date(2018, 4, 1)


@pytest.fixture
def person(world: factories.World) -> Any:
    return factories.PersonFactory(names=[("kanji", "鈴木", "花子", "")])


@pytest.fixture
def chief(admin: User, sign_in: Any) -> Client:
    client = sign_in(admin)
    client.post("/en/accounts/reauthenticate/", {"password": "a-long-test-password"})
    return client


def invited(person: Any, by: User | None, email: str = "mine@example.org") -> str:
    _row, link = invitations.invite(person, email=email, language="en", by=by, now=clock.now())
    return link.rstrip("/").rpartition("/")[2]


def accept(token: str) -> Any:
    client = Client()
    client.get(f"/en/invitation/{token}/")
    return client.post("/en/invitation/", {"password1": PASSWORD, "password2": PASSWORD})


@pytest.mark.parametrize("role", ["administrator", "coordinator", "translator"])
def test_the_first_role_withdraws_what_a_coordinator_has_sent(
    person: Any, sato: User, chief: Client, role: str
) -> None:
    token = invited(person, sato)

    given = chief.post(
        f"/en/roles/people/{person.uid}/grant/",
        {"role": role, "starts_on": "2018-04-01"},
        follow=True,
    )

    assert "The invitation that was open is withdrawn" in given.content.decode()
    assert Invitation.objects.get().withdrawn_at is not None
    assert accept(token).status_code == 410
    assert not User.objects.filter(person=person).exists()


def test_a_role_that_is_refused_withdraws_nothing(person: Any, sato: User, admin: User) -> None:
    invited(person, sato)

    with pytest.raises(roles.CannotHold):
        roles.grant(person, "reviewer", starts_on=SINCE, ends_on=date(2018, 3, 1), by=admin, now=clock.now())

    assert Invitation.objects.pending().count() == 1


@pytest.mark.parametrize("why", ["a role since", "the inviter's role has ended", "the inviter's account is closed"])
def test_accepting_asks_again_whether_the_inviter_may(person: Any, sato: User, why: str) -> None:
    """Also of invitations that were sent before roles withdrew them."""
    token = invited(person, sato)
    if why == "a role since":
        factories.RoleGrantFactory(person=person, role="reviewer")
    elif "ended" in why:
        RoleGrant.objects.filter(person=sato.person).delete()
    else:
        User.objects.filter(pk=sato.pk).update(is_active=False)

    assert Client().get(f"/en/invitation/{token}/", follow=True).status_code == 410
    assert accept(token).status_code == 410
    assert not User.objects.filter(person=person).exists()


def test_without_that_question_the_old_link_opens_the_account_of_an_administrator(
    person: Any, sato: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    token = invited(person, sato)
    factories.RoleGrantFactory(person=person, role="administrator")
    monkeypatch.setattr(invitations, "may_still_invite", lambda invitation: True)

    accept(token)

    assert User.objects.filter(person=person).exists()


@pytest.mark.parametrize("sender", ["the administrator", "the portal"])
def test_an_invitation_of_the_administrator_to_a_holder_of_roles_opens(person: Any, admin: User, sender: str) -> None:
    factories.RoleGrantFactory(person=person, role="coordinator")
    token = invited(person, admin if sender == "the administrator" else None)

    assert accept(token).url == reverse("account_login")


# --- Accounts that were opened before -----------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ["coordinator", "reviewer"])
def test_the_administrator_sees_and_confirms_the_address_of_an_account(aiko: User, chief: Client, role: str) -> None:
    address = f"/en/roles/people/{aiko.person.uid}/grant/"
    data = {"role": role, "starts_on": "2018-04-01"}

    page = chief.get(address).content.decode()
    refused = chief.post(address, data)
    other = chief.post(address, {**data, "address": "somebody-else@example.org"})
    unconfirmed = RoleGrant.objects.filter(person=aiko.person).count()
    given = chief.post(address, {**data, "address": aiko.email})

    assert f"I have checked that {aiko.email} is this person&#x27;s own address." in page
    for answer in (refused, other):
        assert answer.status_code == 200
        assert f"This person signs in with {aiko.email}." in answer.content.decode()
    assert unconfirmed == 0
    assert given.status_code == 302
    assert RoleGrant.objects.get(person=aiko.person).role == role


def test_it_is_asked_once(sato: User, chief: Client) -> None:
    address = reverse("accounts:role_grant", kwargs={"uid": sato.person.uid})

    assert "address" not in chief.get(address).context["form"].fields
    assert chief.post(address, {"role": "reviewer", "starts_on": "2018-04-01"}).status_code == 302


def test_no_account_no_question(person: Any, chief: Client) -> None:
    page = chief.get(f"/en/roles/people/{person.uid}/grant/")

    assert "address" not in page.context["form"].fields
