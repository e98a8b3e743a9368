"""Who has withdrawn the consent to the handling of the data is neither assigned nor reviewed nor decided about; pages say why."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from kanazawa_exchange.accounts.models import Purpose, User
from kanazawa_exchange.accounts.services import consents
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.refusals import Refused
from mobility.models import Application
from mobility.queries.stopped import why
from programs.models import RequiredDocument
from rubric.models import Review
from rubric.queries import assignments as queries
from rubric.queries.blindness import sight
from rubric.queries.deciding import board
from rubric.queries.review_work import to_do, work
from rubric.queries.selection import selection
from rubric.services import reviews
from tests.consents import agrees_to_processing, person_of

from .reviewing import CLOSES, NOW, OPENS, applied, assign, finish, place, points, question
from .test_review_pages import kept


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with translation.override("en"):
        yield


@pytest.fixture
def case(call: Any, world: Any, aiko: User) -> Application:
    agrees_to_processing(aiko, now=OPENS)
    return applied(call, world, aiko.person, wishes=[place(call, world)])


def withdraws(user: User) -> None:
    consents.withdraw(person_of(user), Purpose.PROCESSING, by=user, now=CLOSES)


def page(name: str, *parts: Any) -> str:
    return reverse(f"rubric:{name}", args=parts).replace("/ja/", "/en/", 1)


def test_nobody_is_assigned_before_the_applicant_agrees_again(case, aiko, suzuki):
    withdraws(aiko)
    with pytest.raises(Refused) as told:
        assign(case, suzuki)
    assert "Nothing goes on before the person agrees again" in str(told.value)
    assert not Review.objects.exists()
    agrees_to_processing(aiko, now=NOW)
    assert len(assign(case, suzuki)) == 1


def test_a_review_is_neither_saved_nor_finished(case, call, aiko, suzuki):
    [review] = assign(case, suzuki)
    withdraws(aiko)
    for act in (
        lambda: finish(review, 4, 8),
        lambda: reviews.save(review, points(call, 4, None), {}, by=suzuki),
    ):
        with pytest.raises(Refused) as told:
            act()
        assert "nothing is reviewed here" in str(told.value)
    assert not Review.objects.get().scores.exists()
    agrees_to_processing(aiko, now=NOW)
    assert finish(review, 4, 8).status == "done"


def test_the_board_of_assignments_leaves_the_case_out_with_the_reason(case, call, world, aiko, sato, suzuki):
    other = applied(call, world)
    withdraws(aiko)
    found = queries.board(call, sato)
    assert [line.bar for line in found.cases] == [why() if line.uid == case.uid else "" for line in found.cases]
    for proposal in (
        queries.by_load(found, found.cases, found.reviewers, 1),
        queries.by_hand(found, found.cases, found.reviewers),
    ):
        told = {one.case.uid: (len(one.new), one.left_words) for one in proposal.cases}
        assert told[case.uid] == (0, why())
        assert told[other.uid] == (1, "")


def test_nothing_is_proposed_and_the_reason_is_said(case, call, world, aiko):
    other = applied(call, world)
    withdraws(aiko)
    found = board(call)
    assert [one.uid for one in found.candidates] == [other.uid]
    assert [(one.uid, one.why) for one in found.untouched] == [(case.uid, why())]


def test_the_ranking_says_so(case, call, world, aiko, sato):
    other = applied(call, world)
    withdraws(aiko)
    told = {line.uid: line.rests_words for line in selection(call, sato).lines}
    assert told == {case.uid: why(), other.uid: ""}


def test_the_reviewer_is_told_and_has_nothing_to_do(case, call, aiko, suzuki, client):
    [review] = assign(case, suzuki)
    assert (to_do(suzuki), sight(suzuki, call).to_do) == (1, 1)
    withdraws(aiko)
    assert (to_do(suzuki), sight(suzuki, call).to_do) == (0, 0)
    assert [(line.is_to_do, line.rests_words) for line in work(suzuki)] == [(False, why())]
    client.force_login(suzuki)
    assert why() in client.get(page("review_list")).content.decode()
    shown = client.get(page("review_sheet", review.uid)).content.decode()
    assert ("nothing is reviewed here" in shown, 'value="finish"' in shown) == (True, False)


def test_ticked_rows_are_left_out_with_the_reason(case, call, aiko, sato, suzuki, client):
    withdraws(aiko)
    client.force_login(sato)
    sent = {"row": [str(case.uid)], "pick": "1"}
    assert why() in client.post(page("deciding", call.uid), sent).content.decode()
    assert why() in client.post(page("assignments", call.uid), sent).content.decode()


def test_what_rests_is_not_overdue(case, call, aiko, suzuki, sign_in):
    call.reviews_due_on = NOW.date() - timedelta(days=1)
    call.save()
    [review] = assign(case, suzuki)
    browser = sign_in(suzuki)
    pages = (page("review_list"), page("review_sheet", review.uid))
    assert [">overdue<" in browser.get(one).content.decode() for one in pages] == [True, True]
    withdraws(aiko)
    assert [">overdue<" in browser.get(one).content.decode() for one in pages] == [False, False]
    assert not any(line.is_late for line in work(suzuki))


def test_its_reviewers_read_nothing_of_it_before_the_applicant_agrees_again(call, world, aiko, suzuki, tanaka, sign_in):
    stored = kept("letter.pdf")
    asked = RequiredDocument.objects.create(call=call, order=1, name_en="Letter")
    agrees_to_processing(aiko, now=OPENS)
    answers = {question(call, "Why Kazan?"): "Because of the music"}
    case = applied(call, world, aiko.person, answers=answers, documents={asked: stored})
    own, other = assign(case, suzuki, tanaka)
    finish(other, 3, 3, comment="A comment of a colleague")
    finish(own, 4, 7, comment="A comment of one's own")
    browser, sheet, file = sign_in(suzuki), page("review_sheet", own.uid), page("review_file", own.uid, stored.uid)
    words = (
        "Because of the music",
        "letter.pdf",
        "Bachelor",
        "A comment of a colleague",
        "A comment of one&#x27;s own",
    )

    def read() -> tuple[list[bool], int]:
        text, served = browser.get(sheet).content.decode(), browser.get(file)
        assert b"".join(served)  # read to its end, as a browser does
        return [one in text for one in words], served.status_code

    everything = ([True] * len(words), 200)
    assert read() == everything
    withdraws(aiko)
    assert read() == ([False] * len(words), 404)
    assert "nothing is reviewed here" in browser.get(sheet).content.decode()
    assert [(line.level, line.institution) for line in work(suzuki)] == [("", None)]
    listed = (browser.get(page("review_list")).content, b"".join(browser.get(page("review_list_csv"))))
    assert [b"Bachelor" in one for one in listed] == [False, False]
    agrees_to_processing(aiko, now=NOW)
    assert read() == everything
