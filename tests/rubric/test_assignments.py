"""Reviewers are assigned by hand or by load: never to the own application, never after a conflict; the preview is what is done."""

from collections.abc import Iterator

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.states import Step
from mobility.models import Application
from rubric.models import Review
from rubric.queries.assignments import board, by_hand, by_load
from rubric.services import assignments, reviews
from tests.factories import RoleGrantFactory

from .reviewing import NOW, applied, assign, call_of, finish

CONFLICT = Step(reason_code="teacher", reason="I supervise the thesis")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with override("en"):
        yield


def test_an_application_that_is_assigned_goes_into_review(call, world, suzuki, sato):
    case = applied(call, world, status="submitted")
    done = assignments.assign([(case, suzuki)], by=sato, now=NOW)
    case.refresh_from_db()
    assert (done, case.status) == (assignments.Assigned(1, 0), "in_review")
    assert assignments.assign([(case, suzuki)], by=sato, now=NOW) == assignments.Assigned(0, 1)


@pytest.mark.parametrize("status", ["draft", "withdrawn", "declined"])
def test_what_is_not_to_be_reviewed_is_not_assigned(call, world, suzuki, sato, status):
    values = {"draft": {"submitted_at": None}, "declined": {"decision": "decline", "released_at": NOW}}
    case = applied(call, world, status=status, **values.get(status, {}))
    with pytest.raises(Refused):
        assignments.assign([(case, suzuki)], by=sato, now=NOW)


def test_nobody_reviews_the_own_application(call, world, suzuki, tanaka, sato):
    own, other = applied(call, world, suzuki.person), applied(call, world)
    with pytest.raises(Refused):
        assignments.assign([(other, suzuki), (own, suzuki)], by=sato, now=NOW)
    assert not Review.objects.exists()


def test_nobody_assigns_reviewers_to_the_own_application(call, world, suzuki, sato):
    with pytest.raises(PermissionDenied):
        assignments.assign([(applied(call, world, sato.person), suzuki)], by=sato, now=NOW)


def test_a_declared_conflict_is_for_good(call, world, suzuki, sato):
    case = applied(call, world)
    (review,) = assign(case, suzuki)
    reviews.move(review, "declare_conflict", CONFLICT, by=suzuki, now=NOW)
    with pytest.raises(Refused):
        assignments.assign([(case, suzuki)], by=sato, now=NOW)


def test_whoever_was_taken_off_comes_back_to_the_same_review(call, world, suzuki, sato):
    case = applied(call, world)
    (review,) = assign(case, suzuki)
    finish(review, 4, 7)
    reviews.move(review, "withdraw", Step(reason="Ill"), by=sato, now=NOW)
    assert assignments.assign([(case, suzuki)], by=sato, now=NOW) == assignments.Assigned(1, 0)
    review.refresh_from_db()
    assert (review.status, review.scores.count()) == ("assigned", 2)


def test_only_reviewers_review_and_only_where_there_is_something_to_judge_by(call, world, suzuki, aiko, sato):
    case = applied(call, world)
    with pytest.raises(Refused):
        assignments.assign([(case, aiko)], by=sato, now=NOW)
    bare = call_of(world.inbound)
    bare.criteria.all().delete()
    with pytest.raises(Refused):
        assignments.assign([(applied(bare, world), suzuki)], by=sato, now=NOW)
    with pytest.raises(Refused):
        assignments.assign([], by=sato, now=NOW)


def test_the_preview_by_load_is_what_is_done(call, world, suzuki, tanaka, sato):
    cases = [applied(call, world) for _n in range(3)]
    (first,) = assign(cases[0], suzuki)
    reviews.move(first, "declare_conflict", CONFLICT, by=suzuki, now=NOW)
    assign(cases[1], suzuki)
    found = board(call, sato)
    proposal = by_load(found, found.cases, found.reviewers, 1)
    # tanaka alone can take the first; of the third it is whoever has fewer open cases, then the earlier account
    assert [(each.new_words, each.lacking) for each in proposal.cases] == [
        ("TANAKA Test", 0),
        ("", 0),
        ("SUZUKI Test", 0),
    ]
    assert [(line.name.text, after) for line, after in proposal.loads] == [("SUZUKI Test", 2), ("TANAKA Test", 1)]
    pairs = [(Application.objects.get(uid=pair.split(":")[0]), pair.split(":")[1]) for pair in proposal.pairs]
    people = {str(one.uid): one for one in (suzuki, tanaka)}
    assignments.assign([(case, people[uid]) for case, uid in pairs], by=sato, now=NOW)
    after = board(call, sato)
    assert by_load(after, after.cases, after.reviewers, 1).number == 0


def test_by_hand_the_preview_tells_who_is_left_out_and_why(call, world, suzuki, tanaka, sato):
    own, case = applied(call, world, suzuki.person), applied(call, world)
    assign(case, tanaka)
    found = board(call, sato)
    proposal = by_hand(found, found.cases, found.reviewers)
    assert [(each.new_words, each.left_words) for each in proposal.cases] == [
        ("TANAKA Test", "SUZUKI Test (the own application)"),
        ("", "SUZUKI Test (has applied to this call), TANAKA Test (assigned already)"),
    ]
    assert own.uid == found.cases[0].uid


def test_a_reviewer_who_has_applied_is_given_no_rival_and_a_draft_does_not_count(call, world, suzuki, tanaka, sato):
    case = applied(call, world)
    applied(call_of(world.inbound), world, suzuki.person)
    own = applied(call, world, suzuki.person, status="draft", submitted_at=None)
    (there,) = assign(case, suzuki, by=sato)
    Review.objects.filter(pk=there.pk).delete()
    own.status, own.submitted_at = "submitted", NOW
    own.save()
    with pytest.raises(Refused, match="Has applied to this call: SUZUKI Test"):
        assignments.assign([(case, tanaka), (case, suzuki)], by=sato, now=NOW)
    found = board(call, sato)
    rivals = [one for one in found.cases if one.uid == case.uid]
    assert [each.new_words for each in by_load(found, rivals, found.reviewers, 2).cases] == ["TANAKA Test"]
    assert not Review.objects.exists()


def test_nobody_assigns_themselves_after_having_read_what_others_gave(call, world, suzuki, sato):
    RoleGrantFactory(person=sato.person, role="reviewer")
    case = applied(call, world)
    with pytest.raises(Refused, match="Nobody assigns a review to themselves"):
        assignments.assign([(case, suzuki), (case, sato)], by=sato, now=NOW)
    assert not Review.objects.exists()
    found = board(call, sato)
    proposal = by_hand(found, found.cases, found.reviewers)
    assert [(each.new_words, each.left_words) for each in proposal.cases] == [
        ("SUZUKI Test", "SATO Test (nobody assigns themselves)")
    ]
    assert len(assign(case, sato, by=world.user("ono", role="coordinator"))) == 1


@pytest.mark.parametrize("number", [1, 3, 300])
def test_a_board_and_an_assignment_cost_the_same_queries_however_many_there_are(call, world, suzuki, sato, number):
    for _n in range(number):
        applied(call, world)
    cases = list(Application.objects.filter(call=call).select_related("call__run"))
    with CaptureQueriesContext(connection) as asked:
        board(call, sato)
    assert len(asked) == 8
    with CaptureQueriesContext(connection) as written:
        assignments.assign([(case, suzuki) for case in cases], by=sato, now=NOW)
    assert len(written) == WRITTEN


WRITTEN = 20
