"""Several rows of one person: each may be registered without the others, and nothing that one of them says is lost."""

import pytest

from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.lib import clock
from mobility.models import Mobility
from mobility.services import imports

from .tables import HANA, HEADS, applied, checked, rows_of, verdicts, with_cell

pytestmark = pytest.mark.django_db

LATER = with_cell(with_cell(HANA, "出発", "2018/11/20"), "帰国", "2018/11/23")
FACTS = (*HEADS, "birth_date", "nationality", "name_kanji")


def test_a_new_stay_is_registered_without_the_row_of_the_stay_that_is_known(world, sato):
    applied(sato, HANA)
    batch = checked(sato, HANA, LATER)
    assert verdicts(batch) == ["same", "new"]
    imports.apply(batch, [3], by=sato, now=clock.now())
    assert Mobility.objects.count() == 2


def test_and_beside_a_row_of_it_that_is_wrong(world, sato):
    applied(sato, HANA)
    batch = checked(sato, (*HANA, "", "Atlantis", ""), (*LATER, "", "", ""), heads=FACTS)
    assert verdicts(batch) == ["wrong", "new"]
    imports.apply(batch, by=sato, now=clock.now())
    assert Mobility.objects.count() == 2


def test_each_row_of_a_new_person_tells_what_those_above_do_not(world, sato):
    applied(sato, (*HANA, "", "", ""), (*LATER, "1999-04-01", "日本", "山田 花"), heads=FACTS)
    (person,) = Person.objects.filter(student_number="1712")
    assert (f"{person.birth_date}", person.nationality) == ("1999-04-01", "JP")
    assert {name.script for name in person.names.all()} == {"latin", "kanji"}


def test_what_a_table_says_of_a_known_person_and_does_not_change_is_told(world, sato):
    applied(sato, (*HANA, "1999-04-01", "日本", "山田 花"), heads=FACTS)
    again = checked(sato, (*HANA, "1999-04-01", "日本", "山田 花"), heads=FACTS)
    other = checked(sato, (*HANA, "1999-04-01", "ロシア", "木村 光"), heads=FACTS)
    assert (verdicts(again), verdicts(other)) == (["same"], ["same"])
    told = [{key for key, note in rows_of(batch)[0].notes.items() if "person_kept" in note} for batch in (again, other)]
    assert told == [set(), {"nationality", "name_kanji"}]
