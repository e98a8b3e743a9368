"""Whatever the answers are, and whichever abilities were left out, the published tables of a year tell of no few people."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rubric.scoring.tables import JointTable, empty_table
from rubric.suppression.groups import crossed
from rubric.suppression.marks import SMALLEST
from rubric.suppression.publication import VIEWS, public_groups
from tests.rubric import attacks
from tests.rubric.publishing import pairs

PLACES = [(direction, program) for direction in ("outbound", "inbound") for program in ("a", "b", "c")]
LEVEL = st.integers(0, 3)
PERSON = st.tuples(st.tuples(LEVEL, LEVEL), st.none() | st.tuples(LEVEL, LEVEL))
YEARS = st.dictionaries(st.sampled_from(PLACES), st.lists(PERSON, max_size=9), min_size=1)


def tables(people):
    """Two abilities; the second one was left out by some."""
    return {
        "first": pairs(*(first for first, _second in people)),
        "second": pairs(*(second for _first, second in people if second)),
    }


@settings(max_examples=60, deadline=None)
@given(YEARS)
def test_no_ability_of_no_group_tells_of_fewer_than_five(year):
    cells = {place: tables(people) for place, people in year.items()}
    found = public_groups(cells)
    for ability in ("first", "second"):
        finest = {place: cell[ability].n for place, cell in cells.items() if cell[ability].n}
        groups = crossed(finest, VIEWS)
        hidden = {group for group in groups.public if found[group] is None}
        small = groups.small(SMALLEST)
        assert small <= hidden
        assert small.isdisjoint(attacks.by_equations(groups, finest, hidden))
        assert (
            finest == {} or attacks.by_subtraction(groups, finest, hidden, SMALLEST) == set() or hidden == groups.public
        )


@settings(max_examples=40, deadline=None)
@given(YEARS)
def test_what_is_shown_is_the_sum_of_its_cells(year):
    cells = {place: tables(people) for place, people in year.items()}
    for group, shown in public_groups(cells).items():
        if shown is not None:
            inside = [
                cell for place, cell in cells.items() if all(v in (None, o) for v, o in zip(group, place, strict=True))
            ]
            for ability, table in shown.items():
                total: JointTable = sum((cell[ability] for cell in inside), start=empty_table(4))
                assert table == total


def test_two_people_alone_are_no_public_year():
    cells = {("outbound", "a"): tables([((1, 2), (1, 2)), ((1, 2), None)])}
    assert set(public_groups(cells).values()) == {None}


def test_nobody_makes_no_group():
    assert public_groups({}) == {}
    assert public_groups({("outbound", "a"): tables([])}) == {}
