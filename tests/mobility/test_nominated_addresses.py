"""The address of a nominated student: whoever has no account is invited there, once, and a link opens nothing that its partner has not
sent."""

import re
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.accounts.models import Invitation, Letter, Person, User
from kanazawa_exchange.accounts.queries.namesakes import Newcomer
from kanazawa_exchange.accounts.services import delivery, invitations
from kanazawa_exchange.lib import clock
from mobility.facts import Places
from mobility.models import Nomination
from mobility.services.import_nominations import NOMINATIONS
from mobility.services.nominations import nominating, preparing
from mobility.services.nominations.nominating import Nominee
from mobility.services.nominations.preparing import CannotNominate
from partners.models import Enrolment
from tests.factories import LONG_AGO, PersonFactory, UserFactory
from tests.import_kinds import Office, problems, rows_of

from .applications.paths import NOW
from .nominated import FACTS, agreed, inbound, make, outbound
from .test_import_nominations import ANNA, HEADS, IVAN, WHERE
from .test_nomination_pages import page, typed

ADDRESS = "ivan@example.org"
TAKEN = "This address belongs to somebody else."
PASSWORD = "three grey geese in a green field"


@pytest.fixture(autouse=True)
def english() -> Any:
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def agreement(world: Any) -> None:
    agreed(world)


@pytest.fixture
def awaited(world: Any) -> None:
    """The form still nominates to the run that comes to us."""
    world.inbound.fiscal_year = FACTS["planned_starts_on"].year
    world.inbound.save()


def nominate(world: Any, by: User, email: str = ADDRESS, number: str = "K-17") -> Nomination:
    newcomer = Newcomer([("latin", "Ivanov", "Ivan", "")], None, number, "RU")
    nominee = Nominee(newcomer, world.inbound, Places(world.kazan, world.kanazawa), {**FACTS, "email": email})
    return nominating.nominate(nominee, by=by, now=clock.now())


def known_at(institution: Any) -> Person:
    """A student whom the office has entered as studying there, by whose number and name the partner's record finds the entry."""
    person: Person = PersonFactory(
        student_number="K-17", nationality="RU", names=[("latin", "Ivanov", "Ivan", "")], birth_date=None
    )
    Enrolment.objects.create(person=person, institution=institution, level="bachelor", starts_on=LONG_AGO)
    return person


def another(email: str) -> User:
    user: User = UserFactory(email=email)
    return user


def links() -> list[tuple[str, str]]:
    """(address, secret) of every letter that has left."""
    delivery.send_due()
    found = ((each.to[0], re.search(r"/(\w\w)/invitation/([\w-]+)/", str(each.body))) for each in mail.outbox)
    return [(address, link[2]) for address, link in found if link]


def opens(token: str) -> bool:
    try:
        return invitations.find(token, now=clock.now()) is not None
    except invitations.CannotAccept:
        return False


# --- Invited -------------------------------------------------------------------------------------------------------------


def test_a_student_without_an_account_is_invited_and_comes_to_the_nomination(world, petrova, client):
    nomination = nominate(world, petrova)
    [(address, token)] = links()
    assert (address, nomination.email, Invitation.objects.get().language) == (ADDRESS, ADDRESS, "ru")
    user = invitations.accept(token, password=PASSWORD, language="ru", now=clock.now())
    assert user.person == nomination.person
    client.force_login(user)
    assert client.get(reverse("mobility:nomination_detail", args=[nomination.uid])).status_code == 200


def test_without_an_address_nobody_is_invited(world, petrova):
    nominate(world, petrova, "")
    assert not Invitation.objects.exists()


def test_whoever_has_an_account_gets_no_second_one(world, petrova):
    person = known_at(world.kazan)
    UserFactory(person=person, email="own@example.org")
    assert nominate(world, petrova).person == person
    assert not Invitation.objects.exists()


def test_one_student_nominated_for_two_runs_at_once_has_one_letter(world, petrova):
    newcomer = Newcomer([("latin", "Ivanov", "Ivan", "")], None, "K-17", "RU")
    later = type(world.inbound).objects.create(
        program=world.inbound.program, direction="inbound", fiscal_year=world.inbound.fiscal_year + 1
    )
    nominees = [
        Nominee(newcomer, run, Places(world.kazan, world.kanazawa), {**FACTS, "email": ADDRESS})
        for run in (world.inbound, later)
    ]
    nominating.nominate_all(nominees, by=petrova, now=clock.now())
    assert Letter.objects.filter(kind="invitation").count() == 1


