"""The joint table counts everybody once, and cohorts add up."""

from functools import reduce
from operator import add

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubric.scoring.tables import JointTable, empty_table, table_of
from tests.rubric.tables import ANSWERS, TABLES, table


def test_everybody_stands_in_one_cell():
    found = table_of(3, [(0, 2, 2), (1, None, 1), (None, 0, 1)], mapped=1)
    assert found == JointTable(((0, 0, 2), (0, 0, 0), (0, 0, 0)), (0, 1, 0), (1, 0, 0), 0, mapped=1)
    assert table_of(2, [(1, None, 1), (None, None, 3)]) == JointTable(((0, 0), (0, 0)), (0, 1), (0, 0), 3)
    assert (found.n, found.missing) == (2, 2)
    assert (found.pre, found.post) == ((2, 0, 0), (0, 0, 2))
    assert found.differences == {2: 2}


def test_a_grouped_query_gives_the_same_table_as_its_people():
    cells = [(0, 1, 2), (None, 1, 3), (2, None, 1), (None, None, 4)]
    one_by_one = [(pre, post, 1) for pre, post, count in cells for _each in range(count)]
    assert table_of(3, cells) == table_of(3, one_by_one) == table("0 2 0/0 0 0/0 0 0", "0 0 1", "0 3 0", 4)


@pytest.mark.parametrize("cell", [(4, 0, 1), (0, 4, 1), (-1, 0, 1), (None, 4, 1), (0, 0, -1)])
def test_a_level_that_is_none_and_less_than_nobody_are_refused(cell):
    with pytest.raises(ValueError):
        table_of(4, [cell])


def test_a_table_is_square():
    with pytest.raises(ValueError):
        JointTable(((0, 1),), (0,), (0,))
    with pytest.raises(ValueError):
        empty_table(0)


@given(st.lists(ANSWERS, max_size=4), st.randoms())
def test_merging_cohorts_adds_their_tables(cohorts, chance):
    def of(answers):
        return table_of(4, [(pre, post, 1) for pre, post in answers])

    everybody = [answer for cohort in cohorts for answer in cohort]
    chance.shuffle(everybody)
    assert reduce(add, map(of, cohorts), empty_table(4)) == of(everybody)


@given(TABLES, TABLES)
def test_swapping_turns_the_table_over(one, other):
    assert one.swapped.swapped == one
    assert (one + other).swapped == other.swapped + one.swapped
    assert (one.swapped.pre, one.swapped.n, one.swapped.missing) == (one.post, one.n, one.missing)
    assert one.swapped.differences == {-moved: count for moved, count in reversed(one.differences.items())}
