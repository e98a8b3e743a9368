"""Two people of one name may make the same journey: a row with another number or birth date is never taken for the other one."""

import pytest

from .tables import HANA, HEADS, applied, checked, problems, verdicts

pytestmark = pytest.mark.django_db


def with_facts(number, born=None):
    return (number, *HANA[1:], born), (*HEADS, "birth_date")


@pytest.mark.parametrize(
    ("number", "born", "verdict"),
    [
        (HANA[0], "1999-04-01", "same"),
        ("", "1999-04-01", "same"),
        ("", "", "same"),
        (f"{HANA[0]}9", "", "wrong"),
        (f"{HANA[0]}9", "1999-04-01", "wrong"),
        ("", "2001-01-01", "new"),
    ],
)
def test_the_same_journey_is_that_of_the_same_person_unless_something_says_no(world, sato, number, born, verdict):
    row, heads = with_facts(HANA[0], "1999-04-01")
    applied(sato, row, heads=heads)
    row, heads = with_facts(number, born)
    again = checked(sato, row, heads=heads)
    assert verdicts(again) == [verdict], problems(again)


def test_the_same_number_and_journey_with_another_name_is_asked_about(world, sato):
    applied(sato, HANA)
    assert verdicts(checked(sato, (HANA[0], "Kimura Hikaru", *HANA[2:]))) == ["wrong"]