def test_once_the_nomination_is_withdrawn_the_link_is_dead(world, petrova):
    nomination = nominate(world, petrova)
    [(_address, token)] = links()
    assert opens(token)
    make(nomination, "cancel", petrova)
    assert not opens(token)


def test_once_the_host_has_accepted_the_link_is_good_all_the_same(world, petrova, sato):
    """The stay that came of the nomination says nothing that it has not said."""
    nomination = make(nominate(world, petrova), "verify", sato)
    assert nomination.mobility is not None
    [(_address, token)] = [each for each in links() if each[0] == ADDRESS]
    assert opens(token)


def test_a_corrected_address_has_the_letter_when_the_nomination_is_sent_again(world, petrova, sato):
    nomination = nominate(world, petrova)
    [(first, old)] = links()
    for name, by in (("ask_unlock", petrova), ("unlock", sato)):
        nomination = make(nomination, name, by)
    nomination = preparing.edit(nomination, {"email": "ivanov@example.org"}, by=petrova, version=nomination.version)
    assert Letter.objects.filter(kind="invitation").count() == 1
    make(nomination, "resend", petrova)
    second, new = links()[-1]
    assert (first, second) == (ADDRESS, "ivanov@example.org")
    assert (opens(old), opens(new)) == (False, True)


# --- Known already -------------------------------------------------------------------------------------------------------


def test_of_whom_the_portal_knows_more_nobody_but_the_office_opens_the_account(world, petrova, sato, sign_in):
    """Else an address of the representative's own would open what others have entered."""
    person = known_at(world.kazan)
    nomination = nominate(world, petrova)
    assert nomination.person == person
    assert not Invitation.objects.exists()
    with pytest.raises(PermissionDenied):
        invitations.invite(person, email=ADDRESS, language="ru", by=petrova, now=clock.now())
    browser = sign_in(sato)
    sheet = browser.get(page("nomination_detail", nomination.uid)).content.decode()
    assert ADDRESS in sheet
    with override("en"):
        invite = reverse("accounts:invitation_send", args=[person.uid])
    assert invite in sheet
    form = browser.get(invite).context["form"]
    assert (form["email"].value(), form["language"].value()) == (ADDRESS, "ru")
    browser.post(invite, {"email": ADDRESS, "language": "ru"})
    assert Invitation.objects.get().email == ADDRESS
    sheet = browser.get(page("nomination_detail", nomination.uid)).content.decode()
    assert f"An invitation has gone to {ADDRESS}" in sheet
    assert "Invite once more" in sheet


@pytest.mark.parametrize("more", ["a stay", "another partner"])
def test_control_whatever_else_is_known_stops_the_letter(world, petrova, more):
    nominate(world, petrova, "")
    person = Nomination.objects.get().person
    if more == "a stay":
        world.received(person=person)
    else:
        Nomination.objects.create(
            person=person, run=world.inbound, sending=world.irkutsk, receiving=world.kanazawa, level="bachelor"
        )
    make(Nomination.objects.get(sending=world.kazan), "cancel", petrova)
    assert nominate(world, petrova).person == person
    assert not Invitation.objects.exists()


def test_control_who_was_nominated_before_and_nothing_else_is_invited(world, petrova):
    nominate(world, petrova, "")
    make(Nomination.objects.get(), "cancel", petrova)
    nominate(world, petrova)
    assert Invitation.objects.get().person == Person.objects.get(student_number="K-17")


def test_a_partner_is_not_told_which_of_its_students_have_an_account(world, petrova, sign_in):
    nomination = nominate(world, petrova)
    browser = sign_in(petrova)
    before = browser.get(page("nomination_detail", nomination.uid)).content.decode()
    assert ADDRESS in before
    assert "account yet" not in before
    UserFactory(person=nomination.person)
    after = browser.get(page("nomination_detail", nomination.uid)).content.decode()
    main = [re.sub(r'name="csrf[^>]*>|nonce="[^"]*"', "", text.partition("<main")[2]) for text in (before, after)]
    assert main[0] == main[1]


