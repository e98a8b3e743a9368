"""Rows that nearly all sound alike: nobody's name is taken to pieces once more for everybody else."""

import pytest

from kanazawa_exchange.lib import name_words
from mobility.models import Mobility
from tests.factories import PersonFactory

from .tables import HANA, applied, checked, problems, rows_of, with_cell


@pytest.fixture
def taken_apart(monkeypatch):
    """How often a name was taken to pieces; the list is emptied by the test."""
    done: list[str] = []
    real = name_words._whole_keys

    def counted(family, given):
        done.append(family)
        return real(family, given)

    monkeypatch.setattr(name_words, "_whole_keys", counted)
    return done


def of_one_name(count, first):
    """So many people of one name, each with a number."""
    return [with_cell(HANA, "学籍番号", f"A{number}") for number in range(first, first + count)]


def test_the_work_grows_with_the_rows_and_not_with_their_pairs(world, sato, taken_apart):
    counts = []
    for count, first in ((10, 100), (20, 200)):
        applied(sato, *of_one_name(10, first), given={"person": "new"})
        taken_apart.clear()
        batch = checked(sato, *of_one_name(count, 10 * first))
        assert {code for found in problems(batch).values() for _column, code in found} == {"person.may_be_known"}
        counts.append(len(taken_apart))
    print(f"10 rows beside 10 known ones: {counts[0]} names taken apart, 20 beside 20: {counts[1]}")
    assert counts[1] < 2.5 * counts[0]  # pairs would be four times as many
    assert Mobility.objects.count() == 20


def test_new_rows_of_one_name_are_compared_by_keys_that_are_made_once(world, sato, taken_apart):
    counts = []
    for count in (20, 40):
        taken_apart.clear()
        batch = checked(sato, *of_one_name(count, 100))
        assert problems(batch) == {}
        counts.append(len(taken_apart))
    assert counts[1] < 2.5 * counts[0]  # pairs would be four times as many


def test_of_very_many_namesakes_the_likeliest_are_named_and_who_has_the_number_stands_first(world, sato):
    first, *_many, last = (
        PersonFactory(student_number=f"B{number}", names=[("latin", "Yamada", "Hana", "")]) for number in range(30)
    )
    batch = checked(
        sato, with_cell(with_cell(HANA, "学籍番号", "B0"), "ローマ字", "Hana Yamada"), with_cell(HANA, "学籍番号", "")
    )
    known, asked = rows_of(batch)
    assert known.about["person"] == str(first.uid)
    (problem,) = asked.problems
    assert (len(problem["nearest"]), problem["nearest"][0], problem["nearest"][-1]) == (21, str(last.uid), "new")
