"""The address of a nominated student: whoever has no account is invited there, once, and a link opens nothing that its partner has not
sent."""

import re
from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.accounts.models import Invitation, Letter, Person, User
from kanazawa_exchange.accounts.queries.namesakes import Newcomer
from kanazawa_exchange.accounts.services import delivery, invitations, people
from kanazawa_exchange.accounts.services.people_words import parts_of
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
SOMEBODY = "the address of somebody else"
OTHER = {"latin_family": "Sidorov", "cyrillic_family": "Сидоров", "birth_date": "2003-05-06"}
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


def page_of(person: Person) -> str:
    return reverse("mobility:person_detail", args=[person.uid])


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


def test_whom_the_office_has_invited_elsewhere_a_partner_invites_to_no_address(world, petrova, sato):
    """Neither by a further nomination nor by sending once more."""
    nomination = nominate(world, petrova, "")
    invitations.invite(nomination.person, email="hers@example.org", language="ru", by=sato, now=clock.now())
    for name, by in (("ask_unlock", petrova), ("unlock", sato)):
        nomination = make(nomination, name, by)
    nomination = preparing.edit(nomination, {"email": ADDRESS}, by=petrova, version=nomination.version)
    make(nomination, "resend", petrova)
    standing = Invitation.objects.pending().get()
    assert (standing.email, standing.invited_by) == ("hers@example.org", sato)


def test_the_link_that_dies_with_what_the_office_enters_is_told_so(world, petrova, sato, sign_in):
    nomination = nominate(world, petrova)
    [(_address, token)] = links()
    sheet = sign_in(sato).get(page("nomination_detail", nomination.uid)).content.decode()
    assert ("its link is good until" in sheet, "no longer good" in sheet) == (True, False)
    institution = nomination.sending
    Enrolment.objects.create(person=nomination.person, institution=institution, level="bachelor", starts_on=LONG_AGO)
    sheet = sign_in(sato).get(page("nomination_detail", nomination.uid)).content.decode()
    assert not opens(token)
    assert ("its link is good until" in sheet, "no longer good" in sheet) == (False, True)


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


def test_a_representative_nominates_nobody_who_is_she_herself(world, petrova):
    """Known by name and birth date, or by the own address."""
    person = petrova.person
    person.birth_date = date(1990, 1, 1)
    person.save()
    people_before = Person.objects.count()
    own, other = Newcomer(parts_of(person.names.all()), person.birth_date), Newcomer([("latin", "Ivanov", "Ivan", "")])
    places = Places(world.kazan, world.kanazawa)
    for newcomer, email in ((own, ""), (other, petrova.email.title())):
        nominee = Nominee(newcomer, world.inbound, places, {**FACTS, "email": email})
        with pytest.raises(CannotNominate, match="cannot nominate yourself"):
            nominating.nominate(nominee, by=petrova, now=clock.now())
    assert (Nomination.objects.count(), Person.objects.count()) == (0, people_before)
    namesake = Newcomer(own.names, date(2004, 2, 29))
    assert nominating.nominate(Nominee(namesake, world.inbound, places, FACTS), by=petrova, now=clock.now())


@pytest.mark.parametrize("wrote", ["a fact", "a name"])
def test_who_bears_what_the_office_has_written_is_invited_by_the_office(world, petrova, sato, wrote):
    """A birth date, or a name of another script: the student's pages show it, and the partner has not sent it."""
    nominate(world, petrova, "")
    person = Nomination.objects.get().person
    names, born = parts_of(person.names.all()), None
    if wrote == "a fact":
        born = date(2004, 2, 29)
    else:
        names = [*names, ("cyrillic", "Иванов", "Иван", "")]
    people.edit(person, Newcomer(names, born, "K-17", "RU"), by=sato, version=person.version)
    make(Nomination.objects.get(), "cancel", petrova)
    assert nominate(world, petrova).person == person
    assert not Invitation.objects.exists()


# --- Somebody else's -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("holds", ["an account", "an invitation"])
def test_the_address_of_somebody_else_is_taken_without_a_word_and_the_office_sees_whose_it_is(
    world, petrova, sato, sign_in, awaited, holds
):
    """The partner would learn who has an account from one refusal."""
    if holds == "an account":
        other = another(ADDRESS).person
    else:
        other = PersonFactory()
        invitations.invite(other, email=ADDRESS, language="en", by=sato, now=clock.now())
    answers = [
        sign_in(petrova).post(page("nomination_create"), typed(world, **each))
        for each in ({"email": "Ivan@Example.org"}, {"email": "own@example.org", **OTHER})
    ]
    assert [answer.status_code for answer in answers] == [302, 302]
    taken, free = Nomination.objects.order_by("pk")
    assert (taken.email, free.email) == (ADDRESS, "own@example.org")
    assert not Invitation.objects.filter(person=taken.person).exists()
    assert Invitation.objects.filter(person=free.person).exists()
    assert [answer["Location"] for answer in answers] == [page("nomination_detail", one.uid) for one in (taken, free)]
    theirs = sign_in(petrova).get(page("nomination_detail", taken.uid)).content.decode()
    assert not any(word in theirs for word in (str(other.uid), SOMEBODY, "account yet"))
    ours = sign_in(sato).get(page("nomination_detail", taken.uid)).content.decode()
    assert SOMEBODY in ours
    assert page_of(other) in ours
    assert SOMEBODY not in sign_in(sato).get(page("nomination_detail", free.uid)).content.decode()


@pytest.mark.parametrize("address", ["other@example.org", "free@example.org"])
def test_an_address_is_changed_alike_whosever_it_is(world, petrova, address):
    another("other@example.org")
    draft = inbound(world, petrova)
    assert preparing.edit(draft, {"email": address.title()}, by=petrova, version=draft.version).email == address


def test_two_of_one_act_with_one_address_are_nominated_and_the_first_is_invited(world, petrova):
    first, second = nominate(world, petrova), nominate(world, petrova, number="K-18")
    assert first.person != second.person
    assert [each.person for each in Invitation.objects.all()] == [first.person]


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


def test_a_table_tells_of_no_address_whose_it_is(desk):
    another("anna@example.org")
    assert desk.problems((*IVAN, "kein Konto"))[2][0][0] == "email"
    assert desk.problems((*IVAN, ADDRESS), (*ANNA, "anna@example.org")) == {}
    desk.applied((*IVAN, ADDRESS), (*ANNA, "anna@example.org"))
    assert [one.email for one in Nomination.objects.order_by("pk")] == [ADDRESS, "anna@example.org"]
    assert [each.email for each in Invitation.objects.all()] == [ADDRESS]


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