# --- Somebody else's -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("holds", ["an account", "an invitation"])
def test_the_address_of_somebody_else_is_refused_without_a_word_about_whom(
    world, petrova, sato, sign_in, awaited, holds
):
    if holds == "an account":
        other = another(ADDRESS).person
    else:
        other = PersonFactory()
        invitations.invite(other, email=ADDRESS, language="en", by=sato, now=clock.now())
    people = Person.objects.count()
    answer = sign_in(petrova).post(page("nomination_create"), typed(world, email="Ivan@Example.org"))
    assert TAKEN in str(answer.context["form"].errors["email"])
    text = answer.content.decode()
    assert not any(word in text for word in (str(other.uid), other.student_number, "Testova"))
    assert (Nomination.objects.count(), Person.objects.count()) == (0, people)
    sign_in(petrova).post(page("nomination_create"), typed(world, email="own@example.org"))
    assert Nomination.objects.get().email == "own@example.org"


def test_an_address_is_not_changed_into_somebody_elses(world, petrova):
    another("other@example.org")
    draft = inbound(world, petrova)
    with pytest.raises(CannotNominate) as why:
        preparing.edit(draft, {"email": "other@example.org"}, by=petrova, version=draft.version)
    assert set(why.value.errors) == {"email"}


def test_the_own_address_of_a_student_is_no_fault(world, petrova):
    person = known_at(world.kazan)
    UserFactory(person=person, email=ADDRESS)
    assert nominate(world, petrova).email == ADDRESS


def test_our_own_students_are_not_asked_for_an_address(world, sato, petrova, sign_in):
    ours, theirs = outbound(world, sato), inbound(world, petrova)
    assert "email" not in sign_in(sato).get(page("nomination_edit", ours.uid)).context["form"].fields
    assert "email" in sign_in(petrova).get(page("nomination_edit", theirs.uid)).context["form"].fields
    with pytest.raises(ValueError, match="only a partner"):
        preparing.edit(ours, {"email": ADDRESS}, by=sato, version=ours.version)


# --- A table -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(world, petrova, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return Office(NOMINATIONS, petrova, (*HEADS, "Эл. почта"))


def test_the_column_of_a_table_invites_as_the_form_does(desk):
    desk.applied((*IVAN, " Ivan@Example.org "), (*ANNA, ""))
    ivan, anna = Nomination.objects.order_by("pk")
    assert (ivan.email, anna.email) == (ADDRESS, "")
    assert [(each.person, each.email) for each in Invitation.objects.all()] == [(ivan.person, ADDRESS)]


def test_an_address_of_somebody_else_is_told_at_its_cell(desk):
    another("anna@example.org")
    found = desk.problems((*IVAN, "kein Konto"), (*ANNA, "anna@example.org"))
    assert found[2][0][0] == "email"
    assert found[3] == [("email", "email.taken")]


def test_one_address_for_two_students_is_told_and_for_one_student_twice_is_none(desk):
    later = list(IVAN)
    later[HEADS.index("Год")] = "2019"
    assert desk.problems((*IVAN, ADDRESS), (*ANNA, ADDRESS))[3] == [("email", "email.twice")]
    assert not [
        code for _column, code in desk.problems((*IVAN, ADDRESS), (*later, ADDRESS)).get(3, ()) if "email" in code
    ]


def test_the_own_address_of_a_student_whom_the_table_is_not_told_is_no_fault(world, desk):
    person = known_at(world.kazan)
    UserFactory(person=person, email=ADDRESS)
    row = ("", "Ivanov Ivan", "", "K-17", *IVAN[4:], ADDRESS)
    assert desk.problems(row) == {}
    desk.applied(row)
    assert Nomination.objects.get().person == person


def test_addresses_cost_the_same_queries_in_three_rows_and_in_three_hundred(desk):
    letters = "bdfgklmnrs"
    rows = [
        ("", f"Testova {''.join(letters[int(digit)] + 'a' for digit in f'{number:04}').title()}", "", f"9{number:05}",
         "RU", "бакалавр", "2", *WHERE, f"s{number}@example.org")
        for number in range(304)
    ]  # fmt: skip

    def queries(rows: list[tuple[str, ...]]) -> int:
        batch = desk.taken(*rows)
        count = desk.counted(batch)
        assert {row.verdict for row in rows_of(batch)} == {"new"}, problems(batch)
        return count

    queries(rows[:1])  # what the account may do is asked once, for however many tables
    assert queries(rows[1:4]) == queries(rows[4:])
