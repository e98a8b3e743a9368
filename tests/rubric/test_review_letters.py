"""Reviewers are written to when applications are given to them: one letter for each act, call and reviewer, without any applicant."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from kanazawa_exchange.accounts.models import Letter, User
from kanazawa_exchange.lib import mails
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.states import Step
from mobility.models import Application
from rubric.models import Review
from rubric.services import assignments, reviews

from .reviewing import NOW, applied, assign, call_of, finish


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with override("en"):
        yield


def letters(user: User) -> list[Letter]:
    return list(Letter.objects.filter(kind="reviews_assigned", address=user.email.lower()).order_by("pk"))


def test_one_letter_for_each_reviewer_however_many_cases(call, world, suzuki, tanaka, sato):
    cases = [applied(call, world) for _n in range(3)]
    pairs = [*((case, suzuki) for case in cases), (cases[0], tanaka)]
    assignments.assign(pairs, by=sato, now=NOW)
    told = {user: [letter.body for letter in letters(user)] for user in (suzuki, tanaka)}
    assert [len(bodies) for bodies in told.values()] == [1, 1]
    for user, number in ((suzuki, "3"), (tanaka, "1")):
        [body] = told[user]
        [line] = [line for line in body.splitlines() if str(getattr(call, f"title_{user.language}")) in line]
        assert number in line
        assert "/reviews/" in body


def test_sent_twice_it_is_one_and_only_what_is_new_counts(call, world, suzuki, sato):
    first, second = applied(call, world), applied(call, world)
    for _time in range(2):
        assignments.assign([(first, suzuki)], by=sato, now=NOW)
    assert len(letters(suzuki)) == 1
    assignments.assign([(first, suzuki), (second, suzuki)], by=sato, now=NOW)
    assert len(letters(suzuki)) == 2
    assert letters(suzuki)[0].body == letters(suzuki)[1].body, "of each act one case is new"


def test_two_calls_in_one_act_are_two_letters(call, world, suzuki, sato):
    other = call_of(world.inbound, "Winter in Kanazawa")
    assignments.assign([(applied(call, world), suzuki), (applied(other, world), suzuki)], by=sato, now=NOW)
    titles = [str(getattr(one, f"title_{suzuki.language}")) for one in (call, other)]
    assert sorted(next(title for title in titles if title in one.body) for one in letters(suzuki)) == sorted(titles)


@pytest.mark.parametrize(
    ("language", "subject"),
    [("ja", "審査のお願い"), ("en", "Applications wait for your review"), ("ru", "Заявки ждут вашей рецензии")],
)
def test_in_the_language_of_the_reviewer_and_nothing_personal_in_it(call, world, suzuki, sato, language, subject):
    suzuki.language = language
    suzuki.save()
    case = applied(call, world)
    assign(case, suzuki)
    [letter] = letters(suzuki)
    assert (letter.language, letter.subject) == (language, subject)
    applicant = case.person.names.get()
    assert applicant.family not in letter.subject + letter.body
    assert applicant.given not in letter.subject + letter.body


def test_whoever_is_taken_off_has_no_letter_and_comes_back_with_one(call, world, suzuki, sato):
    (review,) = assign(applied(call, world), suzuki)
    reviews.move(review, "withdraw", Step(reason="Ill"), by=sato, now=NOW)
    assert len(letters(suzuki)) == 1
    assignments.assign([(review.application, suzuki)], by=sato, now=NOW)
    assert len(letters(suzuki)) == 2


@pytest.mark.parametrize("end", ["done", "taken off", "decided"])
def test_a_letter_says_nothing_more_once_nothing_waits(call, world, suzuki, sato, end):
    (review,) = assign(applied(call, world), suzuki)
    (second,) = assign(applied(call, world), suzuki)
    letter = letters(suzuki)[0]
    for one in (review, second):
        assert not mails.is_overtaken(letter.kind, letter.ref, NOW)
        ended(Review.objects.get(pk=one.pk), end, sato)
    assert mails.is_overtaken(letter.kind, letter.ref, NOW)


def ended(review: Review, end: str, sato: User) -> None:
    if end == "done":
        finish(review, 4, 7)
    elif end == "taken off":
        reviews.move(review, "withdraw", Step(reason="Ill"), by=sato, now=NOW)
    else:
        application = Application.objects.get(pk=review.application_id)
        application.status, application.decision = "decided", "decline"
        application.save()


def test_what_is_refused_is_told_to_nobody(call, world, suzuki, tanaka, sato):
    with pytest.raises(Refused):
        assignments.assign(
            [(applied(call, world), tanaka), (applied(call, world, suzuki.person), suzuki)], by=sato, now=NOW
        )
    assert not Letter.objects.filter(kind="reviews_assigned").exists()


@pytest.mark.parametrize("number", [1, 3, 30])
def test_many_cases_cost_the_queries_of_one(call, world, suzuki, tanaka, sato, number):
    cases = [applied(call, world) for _n in range(number)]
    with CaptureQueriesContext(connection) as asked:
        assignments.assign([(case, user) for case in cases for user in (suzuki, tanaka)], by=sato, now=NOW)
    assert len(asked) == QUERIES, [query["sql"][:80] for query in asked]


QUERIES = 21
