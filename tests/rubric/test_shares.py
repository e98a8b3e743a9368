"""Cases are shared out by load: fewest open cases first, nobody on a case that is none for them, always the same."""

from hypothesis import given
from hypothesis import strategies as st

from rubric.shares import Candidate, Case, share


def test_whoever_has_the_fewest_open_cases_comes_first():
    found = share([Case("a"), Case("b"), Case("c")], [Candidate("x", 2), Candidate("y", 0), Candidate("z", 1)], 1)
    assert found.pairs == (("a", "y"), ("b", "y"), ("c", "z"))
    assert found.loads == {"x": 2, "y": 2, "z": 2}


def test_a_case_that_has_reviewers_gets_the_rest():
    found = share([Case("a", 2), Case("b", 1), Case("c", 5)], [Candidate("x"), Candidate("y")], 2)
    assert found.pairs == (("b", "x"),)
    assert found.lacking == {}


def test_what_is_lacking_is_told():
    found = share([Case("a"), Case("b")], [Candidate("x", barred=frozenset("a"))], 2)
    assert found.pairs == (("b", "x"),)
    assert found.lacking == {"a": 2, "b": 1}


CASES = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 2)).map(
    lambda d: [Case(*pair) for pair in d.items()]
)
PEOPLE = st.dictionaries(
    st.sampled_from("uvwxyz"), st.tuples(st.integers(0, 4), st.frozensets(st.sampled_from("abcdefgh")))
).map(lambda d: [Candidate(key, *said) for key, said in d.items()])


@given(CASES, PEOPLE, st.integers(1, 3), st.randoms())
def test_a_share_keeps_its_promises(cases, people, each, chance):
    found = share(cases, people, each)
    barred = {person.key: person.barred for person in people}
    assert len(set(found.pairs)) == len(found.pairs)
    assert all(case not in barred[person] for case, person in found.pairs)
    for case in cases:
        got = [person for key, person in found.pairs if key == case.key]
        able = [person.key for person in people if case.key not in person.barred]
        wanted = max(each - case.has, 0)
        assert len(got) == min(wanted, len(able))
        assert found.lacking.get(case.key, 0) == wanted - len(got)
    chance.shuffle(cases)
    chance.shuffle(people)
    assert share(cases, people, each) == found


@given(st.integers(0, 40), st.integers(1, 6))
def test_equal_people_get_equal_shares(number, people):
    found = share([Case(f"{n:02d}") for n in range(number)], [Candidate(str(n)) for n in range(people)], 1)
    assert max(found.loads.values()) - min(found.loads.values()) <= 1
