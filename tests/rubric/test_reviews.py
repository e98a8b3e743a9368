"""A review: saved as it comes, finished once it is whole, blind until then, and gone with a conflict of interest."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from kanazawa_exchange.accounts.models import Transition, User
from kanazawa_exchange.accounts.services.editing import StaleEdit
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.states import Step
from rubric.models import Review, ReviewScore
from rubric.moves import ReviewStatus
from rubric.queries.blindness import Sight, sight
from rubric.queries.review_sheet import sheet
from rubric.services import assignments, reviews
from tests.factories import RoleGrantFactory

from .reviewing import NOW, applied, assign, call_of, criterion, finish, points

WHY = Step(reason="Because it is so")
CONFLICT = Step(reason_code="teacher", reason="I supervise the thesis")


@pytest.fixture
def case(call: Any, world: Any) -> Any:
    return applied(call, world)


def given(review: Review) -> list[int]:
    return list(review.scores.order_by("criterion__order").values_list("points", flat=True))


# --- Saved and finished ----------------------------------------------------------------------------------------------


def test_points_are_saved_as_they_come_and_taken_back(case, call, suzuki):
    (review,) = assign(case, suzuki)
    review = reviews.save(review, points(call, 4, None), {"committee_comment": "Keen"}, by=suzuki)
    assert (given(review), review.committee_comment, review.status) == ([4], "Keen", "assigned")
    review = reviews.save(review, points(call, 5, 7), {}, by=suzuki)
    assert (given(review), review.committee_comment) == ([5, 7], "Keen")
    review = reviews.save(review, points(call, None, 7), {}, by=suzuki)
    assert given(review) == [7]


def test_what_is_saved_once_more_unchanged_is_no_new_version(case, call, suzuki):
    (review,) = assign(case, suzuki)
    review = reviews.save(review, points(call, 4, 7), {}, by=suzuki)
    again = reviews.save(review, points(call, 4, 7), {"committee_comment": ""}, by=suzuki, version=review.version)
    assert again.version == review.version
    assert ReviewScore.history.count() == 2


@pytest.mark.parametrize("number", [-1, 6])
def test_points_stay_within_the_scale(case, call, suzuki, number):
    (review,) = assign(case, suzuki)
    first = call.criteria.first()
    with pytest.raises(Refused) as refusal:
        reviews.save(review, {first.pk: number}, {}, by=suzuki)
    assert list(refusal.value.errors) == [f"points-{first.pk}"]


def test_a_criterion_of_another_call_takes_no_points(case, call, suzuki, world):
    (review,) = assign(case, suzuki)
    foreign = call_of(world.inbound).criteria.first()
    with pytest.raises(Refused):
        reviews.save(review, {foreign.pk: 1}, {}, by=suzuki)


def test_an_older_page_does_not_overwrite_a_newer_one(case, call, suzuki):
    (review,) = assign(case, suzuki)
    reviews.save(review, points(call, 4, 7), {}, by=suzuki, version=review.version)
    with pytest.raises(StaleEdit):
        reviews.save(review, points(call, 1, 1), {}, by=suzuki, version=review.version)


def test_a_review_is_finished_when_every_criterion_has_points(case, call, suzuki):
    (review,) = assign(case, suzuki)
    with pytest.raises(Refused) as refusal:
        reviews.finish(review, points(call, 4, None), {}, by=suzuki, now=NOW)
    assert list(refusal.value.errors) == [f"points-{call.criteria.last().pk}"]
    assert given(review) == []
    review = finish(review, 4, 0)
    assert (review.status, review.done_at, given(review)) == ("done", NOW, [4, 0])
    log = Transition.objects.filter(record_type="review", record_id=review.pk).order_by("sequence")
    assert list(log.values_list("move", "source", "target")) == [
        ("assign", "", "assigned"),
        ("finish", "assigned", "done"),
    ]


def test_a_finished_review_changes_only_after_the_office_has_opened_it_again(case, call, suzuki, sato):
    (review,) = assign(case, suzuki)
    finish(review, 4, 7)
    with pytest.raises(Refused):
        reviews.save(review, points(call, 5, 7), {}, by=suzuki)
    with pytest.raises(Refused):
        reviews.move(review, "reopen", Step(), by=sato, now=NOW)
    with pytest.raises(PermissionDenied):
        reviews.move(review, "reopen", WHY, by=suzuki, now=NOW)
    review = reviews.move(review, "reopen", WHY, by=sato, now=NOW)
    assert (review.status, review.done_at, given(review)) == ("assigned", None, [4, 7])
    assert finish(review, 5, 7).status == "done"


def test_nothing_changes_once_the_application_is_decided(case, call, suzuki, sato):
    (review,) = assign(case, suzuki)
    case.status, case.decision = "decided", "decline"
    case.save()
    with pytest.raises(Refused):
        reviews.save(review, points(call, 5, 7), {}, by=suzuki)
    for name, step, by in (("withdraw", WHY, sato), ("declare_conflict", CONFLICT, suzuki)):
        with pytest.raises(Refused):
            reviews.move(review, name, step, by=by, now=NOW)


# --- Who may ---------------------------------------------------------------------------------------------------------

ROLES = ("suzuki", "tanaka", "sato", "admin", "kimura", "mori", "aiko", "petrova", "hayashi", "stranger")
OFFICE = {"sato", "admin", "kimura"}
MAKES = {
    "finish": {"suzuki"},
    "declare_conflict": {"suzuki"},
    "reopen": OFFICE,
    "withdraw": OFFICE,
    "assign_again": OFFICE,
}
LEADS = {
    ("assigned", "finish"): "done",
    ("assigned", "declare_conflict"): "conflict",
    ("assigned", "withdraw"): "withdrawn",
    ("done", "declare_conflict"): "conflict",
    ("done", "withdraw"): "withdrawn",
    ("done", "reopen"): "assigned",
    ("withdrawn", "assign_again"): "assigned",
}
"""The moves as the domain tells them, written apart from the code."""


@pytest.mark.parametrize("state", ReviewStatus.values)
@pytest.mark.parametrize("name", MAKES)
def test_every_state_move_and_role(case, call, suzuki, tanaka, state, name, request):
    (review,) = assign(case, suzuki)
    ways = {"assigned": (), "done": ("finish",), "conflict": ("declare_conflict",), "withdrawn": ("withdraw",)}
    review = reviews.save(review, points(call, 4, 7), {}, by=suzuki)
    for step in ways[state]:
        review = made(review, step, None)
    for role in ROLES:
        user = request.getfixturevalue(role)
        target = LEADS.get((state, name))
        with transaction.atomic():
            point = transaction.savepoint()
            makes = role in MAKES[name]
            if target is None or not makes:
                # the state is looked at before the role, but where points are given
                is_refused = target is None and (makes or name != "finish")
                with pytest.raises(Refused if is_refused else PermissionDenied):
                    made(review, name, user)
                after = Review.objects.get(pk=review.pk)
                assert (after.status, after.version) == (state, review.version)
            else:
                assert made(review, name, user).status == target
            transaction.savepoint_rollback(point)


def made(review: Review, name: str, by: Any) -> Review:
    if name == "finish":
        return reviews.finish(review, {}, {}, by=by, now=NOW)
    if name == "assign_again" and review.status == "withdrawn":
        assignments.assign([(review.application, review.reviewer)], by=by, now=NOW)
        return Review.objects.get(pk=review.pk)
    step = CONFLICT if name == "declare_conflict" else WHY
    return reviews.move(review, name, step, by=by, now=NOW)


def test_the_role_must_last(case, call, suzuki):
    (review,) = assign(case, suzuki)
    suzuki.person.grants.all().delete()
    suzuki = User.objects.get(pk=suzuki.pk)
    with pytest.raises(PermissionDenied):
        reviews.save(review, points(call, 4, 7), {}, by=suzuki)
    assert not Review.objects.of_reviewer(suzuki).exists()


def test_a_conflict_needs_a_reason_and_takes_the_case_away(case, suzuki, tanaka):
    review, other = assign(case, suzuki, tanaka)
    with pytest.raises(Refused) as refusal:
        reviews.move(review, "declare_conflict", Step(), by=suzuki, now=NOW)
    assert set(refusal.value.errors) == {"reason_code", "reason"}
    reviews.move(review, "declare_conflict", CONFLICT, by=suzuki, now=NOW)
    finish(other, 3, 3)
    assert list(Review.objects.of_reviewer(suzuki)) == []
    assert list(Review.objects.visible_to(suzuki)) == []


# --- Blind -----------------------------------------------------------------------------------------------------------


def test_a_reviewer_is_blind_until_the_own_points_are_in(case, suzuki, tanaka):
    review, other = assign(case, suzuki, tanaka)
    finish(other, 3, 3, comment="Secret")
    assert list(Review.objects.visible_to(suzuki)) == [review]
    found = sheet(review, suzuki)
    assert (found.others, found.awaited) == ((), 0)
    review = finish(review, 4, 7)
    assert set(Review.objects.visible_to(suzuki)) == {review, other}
    found = sheet(review, suzuki)
    assert [(one.committee_comment, [each.points for each in one.given]) for one in found.others] == [
        ("Secret", [3, 3])
    ]


def test_without_the_condition_of_blindness_the_test_before_would_see_it(case, suzuki, tanaka):
    """The control: the rows are there, and it is the state of the own review alone that hides them."""
    _review, other = assign(case, suzuki, tanaka)
    finish(other, 3, 3, comment="Secret")
    assert other in Review.objects.filter(application=case)
    Review.objects.filter(reviewer=suzuki).first().delete()
    Review.objects.create(application=case, reviewer=suzuki, status="done", assigned_at=NOW, done_at=NOW)
    assert other in Review.objects.visible_to(suzuki)


def test_what_is_not_finished_is_nobodys_but_the_reviewers(case, call, suzuki, tanaka, sato, mori):
    review, other = assign(case, suzuki, tanaka)
    reviews.save(review, points(call, 1, 1), {"committee_comment": "Draft"}, by=suzuki)
    finish(other, 3, 3)
    for reader in (sato, mori, tanaka):
        assert list(Review.objects.visible_to(reader)) == [other]


def test_an_office_that_reviews_is_as_blind_as_everybody(case, call, tanaka, sato, world):
    RoleGrantFactory(person=sato.person, role="reviewer")
    own, other = assign(case, sato, tanaka)
    finish(other, 3, 3)
    assert list(Review.objects.visible_to(sato)) == [own]
    assert sight(sato, call) == Sight(to_do=1)
    finish(own, 4, 4)
    assert set(Review.objects.visible_to(sato)) == {own, other}
    assert sight(sato, call).is_clear


def test_strangers_partners_evaluators_and_the_applicant_see_no_review(
    case, call, suzuki, world, aiko, petrova, hayashi
):
    own = applied(call, world, aiko.person)
    for review in (*assign(case, suzuki), *assign(own, suzuki)):
        finish(review, 3, 3)
    for reader in (aiko, petrova, hayashi, world.user("nobody")):
        assert list(Review.objects.visible_to(reader)) == []


def test_whoever_has_applied_is_told_nothing_about_the_own_application(call, suzuki, world, sato):
    own = applied(call, world, sato.person)
    (review,) = assign(own, suzuki)
    finish(review, 3, 3)
    assert list(Review.objects.visible_to(sato)) == []
    assert sight(sato, call) == Sight(is_applicant=True)


def test_a_reviewer_who_applies_judges_no_rival_any_more_and_reads_no_points(case, call, suzuki, tanaka, world):
    elsewhere = applied(call_of(world.inbound), world)
    review, other = assign(case, suzuki, tanaka)
    (far,) = assign(elsewhere, suzuki)
    finish(review, 4, 4)
    finish(other, 3, 3)
    (to_do,) = assign(applied(call, world), suzuki)
    own = applied(call, world, suzuki.person, status="draft", submitted_at=None)
    assert set(Review.objects.visible_to(suzuki)) == {review, other, far, to_do}, "a draft takes part in nothing"
    own.status, own.submitted_at = "submitted", NOW
    own.save()
    reader = User.objects.get(pk=suzuki.pk)
    assert list(Review.objects.of_reviewer(reader)) == list(Review.objects.visible_to(reader)) == [far]
    with pytest.raises(PermissionDenied):
        reviews.save(to_do, points(call, 1, 1), {}, by=reader)
    assert given(to_do) == []
    reviews.save(far, points(far.application.call, 1, 1), {}, by=reader)


# --- What the database keeps -----------------------------------------------------------------------------------------


def refused(act: Any) -> bool:
    try:
        with transaction.atomic():
            act()
    except IntegrityError:
        return True
    return False


def test_the_database_keeps_a_review_to_its_case(case, call, suzuki, tanaka, world):
    (review,) = assign(case, suzuki)
    first = call.criteria.first()
    other = applied(call, world)
    new = {"assigned_at": NOW}
    assert refused(lambda: Review.objects.create(application=case, reviewer=suzuki, **new))
    assert refused(lambda: Review.objects.create(application=case, reviewer=tanaka, status="lost", **new))
    assert refused(lambda: Review.objects.create(application=case, reviewer=tanaka, status="done", **new))
    assert refused(lambda: Review.objects.create(application=case, reviewer=tanaka, done_at=NOW, **new))
    own = applied(call, world, tanaka.person)
    assert refused(lambda: Review.objects.create(application=own, reviewer=tanaka, **new))
    assert refused(lambda: changed(review, application=other))
    assert refused(lambda: changed(review, reviewer=tanaka))
    foreign = criterion(call_of(world.inbound), 3, "Foreign")
    assert refused(lambda: ReviewScore.objects.create(review=review, criterion=first, points=6))
    assert refused(lambda: ReviewScore.objects.create(review=review, criterion=foreign, points=1))
    ReviewScore.objects.create(review=review, criterion=first, points=5)
    assert refused(lambda: ReviewScore.objects.create(review=review, criterion=first, points=4))


def test_the_database_keeps_the_points_of_a_finished_review(case, call, suzuki):
    (review,) = assign(case, suzuki)
    finish(review, 4, 7)
    score = ReviewScore.objects.first()
    assert refused(lambda: changed(score, points=1))
    assert refused(score.delete)
    third = criterion(call, 3, "Later")
    assert refused(lambda: ReviewScore.objects.create(review=review, criterion=third, points=1))


def changed(record: Any, **values: Any) -> None:
    fresh = type(record)._base_manager.get(pk=record.pk)
    for name, value in values.items():
        setattr(fresh, name, value)
    fresh.save()
