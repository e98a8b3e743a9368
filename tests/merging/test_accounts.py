"""A merge gives an account the records of another entry: the page says which, and an address that a partner has named is compared."""

from datetime import date

import pytest
from django.utils import translation

from kanazawa_exchange.accounts.models import Person, PersonMerge, User
from kanazawa_exchange.accounts.queries.namesakes import Newcomer
from kanazawa_exchange.accounts.services import invitations, merging
from kanazawa_exchange.accounts.services.merging import CannotMerge, Choice
from kanazawa_exchange.lib import clock
from mobility.facts import Places
from mobility.models import Mobility
from mobility.services.nominations import nominating
from mobility.services.nominations.nominating import Nominee
from tests.factories import PersonFactory, UserFactory, World
from tests.mobility.nominated import FACTS, agreed

BORN = date(2004, 2, 29)
ALIAS = "alias@kazan.example"
TANAKA = [("latin", "Tanaka", "Anna", "")]
WARNING = "has invited to alias@kazan.example, and not the office"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def ours(world: World) -> Person:
    """Our student, who was in Irkutsk."""
    person: Person = PersonFactory(names=TANAKA, birth_date=BORN)
    world.sent(person=person, receiving=world.irkutsk)
    return person


def opened(person: Person, by: User) -> User:
    invitation = invitations.invite(person, email=ALIAS, language="en", by=by, now=clock.now())[0]
    token = invitations.resend(invitation, by=by, now=clock.now())[1].rstrip("/").rpartition("/")[2]
    return invitations.accept(token, password="three grey geese 99", language="en", now=clock.now())


@pytest.fixture
def nominee(world: World, petrova: User) -> Person:
    """Whoever Kazan's representative nominates by the name and birth date of ours, with an address of her own."""
    agreed(world)
    places = Places(world.kazan, world.kanazawa)
    known = Nominee(Newcomer(TANAKA, BORN), world.inbound, places, {**FACTS, "email": ALIAS})
    person: Person = nominating.nominate(known, by=petrova, now=clock.now()).person
    return person


def page_of(kept: Person, absorbed: Person) -> str:
    return f"/en/people/{kept.uid}/merge/{absorbed.uid}/"


@pytest.mark.parametrize("ours_stays", [True, False])
def test_an_account_that_a_partner_has_invited_opens_no_other_entry_before_its_address_is_compared(
    world, sato, petrova, sign_in, ours, nominee, ours_stays
):
    account = opened(nominee, petrova)
    kept, absorbed = (ours, nominee) if ours_stays else (nominee, ours)
    browser, address = sign_in(sato), page_of(kept, absorbed)
    page = browser.get(address).text
    assert WARNING in page
    assert 'name="account"' in page

    versions = {"version": f"{kept.version} {absorbed.version}"}
    for typed in ("", "anna@stu.kanazawa.example"):
        answer = browser.post(address, {**versions, "account": typed})
        assert (answer.status_code, "account" in answer.context["form"].errors) == (200, True)
    assert not PersonMerge.objects.exists()
    assert not Mobility.objects.visible_to(User.objects.get(pk=account.pk)).exists()

    assert browser.post(address, {**versions, "account": ALIAS.upper()}).status_code == 302
    assert User.objects.get(pk=account.pk).person == kept


def test_the_service_asks_for_the_address_too(sato, petrova, ours, nominee):
    opened(nominee, petrova)
    with pytest.raises(CannotMerge) as refused:
        merging.merge(ours, nominee, Choice(), by=sato, now=clock.now())
    assert list(refused.value.errors) == ["account"]
    merging.merge(ours, nominee, Choice(account=ALIAS), by=sato, now=clock.now())


def test_whom_the_office_has_invited_is_asked_no_more(sato, sign_in, ours, nominee):
    """The control: the address is the office's own doing, also once whoever sent it works there no more."""
    opened(nominee, sato)
    page = sign_in(sato).get(page_of(ours, nominee)).text
    assert "not the office" not in page
    assert 'name="account"' not in page
    merging.merge(ours, nominee, Choice(), by=sato, now=clock.now())


def test_the_page_says_which_account_stays(sato, sign_in, ours):
    other = PersonFactory(names=TANAKA, birth_date=BORN)
    browser = sign_in(sato)
    assert "Neither entry has an account." in browser.get(page_of(ours, other)).text
    UserFactory(person=other, email="anna@example.org")
    assert (
        "The account anna@example.org of the absorbed entry goes to the kept one."
        in browser.get(page_of(ours, other)).text
    )
    assert "The account anna@example.org of the kept entry stays." in browser.get(page_of(other, ours)).text
