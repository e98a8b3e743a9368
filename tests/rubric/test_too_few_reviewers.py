"""A case that a reviewer has left, and for which nobody was found, is told: not all points are in though none is missing."""

import csv
import io
from dataclasses import dataclass
from typing import Any

import pytest

from kanazawa_exchange.lib.states import Step
from mobility.models import Application
from rubric.models import Review
from rubric.queries.deciding import board
from rubric.queries.selection import selection
from rubric.queries.too_few import with_too_few_reviewers
from rubric.services import reviews
from tests.factories import PersonFactory

from .reviewing import NOW, applied, assign, call_of, finish, place
from .test_deciding import page


@dataclass(frozen=True)
class Row:
    application_id: int
    status: str


def rows(**cases: str) -> Any:
    """By the number of the case, a letter for each review: d(one), a(ssigned), c(onflict), w(ithdrawn)."""
    words = {"d": "done", "a": "assigned", "c": "conflict", "w": "withdrawn"}
    return [Row(int(case[1:]), words[letter]) for case, letters in cases.items() for letter in letters]


@pytest.mark.parametrize(
    ("cases", "few"),
    [
        ({"n1": "dd", "n2": "dc"}, {2}),
        ({"n1": "dd", "n2": "dw"}, {2}),
        ({"n1": "dd", "n2": "dac"}, set()),  # somebody else was found
        ({"n1": "dd", "n2": "d"}, set()),  # it was given fewer, and nobody has left
        ({"n1": "d", "n2": "dc"}, set()),  # one is usual
        ({"n1": "d", "n2": "dd", "n3": "dc"}, {3}),  # both are usual: the higher number counts
        ({"n1": "dc", "n2": "ddw"}, {1}),  # nobody stayed whole
        ({"n1": "dd", "n2": "c"}, {2}),
        ({}, set()),
    ],
)
def test_compared_with_what_is_usual(cases, few):
    found = rows(**cases)
    among = {int(case[1:]) for case in cases}
    assert with_too_few_reviewers(found, among) == few
    assert with_too_few_reviewers(list(reversed(found)), among) == few


def test_a_case_without_any_review_is_not_compared():
    assert with_too_few_reviewers(rows(n1="dd"), {1, 2}) == frozenset()


@pytest.fixture
def call(world: Any) -> Any:
    call = call_of(world.outbound)
    kazan = place(call, world)
    suzuki, tanaka = (world.user(name, role="reviewer") for name in ("suzuki", "tanaka"))
    for name in ("Abe", "Baba"):
        case = applied(call, world, PersonFactory(names=[("latin", name, "Test", "")]), wishes=[kazan])
        first, second = assign(case, suzuki, tanaka)
        finish(first, 4, 5)
        if name == "Abe":
            finish(second, 4, 5)
        else:
            leaves(second)
    return call


def leaves(review: Review) -> None:
    why = Step(reason_code="family", reason="My cousin")
    reviews.move(review, "declare_conflict", why, by=review.reviewer, now=NOW)


def test_the_ranking_says_so_and_leads_to_the_reviewers(call, sato, sign_in):
    shown = sign_in(sato).get(page("ranking", call.uid)).content.decode()
    assert "1 has too few reviewers" in shown
    assert "all points are in" not in shown
    assert shown.count(">too few reviewers<") == 1
    assert f'href="{page("assignments", call.uid)}"' in shown


def test_once_somebody_was_found_all_points_are_in_again(call, world, sato, sign_in):
    takes_over = world.user("ueda", role="reviewer")
    case = next(one for one in selection(call, sato).lines if one.has_too_few)
    [review] = assign(call.applications.get(uid=case.uid), takes_over)
    finish(review, 4, 5)
    shown = sign_in(sato).get(page("ranking", call.uid)).content.decode()
    assert "all points are in" in shown
    assert "too few reviewers" not in shown


def test_a_committee_member_reads_it_without_the_link(call, mori, sign_in):
    shown = sign_in(mori).get(page("selection_meeting", call.uid)).content.decode()
    assert "1 has too few reviewers" in shown
    assert "It has fewer reviewers than the others, because somebody has left it." in shown
    assert page("assignments", call.uid) not in shown


@pytest.mark.parametrize(("numbers", "few"), [((1, 1, 2), 0), ((2, 2, 1), 1)])
def test_the_decisions_compare_with_all_that_are_ranked_as_the_ranking_does(world, sato, numbers, few):
    """Two of three others are decided: what is usual is what most of all have, not of those still in review."""
    call = call_of(world.outbound, "Autumn in Kazan")
    reviewers = [world.user(name, role="reviewer") for name in ("ueda", "wada")]
    first, second = assign(applied(call, world), *reviewers)
    finish(first, 4, 5)
    leaves(second)
    for number, status in zip(numbers, ("declined", "declined", "in_review"), strict=True):
        case = applied(call, world)
        for review in assign(case, *reviewers[:number]):
            finish(review, 4, 5)
        case = Application.objects.get(pk=case.pk)
        if status == "declined":
            case.status, case.decision, case.released_at = status, "decline", NOW
            case.save()
    assert (board(call).too_few, selection(call, sato).too_few) == (few, few)


def test_the_decisions_and_the_file_say_so(call, sato, sign_in):
    browser = sign_in(sato)
    assert board(call).too_few == 1
    shown = browser.get(page("deciding", call.uid)).content.decode()
    assert "1 application has fewer reviewers than the others" in shown
    assert shown.count(">too few reviewers<") == 1
    text = b"".join(browser.get(page("ranking_csv", call.uid)).streaming_content).decode("utf-8-sig")
    told = {row["Applicant"]: row["Too few reviewers"] for row in csv.DictReader(io.StringIO(text))}
    assert told == {"ABE Test": "", "BABA Test": "yes"}
