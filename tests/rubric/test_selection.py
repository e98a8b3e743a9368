"""The ranking of a call from its records: what counts, what is missing, what each reader is shown, in how many queries."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kanazawa_exchange.lib.states import Step
from rubric.queries.ranking import ranks
from rubric.queries.review_work import work
from rubric.queries.selection import selection
from rubric.queries.selection_calls import call_lines
from rubric.ranking import Incomplete
from rubric.services import reviews
from tests.factories import PersonFactory

from .reviewing import NOW, applied, assign, call_of, finish, place, points

WHY = Step(reason="Because it is so")
CONFLICT = Step(reason_code="teacher", reason="I supervise the thesis")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with override("en"):
        yield


def named(name: str) -> Any:
    return PersonFactory(names=[("latin", name, "Test", "")])


def test_the_ranking_of_a_call(call, world, suzuki, tanaka, sato):
    kazan = place(call, world)
    first = applied(call, world, named("Abe"), wishes=[kazan])
    second, third, _fourth = (applied(call, world, named(name)) for name in ("Baba", "Chiba", "Doi"))
    a, b = assign(first, suzuki, tanaka)
    finish(a, 4, 7, comment="Keen")
    finish(b, 3, 6)
    c, d = assign(second, suzuki, tanaka)
    finish(c, 5, 10)
    reviews.save(d, points(call, 1, None), {}, by=tanaka)
    e, f = assign(third, suzuki, tanaka)
    reviews.move(e, "declare_conflict", CONFLICT, by=suzuki, now=NOW)
    finish(f, 2, 2)
    found = selection(call, sato)
    assert [(line.name.text, line.rank_words, line.total) for line in found.lines] == [
        ("BABA Test", "1", Decimal("100.00")),
        ("ABE Test", "2", Decimal("68.33")),
        ("CHIBA Test", "3", Decimal("33.33")),
        ("DOI Test", "—", None),
    ]
    second_line, first_line, third_line, last = found.lines
    assert [mean.points for mean in first_line.means] == [Decimal("3.50"), Decimal("6.50")]
    assert [(one.name.text, one.committee_comment) for one in first_line.reviews] == [
        ("SUZUKI Test", "Keen"),
        ("TANAKA Test", ""),
    ]
    assert (first_line.wishes, found.destinations[0].wished) == (("Kazan Federal University",), 1)
    assert (second_line.is_complete, second_line.missing) == (False, ("TANAKA Test (Language)",))
    assert (third_line.is_complete, third_line.biased, third_line.missing) == (True, ("SUZUKI Test",), ())
    assert (last.lacks_reviewers, last.is_complete) == (True, False)
    assert (found.incomplete, found.shared) == (2, 0)
    behind = selection(call, sato, Incomplete.LAST)
    assert [line.name.text for line in behind.lines] == ["ABE Test", "CHIBA Test", "BABA Test", "DOI Test"]


def test_the_rules_of_the_call_break_ties_in_their_order(world, suzuki, sato):
    call = call_of(world.outbound)
    call.ties = [f"criterion:{call.criteria.last().uid}", "grade_index", "submitted_at"]
    call.save()
    for name, index in (("Abe", "2.40"), ("Baba", "2.60"), ("Chiba", "2.60")):
        (review,) = assign(applied(call, world, named(name), grade_index=Decimal(index)), suzuki)
        finish(review, 3, 6)
    found = selection(call, sato)
    assert found.ties == ("points for “Language”", "grade index", "submitted earlier")
    assert [(line.name.text, line.rank_words, line.decided_by) for line in found.lines] == [
        ("BABA Test", "1=", ("grade index",)),
        ("CHIBA Test", "1=", ("grade index",)),
        ("ABE Test", "3", ("grade index",)),
    ]


def test_those_who_share_a_rank_and_those_without_one_stand_by_name(call, world, suzuki, sato):
    for name in ("Eda", "Chiba", "Doi", "Abe", "Baba"):
        (review,) = assign(applied(call, world, named(name)), suzuki)
        finish(review, 3, 6)
    for name in ("Hara", "Goto", "Fuji"):
        applied(call, world, named(name))
    names = [line.name.text.split()[0] for line in selection(call, sato).lines]
    assert names == ["ABE", "BABA", "CHIBA", "DOI", "EDA", "FUJI", "GOTO", "HARA"]


def test_whoever_declared_a_conflict_sees_no_points_of_that_case(call, world, suzuki, tanaka):
    own, other = (applied(call, world, named(name)) for name in ("Abe", "Baba"))
    first, second = assign(own, suzuki, tanaka)
    (third,) = assign(other, suzuki)
    reviews.move(first, "declare_conflict", CONFLICT, by=suzuki, now=NOW)
    finish(second, 5, 10, comment="Keen")
    finish(third, 3, 6)
    withheld, shown = selection(call, suzuki).lines
    assert (withheld.name.text, withheld.rank_words, withheld.is_withheld) == ("ABE Test", "1", True)
    assert (withheld.total, [mean.points for mean in withheld.means], withheld.reviews) == (None, [None, None], ())
    assert (shown.is_withheld, shown.total) == (False, Decimal("60.00"))
    clear = selection(call, tanaka).lines[0]
    assert (clear.is_withheld, clear.total, clear.biased) == (False, Decimal("100.00"), ("SUZUKI Test",))


def test_the_door_for_decisions_gives_the_same_ranks(call, world, suzuki):
    cases = [applied(call, world) for _n in range(3)]
    for case, number in zip(cases, (2, 5, 3), strict=True):
        (review,) = assign(case, suzuki)
        finish(review, number, 5)
    found = ranks(call)
    assert [(pk, line.rank) for pk, line in found.items()] == [(cases[1].pk, 1), (cases[2].pk, 2), (cases[0].pk, 3)]


def test_who_ended_early_leaves_the_ranking_and_whoever_was_decided_stays(call, world, suzuki):
    gone, decided = applied(call, world), applied(call, world)
    for case in (gone, decided):
        finish(assign(case, suzuki)[0], 3, 3)
    gone.status = "withdrawn"
    gone.save()
    decided.status, decided.decision = "decided", "decline"
    decided.save()
    assert list(ranks(call)) == [decided.pk]


@given(order=st.permutations(range(6)), taken_off=st.integers(0, 2))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_records_written_in_any_order_give_the_same_ranking(world, order, taken_off):
    """From the services on: reviews finished in any order, a reviewer taken off, one with a conflict."""
    with transaction.atomic():
        call = call_of(world.outbound, ties=["grade_index"])
        people = [world.user(f"reviewer{n}", role="reviewer") for n in range(2)]
        cases = [applied(call, world, grade_index=Decimal(n) / 10) for n in range(3)]
        found = [review for case in cases for review in assign(case, *people)]
        given_points = [(5, 1), (4, 2), (5, 1), (4, 2), (1, 9), (3, 3)]
        for place_in_order in order:
            finish(found[place_in_order], *given_points[place_in_order])
        reviews.move(found[2 * taken_off], "withdraw", WHY, by=None, now=NOW)
        reviews.move(found[5], "declare_conflict", CONFLICT, by=people[1], now=NOW)
        outcome = [(cases.index(next(c for c in cases if c.pk == pk)), line.rank) for pk, line in ranks(call).items()]
        transaction.set_rollback(True)
    assert sorted(pk for pk, _rank in outcome) == [0, 1, 2]
    assert outcome == OUTCOMES.setdefault(taken_off, outcome)


OUTCOMES: dict[int, Any] = {}
"""By the case whose reviewer was taken off: the ranking that the first order of entry gave."""


@pytest.mark.parametrize("number", [1, 3, 300])
def test_lists_cost_the_same_queries_however_long_they_are(call, world, suzuki, tanaka, sato, number):
    kazan = place(call, world)
    for _n in range(number):
        case = applied(call, world, wishes=[kazan])
        first, _second = assign(case, suzuki, tanaka)
        finish(first, 3, 6)
    for ask, queries in (
        (lambda: selection(call, sato), 11),
        (lambda: work(suzuki), 4),
        (lambda: call_lines(sato), 2),
    ):
        with CaptureQueriesContext(connection) as asked:
            ask()
        assert len(asked) == queries, [query["sql"][:150] for query in asked]
