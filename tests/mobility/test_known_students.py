"""A partner nominates somebody who is here already: the same person where that institution knows the student, a new one else."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kanazawa_exchange.accounts.models import Person, PersonName, User
from kanazawa_exchange.accounts.queries.namesakes import Newcomer
from kanazawa_exchange.lib import clock
from mobility.facts import Places
from mobility.models import Nomination
from mobility.queries.nominees import known_students
from mobility.services.nominations import nominating
from mobility.services.nominations.nominating import Nominee
from partners.models import Enrolment, Institution
from tests.factories import LONG_AGO, PersonFactory, UserFactory

from .nominated import FACTS, agreed

BORN = date(2006, 5, 4)
PARTS = ("script", "family", "given", "patronymic")


def ivanov(**facts: Any) -> Newcomer:
    return Newcomer([("latin", "Ivanov", "Ivan", "")], **{"birth_date": BORN, "nationality": "RU", **facts})


def account(at: Institution | None, number: str = "") -> User:
    """Ivan Ivanov with an account, entered as a student of this institution."""
    names = [("latin", "Ivanov", "Ivan", "")]
    person = PersonFactory(nationality="RU", birth_date=BORN, student_number=number, names=names)
    user: User = UserFactory(person=person)
    if at is not None:
        Enrolment.objects.create(person=person, institution=at, level="bachelor", starts_on=LONG_AGO)
    return user


def nominated(world: Any, petrova: User, newcomer: Newcomer) -> Nomination:
    nominee = Nominee(newcomer, world.inbound, Places(world.kazan, world.kanazawa), FACTS)
    return nominating.nominate(nominee, by=petrova, now=clock.now())


@pytest.mark.parametrize(
    "newcomer",
    [ivanov(), ivanov(birth_date=None, student_number="K-17"), ivanov(student_number="other")],
    ids=["by birth date", "by number", "by birth date, though the number differs"],
)
def test_a_student_with_an_account_is_nominated_and_not_made_anew(world, petrova, newcomer):
    agreed(world)
    user = account(world.kazan, "K-17")
    people = Person.objects.count()
    assert nominated(world, petrova, newcomer).person == user.person
    assert Person.objects.count() == people


def test_control_a_namesake_born_on_another_day_is_somebody_else(world, petrova):
    agreed(world)
    user = account(world.kazan)
    assert nominated(world, petrova, ivanov(birth_date=date(2006, 5, 5))).person != user.person


@pytest.mark.parametrize("elsewhere", [True, False])
def test_whom_another_institution_knows_is_not_told_to_this_one(world, petrova, elsewhere):
    """The same name, day and number: a partner learns of nobody who is not its own."""
    agreed(world)
    user = account(world.irkutsk if elsewhere else None, "K-17")
    people = Person.objects.count()
    made = nominated(world, petrova, ivanov(student_number="K-17"))
    assert made.person != user.person
    assert Person.objects.count() == people + 1


CYRILLIC, MARRIED = ("cyrillic", "Иванов", "Иван", "Ильич"), ("cyrillic", "Тайнов", "Иван", "")


@pytest.mark.parametrize(
    ("further", "typed", "is_meant"),
    [
        (CYRILLIC, [CYRILLIC], True),
        (("cyrillic", "Иванов", "Иван", ""), [], True),  # the same name in other letters tells nothing
        (CYRILLIC, [], False),
        (MARRIED, [], False),
        (MARRIED, [MARRIED], True),
    ],
)
def test_whom_an_enrolment_alone_makes_known_is_meant_where_every_name_was_typed(
    world, petrova, sign_in, further, typed, is_meant
):
    """The page of the nomination, in Russian, shows no name that its sender has not typed."""
    agreed(world)
    user = account(world.kazan)
    PersonName.objects.create(person=user.person, **dict(zip(PARTS, further, strict=True)))
    newcomer = Newcomer([("latin", "Ivanov", "Ivan", ""), *typed], BORN, nationality="RU")
    made = nominated(world, petrova, newcomer)
    assert (made.person == user.person) is is_meant
    page = sign_in(petrova).get(f"/ru/nominations/{made.uid}/").text.upper()
    assert "ИВАНОВ" in page or "ТАЙНОВ" in page or "IVANOV" in page
    assert ("ТАЙНОВ" in page) is (further == MARRIED and is_meant)


def test_whom_the_institution_has_sent_before_is_meant_whatever_was_entered_since(world, petrova):
    """The control: its own nominations and records are its knowledge."""
    agreed(world)
    user = account(world.kazan)
    world.received(person=user.person)
    PersonName.objects.create(person=user.person, **dict(zip(PARTS, MARRIED, strict=True)))
    assert nominated(world, petrova, ivanov()).person == user.person


@pytest.mark.parametrize("number", [1, 3])
def test_they_are_found_in_two_queries(world, number):
    user = account(world.kazan)
    newcomers = [ivanov(), *(ivanov(student_number=f"K-{one}") for one in range(number - 1))]
    with CaptureQueriesContext(connection) as asked:
        assert set(known_students(world.kazan, newcomers).values()) == {user.person}
    assert len(asked) == 2
