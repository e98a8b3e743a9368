"""No small group can be computed from what is published, by whatever sums, differences, equations or bounds."""

from itertools import product
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rubric.suppression.groups import Groups, Sum, crossed
from rubric.suppression.marks import SMALLEST, Marks, marked, recoverable
from tests.rubric import attacks

ALL = ((), (0,), (1,), (0, 1))
DEEP = ((), (0,), (1,), (2,), (0, 1), (0, 2), (1, 2), (0, 1, 2))


def design(*counts, columns=2):
    """Counts by row and column, row by row: design(3, 9, 8, 7) has rows 0, 1 and columns 0, 1."""
    return {(str(place // columns), str(place % columns)): count for place, count in enumerate(counts)}


@st.composite
def designs(draw, shapes, most, views):
    sizes = draw(st.sampled_from(shapes))
    places = list(product(*(map(str, range(size)) for size in sizes)))
    finest = {place: draw(st.integers(0, most)) for place in places}
    assume(any(finest.values()))
    shown = draw(st.lists(st.sampled_from(views[len(sizes)]), min_size=1, unique=True))
    return finest, tuple(shown)


VIEWS = {2: ALL, 3: DEEP}
DESIGNS = designs([(2, 2), (2, 3), (3, 3), (2, 2, 2), (2, 2, 3)], 12, VIEWS)
TINY = designs([(2, 2), (2, 3)], 5, VIEWS)


def withheld(marks):
    return marks.small | marks.added


@settings(max_examples=60)
@given(DESIGNS)
def test_neither_subtraction_nor_equations_find_a_small_group(made):
    finest, views = made
    groups = crossed(finest, views)
    marks = marked(groups)
    assert marks.small == groups.small(SMALLEST)
    assert marks.added <= groups.public - marks.small
    assert attacks.by_subtraction(groups, finest, withheld(marks), SMALLEST) == set()
    computed = attacks.by_equations(groups, finest, withheld(marks))
    assert not {group for group in computed if groups.counts[group] < SMALLEST}
    assert computed.isdisjoint(marks.added)  # what follows anyway is published
    assert recoverable(groups, withheld(marks)) == set()


@settings(max_examples=30)
@given(TINY)
def test_whatever_is_possible_leaves_every_small_group_wide_open(made):
    """All whole counts that fit what is published are tried: they differ by the threshold at least."""
    finest, views = made
    groups = crossed(finest, views)
    marks = marked(groups)
    small = groups.small(SMALLEST)
    ranges = {group: [groups.counts[group]] * 2 for group in small}
    for counts in attacks.possible(groups, finest, withheld(marks), spare=SMALLEST):
        for group, ends in ranges.items():
            ends[:] = [min(ends[0], counts[group]), max(ends[1], counts[group])]
        if all(high - low >= SMALLEST for low, high in ranges.values()):
            break
    assert all(high - low >= SMALLEST for low, high in ranges.values()), ranges


@settings(max_examples=40)
@given(TINY)
def test_the_audit_knows_whom_small_marks_alone_give_away(made):
    """Whoever can be pinned by trying everything is named by the audit; it may name more, never fewer."""
    finest, views = made
    groups = crossed(finest, views)
    only_small = groups.small(SMALLEST)
    doubtful = recoverable(groups, only_small)
    seen = list(attacks.possible(groups, finest, only_small, spare=2))
    assume(len(seen) < 2000)
    pinned = {group for group in groups.counts if len({counts[group] for counts in seen}) == 1}
    assert {group for group in pinned if groups.counts[group] < SMALLEST} <= doubtful


TABLE = design(3, 9, 8, 7, 6, 12, columns=3)


def test_control_without_the_guard_the_group_is_found():
    groups = crossed(TABLE, ALL)
    only_small = groups.small(SMALLEST)
    assert only_small == {("0", "0")}
    assert attacks.by_equations(groups, TABLE, only_small) == {("0", "0")}
    assert attacks.by_subtraction(groups, TABLE, only_small, SMALLEST) == {(1, 0, 0, 0, 0, 0)}
    assert recoverable(groups, only_small) >= only_small
    assert recoverable(groups, ()) >= only_small


def test_a_rectangle_of_the_cheapest_protects_it():
    marks = marked(crossed(TABLE, ALL))
    assert marks.small == {("0", "0")}
    assert marks.added == {("0", "1"), ("1", "0"), ("1", "1")}
    assert marks.withholds(("0", "0"))
    assert not marks.withholds((None, None))


def test_control_whole_numbers_pin_what_equations_leave_open():
    """Two people in two groups of somebody each: one and one."""
    finest = {("a",): 1, ("b",): 1, ("c",): 9, ("d",): 20}
    groups = crossed(finest, ((), (0,)))
    only_small = groups.small(SMALLEST)
    assert attacks.by_equations(groups, finest, only_small) == set()
    assert recoverable(groups, only_small) >= {("a",), ("b",)}
    assert marked(groups).added == {("c",)}


def test_a_hidden_group_is_protected_too():
    """Programmes and directions are published apart, and yet each difference would be a group of one programme and direction."""
    finest = {("out", "x"): 9, ("out", "y"): 2, ("in", "y"): 7}
    groups = crossed(finest, ((), (0,), (1,)))
    assert groups.public.isdisjoint(finest)
    assert attacks.by_subtraction(groups, finest, (), SMALLEST) != set()
    marks = marked(groups)
    assert marks.small == set()
    assert marks.added
    assert attacks.by_subtraction(groups, finest, withheld(marks), SMALLEST) == set()


def test_nothing_is_withheld_where_nobody_is_few():
    assert marked(crossed(design(5, 6, 7, 8), ALL)) == Marks(frozenset(), frozenset(), 0)
    assert marked(crossed(design(5, 0, 0, 8), ALL)) == Marks(frozenset(), frozenset(), 0)  # nobody is no small group
    assert marked(crossed({}, ALL)).rounds == 0


def test_of_a_project_with_four_people_nothing_is_left():
    groups = crossed(design(1, 1, 1, 1), ALL)
    assert withheld(marked(groups)) == set(groups.counts)


def test_the_marks_depend_on_no_order_and_on_the_threshold():
    turned = dict(reversed(TABLE.items()))
    assert marked(crossed(turned, ALL[::-1])) == marked(crossed(TABLE, ALL))
    assert marked(crossed(TABLE, ALL), smallest=3) == Marks(frozenset(), frozenset(), 0)


def test_sums_that_do_not_add_up_are_refused():
    counts = {("a",): 3, ("b",): 4, (None,): 8}
    with pytest.raises(ValueError):
        Groups(counts, frozenset(counts), (Sum((None,), (("a",), ("b",))),))
    with pytest.raises(ValueError):
        Groups({("a",): 0}, frozenset(), ())


def test_control_of_many_projects_small_marks_alone_betray_most():
    chance = Random(2018)
    betrayed = guarded = 0
    for _project in range(40):
        finest = design(*(chance.choice((0, 2, 4, 6, 9, 15)) for _group in range(6)), columns=3)
        groups = crossed(finest, ALL)
        small = groups.small(SMALLEST)
        betrayed += bool(small & attacks.by_equations(groups, finest, small))
        guarded += bool(small & attacks.by_equations(groups, finest, withheld(marked(groups))))
    assert (betrayed > 20, guarded) == (True, 0)


def test_a_group_lies_within_another_one_where_only_its_people_do():
    """Rows, columns and layers: nobody is in row 1, column 1, layer 1, so all of that column and layer are of row 0."""
    row_column, column_layer = ("0", "1", None), (None, "1", "1")
    finest = {("0", "0", "1"): 5, ("0", "0", "2"): 6, ("0", "1", "0"): 1, ("0", "1", "1"): 5, ("0", "1", "2"): 1}
    finest |= {("1", "0", "1"): 4, ("1", "0", "2"): 5, ("1", "1", "2"): 3}
    groups = crossed(finest, ((0, 1), (1, 2), (1,), (0,)))
    assert groups.counts[row_column] - groups.counts[column_layer] == 2
    marks = marked(groups)
    assert marks.withholds(row_column) or marks.withholds(column_layer)
    assert attacks.by_subtraction(groups, finest, withheld(marks), SMALLEST) == set()
