"""Whatever the answers are, at least five people share the traits of every row; nobody's row is told by a later file."""

from collections import defaultdict
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from rubric.anonymity import ANY, LEAST, NO_PROGRAMME, STEPS, Answered, Traits, anonymous

LEVEL = st.none() | st.integers(0, 3)
TRAITS = st.builds(
    Traits,
    project=st.just("russia"),
    fiscal_year=st.sampled_from([2018, 2019]),
    direction=st.sampled_from(["outbound", "inbound"]),
    programme=st.sampled_from(["a", "b"]),
    programme_group=st.just("graduate"),
    level=st.sampled_from(["master", "doctor", "bachelor"]),
    level_group=st.just("graduate"),
)
ROWS = st.lists(st.builds(Answered, st.integers(1, 25), TRAITS, st.tuples(LEVEL), st.tuples(LEVEL)), max_size=60)
ONE = Traits("russia", 2018, "outbound", "a", "graduate", "master", "graduate")


def people(count, traits=ONE, first=1):
    return [Answered(first + place, traits, (1,), (2,)) for place in range(count)]


def alike(rows):
    found = defaultdict(list)
    for row in rows:
        found[row.traits].append(row)
    return found


@settings(max_examples=150, deadline=None)
@given(ROWS)
def test_five_people_share_the_traits_of_every_row(rows):
    """Tried by brute force: whose rows could this one be, as its traits read."""
    found = anonymous(rows)
    for traits, same in alike(found.rows).items():
        names = ("programme", "programme_group", "level", "level_group")
        could_be = {
            row.person
            for row in rows
            if all(getattr(traits, name) in (ANY, getattr(row.traits, name)) for name in names)
            and (row.traits.fiscal_year, row.traits.direction) == (traits.fiscal_year, traits.direction)
        }
        assert len(same) >= LEAST
        assert len(could_be) >= LEAST
    assert len(found.rows) + found.left_out == len(rows)
    assert sum(found.at_step) == len(found.rows)
    assert {row.person for row in found.rows} <= {0}


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_whoever_has_enough_alike_keeps_every_column(rows):
    enough = [same for same in alike(rows).values() if len({row.person for row in same}) >= LEAST]
    found = anonymous(rows)
    assert found.at_step[0] == sum(map(len, enough))
    for same in enough:
        assert sum(row.traits == same[0].traits for row in found.rows) == len(same)


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_a_later_year_changes_no_row_of_an_earlier_one(rows):
    def of_2018(found):
        return [row for row in found.rows if row.traits.fiscal_year == 2018]

    earlier = [row for row in rows if row.traits.fiscal_year == 2018]
    assert of_2018(anonymous(rows)) == of_2018(anonymous(earlier))


def test_the_steps_are_taken_in_their_order():
    doctor = replace(ONE, level="doctor")
    bachelor = replace(ONE, level="bachelor", level_group="undergraduate")
    other = replace(ONE, programme="b")
    found = anonymous([*people(5), *people(3, doctor, 10), *people(2, replace(ONE, level="residency"), 20)])
    assert found.at_step == (0, 10, 0, 0)  # a programme as a whole
    found = anonymous([*people(4), *people(1, bachelor, 10)])
    assert found.at_step == (0, 0, 5, 0)
    assert found.rows[0].traits == replace(ONE, level=ANY, level_group=ANY)
    found = anonymous([*people(4), *people(1, other, 10)])
    assert found.at_step == (0, 0, 0, 5)
    found = anonymous([*people(4), *people(4, replace(ONE, direction="inbound"), 10)])
    assert (found.rows, found.left_out) == ((), 8)
    assert len(STEPS) == 4


def test_five_rows_of_four_people_are_not_enough():
    rows = [*people(4), Answered(1, ONE, (0,), (0,))]
    assert (anonymous(rows).rows, anonymous(rows).left_out) == ((), 5)


def test_control_without_coarsening_somebody_stands_alone():
    rows = [*people(5), *people(1, replace(ONE, level="doctor"), 10)]
    assert min(map(len, alike(rows).values())) == 1
    assert min(map(len, alike(anonymous(rows, least=1).rows).values())) == 1
    assert min(map(len, alike(anonymous(rows).rows).values())) >= LEAST


def test_the_order_of_the_rows_tells_nothing():
    rows = people(9)
    assert anonymous(rows) == anonymous(rows[::-1])


def test_whose_programme_tells_too_much_stands_without_it():
    hidden = [replace(row, from_step=NO_PROGRAMME) for row in people(6)]
    found = anonymous([*hidden, *people(5, first=20)])
    assert found.at_step == (5, 0, 0, 6)
    assert {row.from_step for row in found.rows} == {0}
