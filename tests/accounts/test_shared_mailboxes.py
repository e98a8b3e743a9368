"""One mailbox opens one account: the office is warned, the second person is told the truth, a link is dead only if it is dead."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kanazawa_exchange.accounts.models import Invitation, User
from kanazawa_exchange.accounts.queries import authority
from kanazawa_exchange.accounts.services import invitations
from kanazawa_exchange.lib import clock
from tests import factories

PASSWORD = "three grey geese in a green field"
OFFICE = "office@kazan.example.org"


@pytest.fixture
def two(world: factories.World) -> tuple[Any, Any]:
    names = [("latin", "MARKONE", "Anna", "")], [("latin", "MARKTWO", "Boris", "")]
    first, second = (factories.PersonFactory(names=name) for name in names)
    return first, second


def invited(person: Any, by: User, email: str = OFFICE, *, shared: bool = False) -> str:
    now = clock.now()
    _row, link = invitations.invite(person, email=email, language="en", shared=shared, by=by, now=now)
    return link.rstrip("/").rpartition("/")[2]


def accept(token: str) -> Any:
    client = Client()
    client.get(f"/en/invitation/{token}/")
    return client.post("/en/invitation/", {"password1": PASSWORD, "password2": PASSWORD})


def states(by: User) -> dict[str, tuple[str, bool]]:
    lines = authority.invitations(by, clock.now())
    return {line.person.name.split()[0].upper(): (line.state, line.is_shared) for line in lines}


@pytest.mark.parametrize("email", [OFFICE, "Office@Kazan.example.org", "ｏｆｆｉｃｅ@kazan.example.org"])
def test_a_second_person_at_one_mailbox_is_asked_about(two: Any, sato: User, sign_in: Any, email: str) -> None:
    invited(two[0], sato)
    client = sign_in(sato)
    address = f"/en/roles/people/{two[1].uid}/invite/"

    first = client.get(address).content.decode()
    asked = client.post(address, {"email": email, "language": "ru"})
    before = Invitation.objects.count()
    sent = client.post(address, {"email": email, "language": "ru", "shared": "on"})

    assert "share the mailbox" not in first
    assert asked.status_code == 200
    assert "Another person has an open invitation to this address." in asked.content.decode()
    assert 'type="checkbox" name="shared"' in asked.content.decode()
    assert before == 1
    assert sent.status_code == 302
    assert states(sato) == {"MARKONE": ("open", True), "MARKTWO": ("open", True)}
    assert "another person is invited to this address" in client.get("/en/roles/invitations/").content.decode()


@pytest.mark.parametrize("email", ["other@kazan.example.org", "office@kazan.example.com"])
def test_another_mailbox_is_not(two: Any, sato: User, email: str) -> None:
    invited(two[0], sato)
    invited(two[1], sato, email)

    assert states(sato) == {"MARKONE": ("open", False), "MARKTWO": ("open", False)}


def test_the_same_person_is_invited_again_without_a_question(two: Any, sato: User) -> None:
    invited(two[0], sato)
    invited(two[0], sato)

    assert Invitation.objects.pending().count() == 1


@pytest.mark.parametrize("late", [0, 1])
def test_the_second_is_told_the_truth_and_the_office_sees_it(two: Any, sato: User, sign_in: Any, late: int) -> None:
    tokens = [invited(two[0], sato), invited(two[1], sato, shared=True)]

    accept(tokens[1 - late])
    page = Client().get(f"/en/invitation/{tokens[late]}/", follow=True)
    posted = accept(tokens[late])

    for answer in (page, posted):
        assert answer.status_code == 409
        assert "Somebody else has opened an account with this address" in answer.content.decode()
        assert "no longer valid" not in answer.content.decode()
    assert User.objects.filter(email=OFFICE).count() == 1
    found = states(sato)
    assert sorted(found.values()) == [("accepted", False), ("taken", False)]
    page = sign_in(sato).get("/en/roles/invitations/").content.decode()
    assert "address in use" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_invitations_costs_the_same(
    sato: User, count: int, django_assert_num_queries: Any, world: factories.World
) -> None:
    for number in range(count):
        invited(factories.PersonFactory(student_number=f"S{number}"), sato, shared=True)

    with django_assert_num_queries(5):
        assert len(authority.invitations(sato, clock.now())) == count


# --- Another browser ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("method", ["get", "post"])
def test_in_another_browser_the_letter_is_to_be_opened_again(two: Any, sato: User, method: str) -> None:
    token = invited(two[0], sato)
    Client().get(f"/en/invitation/{token}/")

    other = Client()
    answer = getattr(other, method)("/en/invitation/", {"password1": PASSWORD, "password2": PASSWORD})

    assert answer.status_code == 200
    assert "Open the link in the letter again" in answer.content.decode()
    assert "no longer valid" not in answer.content.decode()
    assert not User.objects.filter(person=two[0]).exists()
    other.get(f"/en/invitation/{token}/")
    done = other.post("/en/invitation/", {"password1": PASSWORD, "password2": PASSWORD})
    assert done.url == reverse("account_login")


@pytest.mark.parametrize("token", ["x" * 43, "withdrawn"])
def test_a_link_that_is_dead_is_called_dead(two: Any, sato: User, token: str) -> None:
    if token == "withdrawn":
        token = invited(two[0], sato)
        invitations.withdraw(Invitation.objects.get(), by=sato, now=clock.now())

    answer = Client().get(f"/en/invitation/{token}/", follow=True)

    assert answer.status_code == 410


# --- Two people of one name ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/en/roles/", "/en/roles/?q=IVANOV", "/en/roles/invitations/"])
def test_two_people_of_one_name_are_told_apart(sato: User, world: factories.World, sign_in: Any, path: str) -> None:
    for number in ("AB-1", "AB-2"):
        person = factories.PersonFactory(names=[("latin", "IVANOV", "Ivan", "")], student_number=number)
        invited(person, sato, f"{number.lower()}@example.org")
        factories.RoleGrantFactory(person=person, role="reviewer")

    text = sign_in(sato).get(path).content.decode()

    assert "AB-1" in text
    assert "AB-2" in text
