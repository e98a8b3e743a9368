"""The pages of reviews and of the selection, as their readers use them."""

import io
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook

from kanazawa_exchange.accounts.models import AuditEvent, StoredFile, User
from kanazawa_exchange.lib.states import Step
from mobility.queries.applications.boxes import Boxes
from mobility.queries.applications.contents import topics_of
from programs.models import RequiredDocument
from rubric.models import Review
from rubric.queries.review_sheet import sheet
from rubric.services import reviews
from tests.factories import PersonFactory, RoleGrantFactory

from .reviewing import NOW, applied, assign, finish, place, points, question


@pytest.fixture
def case(call: Any, world: Any) -> Any:
    asked = question(call, "Why Kazan?")
    person = PersonFactory(names=[("latin", "Baba", "Emi", "")])
    held = {"certificate": "torfl_b1"}
    return applied(call, world, person, wishes=[place(call, world)], answers={asked: "Because of the music"}, **held)


def page(name: str, *parts: Any) -> str:
    return reverse(f"rubric:{name}", args=parts).replace("/ja/", "/en/", 1)


def boxes(review: Review, *given: Any, **further: Any) -> dict[str, Any]:
    sent = {f"points-{pk}": one for pk, one in points(review.application.call, *given).items() if one is not None}
    return {"version": review.version, **sent, **further}


@pytest.mark.parametrize(("ended", "status"), [("withdrawn", 404), ("cancelled", 404), ("in_review", 200)])
def test_an_application_that_ended_early_is_closed_to_its_reviewers(
    call, world, suzuki, tanaka, sign_in, ended, status
):
    """The sheet, the files, what the browser saves, the list, what others gave; the last line is the control."""
    asked = RequiredDocument.objects.create(call=call, order=1, name_en="Letter")
    stored = kept("letter.pdf")
    case = applied(call, world, PersonFactory(names=[("latin", "Baba", "Emi", "")]), documents={asked: stored})
    done, other = assign(case, suzuki, tanaka)
    finish(other, 3, 3, comment="Secret")
    finish(done, 4, 7)
    case.status = ended
    case.save()
    browser = sign_in(suzuki)
    for name, *parts in (("review_sheet",), ("review_conflict",), ("review_file", stored.uid)):
        answer = browser.get(page(name, done.uid, *parts))
        assert answer.status_code == status, name
        assert b"".join(answer)  # read to its end, as a browser does
    assert browser.post(page("review_save", done.uid), {}).status_code == (status if status == 404 else 409)
    assert ("BABA" in browser.get(page("review_list")).content.decode()) is (status == 200)
    assert set(Review.objects.visible_to(suzuki)) == ({done, other} if status == 200 else set())


def test_a_reviewer_reads_days_numbers_and_options_as_the_applicant_does(call, world, suzuki):
    kept = {"date": "2019-04-01", "number": "2.5", "long_text": "2019-04-01", "choice": ""}
    asked = {kind: question(call, kind, kind, ["Yes", "No"] if kind == "choice" else ()) for kind in kept}
    kept["choice"] = str(asked["choice"].options.last().uid)
    case = applied(call, world, answers={asked[kind]: text for kind, text in kept.items()}, certificate="torfl_b1")
    (review,) = assign(case, suzuki)
    certificates = {"en": "TORFL B1 (Russian)", "ja": "ロシア語検定試験（ТРКИ）B1", "ru": "ТРКИ B1 (русский язык)"}
    for language, told in {
        "en": {"date": "1\N{NO-BREAK SPACE}April 2019", "number": "2.5", "long_text": "2019-04-01", "choice": "No"},
        "ja": {"date": "2019年4月1日（月）", "number": "2.5", "long_text": "2019-04-01", "choice": "No"},
        "ru": {
            "date": "1\N{NO-BREAK SPACE}апреля 2019\N{NO-BREAK SPACE}г.",
            "number": "2,5",
            "long_text": "2019-04-01",
            "choice": "No",
        },
    }.items():
        with override(language):
            found = sheet(review, suzuki)
            topics = {topic.key: topic for topic in topics_of(Boxes(case))}
        assert {str(said.question): said.text for said in found.answers} == told
        own = {str(line.label): line.values for line in topics["questions"].lines}
        assert own == {kind: (words,) for kind, words in told.items()}
        (certificate,) = topics["about"].lines[4].values
        assert certificate == certificates[language]


# --- The reviewer ----------------------------------------------------------------------------------------------------


def test_a_reviewer_finds_reads_saves_and_finishes_a_case(case, suzuki, sign_in):
    (review,) = assign(case, suzuki)
    browser = sign_in(suzuki)
    assert "1 application waits for your scores" in browser.get(page("review_list")).content.decode()
    assert "Next: score applications" in browser.get("/en/").content.decode()
    sheet = browser.get(page("review_sheet", review.uid)).content.decode()
    for words in (
        "BABA Emi",
        "Why Kazan?",
        "Because of the music",
        "Kazan Federal University",
        "TORFL B1",
        "Motivation",
    ):
        assert words in sheet
    answer = browser.post(page("review_sheet", review.uid), boxes(review, 4, None, go="save"), follow=True)
    assert "The review is saved." in answer.content.decode()
    review.refresh_from_db()
    refused = browser.post(page("review_sheet", review.uid), boxes(review, 4, "", go="finish"))
    assert "Give points." in refused.content.decode()
    answer = browser.post(page("review_sheet", review.uid), boxes(review, 4, 7, go="finish"), follow=True)
    assert "The review is finished." in answer.content.decode()
    review.refresh_from_db()
    assert review.status == "done"


def test_what_others_gave_is_on_no_page_before_the_own_points_are_in(case, call, suzuki, tanaka, sign_in):
    review, other = assign(case, suzuki, tanaka)
    finish(other, 3, 3, comment="SECRETWORDS")
    browser = sign_in(suzuki)
    sheet = page("review_sheet", review.uid)
    assert "SECRETWORDS" not in browser.get(sheet).content.decode()
    assert "SECRETWORDS" not in browser.post(sheet, boxes(review, 4, "", go="finish")).content.decode()
    finish(review, 4, 7)
    assert "SECRETWORDS" in browser.get(sheet).content.decode()


def test_the_browser_saves_box_by_box(case, call, suzuki, tanaka, sign_in):
    (review,) = assign(case, suzuki)
    reviews.save(review, points(call, 2, None), {"committee_comment": "Keen"}, by=suzuki)
    review.refresh_from_db()
    browser = sign_in(suzuki)
    second = call.criteria.last().pk
    answer = browser.post(page("review_save", review.uid), {f"points-{second}": 9})
    assert answer.json() == {"version": review.version + 1, "before": review.version, "errors": {}, "newer": {}}
    review.refresh_from_db()
    assert [score.points for score in review.scores.order_by("criterion__order")] == [2, 9]
    assert review.committee_comment == "Keen"
    wrong = browser.post(page("review_save", review.uid), {f"points-{second}": 99})
    assert list(wrong.json()["errors"]) == [f"points-{second}"]
    assert sign_in(tanaka).post(page("review_save", review.uid), {}).status_code == 404
    finish(review, 2, 9)
    assert browser.post(page("review_save", review.uid), {"committee_comment": "Late"}).status_code == 409


def test_of_two_windows_neither_overwrites_a_box_of_the_other(case, call, suzuki, sign_in):
    """Each saves beside what it was shown; the box of another criterion is saved all the same."""
    (review,) = assign(case, suzuki)
    reviews.save(review, points(call, 2, None), {"committee_comment": "A long comment"}, by=suzuki)
    first, second = call.criteria.values_list("pk", flat=True)
    older = {"committee_comment": "x", "seen-committee_comment": "", f"points-{first}": 4, f"points-{second}": 9}
    browser = sign_in(suzuki)
    answer = browser.post(page("review_save", review.uid), older)
    assert set(answer.json()["newer"]) == {"committee_comment", f"points-{first}"}
    review.refresh_from_db()
    assert review.committee_comment == "A long comment"
    assert [score.points for score in review.scores.order_by("criterion__order")] == [2, 9]
    now = {
        "committee_comment": "x",
        "seen-committee_comment": "A long comment",
        f"points-{first}": 4,
        f"seen-points-{first}": 2,
    }
    assert browser.post(page("review_save", review.uid), now).json()["newer"] == {}
    review.refresh_from_db()
    assert review.committee_comment == "x"
    assert [score.points for score in review.scores.order_by("criterion__order")] == [4, 9]


def test_an_older_page_is_told_what_was_saved_since(case, call, suzuki, sign_in):
    (review,) = assign(case, suzuki)
    reviews.save(review, points(call, 2, None), {}, by=suzuki)
    answer = sign_in(suzuki).post(page("review_sheet", review.uid), boxes(review, 4, None, go="save"))
    assert answer.status_code == 409
    assert "you, in another window" in answer.content.decode()


def test_a_conflict_takes_the_case_from_the_list(case, suzuki, sign_in):
    (review,) = assign(case, suzuki)
    browser = sign_in(suzuki)
    sent = {"version": review.version, "reason_code": "family", "reason": "My niece"}
    answer = browser.post(page("review_conflict", review.uid), sent, follow=True)
    assert "Conflict of interest declared." in answer.content.decode()
    assert "BABA" not in browser.get(page("review_list")).content.decode()
    assert browser.get(page("review_sheet", review.uid)).status_code == 404


def test_files_of_the_application_go_to_its_reviewer_alone(call, world, suzuki, tanaka, sign_in):
    asked = RequiredDocument.objects.create(call=call, order=1, name_en="Transcript")
    stored, foreign = kept("transcript.pdf"), kept("other.pdf")
    case = applied(call, world, documents={asked: stored})
    (review,) = assign(case, suzuki)
    answer = sign_in(suzuki).get(page("review_file", review.uid, stored.uid))
    assert (answer.status_code, answer["Content-Disposition"]) == (200, 'attachment; filename="transcript.pdf"')
    assert b"".join(answer.streaming_content) == b"%PDF-1.7"
    assert AuditEvent.objects.filter(event="application_file_read").count() == 1
    assert sign_in(tanaka).get(page("review_file", review.uid, stored.uid)).status_code == 404
    assert sign_in(suzuki).get(page("review_file", review.uid, foreign.uid)).status_code == 404


def kept(name: str) -> StoredFile:
    content = ContentFile(b"%PDF-1.7", name=name)
    made: StoredFile = StoredFile.objects.create(
        file=content, original_name=name, content_type="application/pdf", size=8, sha256="0" * 64
    )
    return made


# --- The selection ---------------------------------------------------------------------------------------------------


def test_the_ranking_shows_ties_and_missing_points(case, call, world, suzuki, tanaka, mori, sign_in):
    call.ties = ["grade_index"]
    call.save()
    second = applied(call, world, PersonFactory(names=[("latin", "Chiba", "Rei", "")]))
    for each in (case, second):
        one, _other = assign(each, suzuki, tanaka)
        finish(one, 3, 6, comment=f"About {each.person_id}")
    browser = sign_in(mori)
    shown = browser.get(page("ranking", call.uid)).content.decode()
    assert shown.count("1=") == 2
    assert "points are missing for 2 of them" in shown
    assert "TANAKA Test" in shown
    meeting = browser.get(page("selection_meeting", call.uid)).content.decode()
    assert f"About {case.person_id}" in meeting
    assert "BABA Emi" in browser.get(page("ranking", call.uid) + "?show=missing").content.decode()
    assert (
        "No application stands there." not in browser.get(page("ranking", call.uid) + "?show=shared").content.decode()
    )


def test_an_office_that_still_reviews_sees_no_ranking(case, call, tanaka, sato, sign_in):
    RoleGrantFactory(person=sato.person, role="reviewer")
    own, other = assign(case, sato, tanaka)
    finish(other, 3, 3, comment="SECRETWORDS")
    browser = sign_in(sato)
    for name in ("ranking", "selection_meeting"):
        shown = browser.get(page(name, call.uid)).content.decode()
        assert "You have 1 review in this call to finish" in shown
        assert "BABA" not in shown
    assert browser.get(page("ranking_csv", call.uid)).status_code == 302
    assert "SECRETWORDS" not in browser.get(page("review_detail", other.uid)).content.decode()
    finish(own, 4, 4)
    assert "SECRETWORDS" in browser.get(page("selection_meeting", call.uid)).content.decode()


def test_the_ranking_as_workbook_and_csv(case, call, suzuki, tanaka, sato, sign_in):
    one, two = assign(case, suzuki, tanaka)
    finish(one, 4, 7, comment="=1+1")
    browser = sign_in(sato)
    answer = browser.get(page("ranking_xlsx", call.uid))
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(n for n, row in enumerate(rows) if row[0] == "Rank")
    line = dict(zip(rows[head], rows[head + 1], strict=True))
    assert (line["Rank"], line["Applicant"], line["Score of 100"]) == (1, "BABA Emi", 76.67)
    assert line["Motivation (0–5, ×2)"] == 4
    assert line["Missing points"] == "TANAKA Test"
    assert (line["Within the places"], line["Outcome"]) == ("yes", None)
    assert line["Comments for the committee"] == "SUZUKI Test: =1+1"
    text = b"".join(browser.get(page("ranking_csv", call.uid)).streaming_content).decode("utf-8-sig")
    assert text.splitlines()[1].startswith("1,,yes,BABA Emi,76.67,4.00,7.00,")
    finish(two, 4, 7)


def test_reviewers_are_assigned_after_a_look(case, call, suzuki, tanaka, sato, sign_in):
    browser = sign_in(sato)
    address = page("assignments", call.uid)
    assert "1 application without a reviewer" in browser.get(address).content.decode()
    chosen = {"cases": [str(case.uid)], "reviewers": [str(suzuki.uid), str(tanaka.uid)], "each": "1"}
    preview = browser.post(address, {**chosen, "way": "load"})
    assert "1 review would be assigned." in preview.content.decode()
    assert not Review.objects.exists()
    pairs = {"pair": [f"{case.uid}:{suzuki.uid}"]}
    answer = browser.post(page("reviewers_assign", call.uid), pairs, follow=True)
    assert "1 review is assigned." in answer.content.decode()
    by_hand = browser.post(address, {**chosen, "way": "hand"}).content.decode()
    assert "SUZUKI Test (assigned already)" in by_hand
    nobody = browser.post(address, {"way": "load", "each": "1"}).content.decode()
    assert "Choose at least one application." in nobody


def test_the_office_takes_a_reviewer_off_with_a_reason(case, suzuki, sato, sign_in):
    (review,) = assign(case, suzuki)
    browser = sign_in(sato)
    address = page("review_move", review.uid, "withdraw")
    assert "Give a reason." in browser.post(address, {"version": review.version}).content.decode()
    answer = browser.post(address, {"version": review.version, "reason": "Ill"}, follow=True).content.decode()
    assert "Reviewer taken off" in answer
    assert "Ill" in answer
    review.refresh_from_db()
    assert review.status == "withdrawn"


@pytest.mark.parametrize("number", [1, 3, 300])
def test_pages_of_lists_cost_the_same_queries(call, world, suzuki, sato, sign_in, number, django_assert_num_queries):
    """The first review is finished as reviews are; the others are rows, as the way there is long."""
    (review,) = assign(applied(call, world), suzuki)
    finish(review, 3, 6)
    for _n in range(number - 1):
        rows = {"status": "done", "assigned_at": NOW, "done_at": NOW}
        Review.objects.create(application=applied(call, world), reviewer=suzuki, **rows)
    for user, name, parts, queries in (
        (suzuki, "review_list", (), 8),
        (sato, "selection_list", (), 5),
        (sato, "ranking", (call.uid,), 16),
        (sato, "selection_meeting", (call.uid,), 16),
        (sato, "assignments", (call.uid,), 13),
    ):
        browser = sign_in(user)
        browser.get(page(name, *parts))
        with django_assert_num_queries(queries, info=name):
            browser.get(page(name, *parts))


def test_reviewers_are_assigned_to_the_rows_that_were_ticked_in_the_list(case, call, world, suzuki, sato, sign_in):
    other = applied(call, world, PersonFactory(names=[("latin", "Doi", "Rei", "")]), status="submitted")
    gone = applied(call, world, PersonFactory(names=[("latin", "Endo", "Jo", "")]), status="withdrawn")
    browser, address = sign_in(sato), page("assignments", call.uid)
    rows = {"row": [str(other.uid), str(gone.uid)]}
    shown = browser.post(address, {**rows, "pick": "1"})
    assert [(box.line.uid, box.is_chosen) for box in shown.context["cases"]] == [(other.uid, True)]
    assert [one.uid for one in shown.context["beside"]] == [gone.uid]
    typed = {**rows, "cases": [str(other.uid)], "reviewers": [str(suzuki.uid)], "way": "hand", "each": "1"}
    preview = browser.post(address, typed)
    text = preview.content.decode()
    assert "1 review would be assigned." in text
    assert "ENDO Jo" in text
    assert "Ticked, but not affected" in text
    pairs = {"pair": list(preview.context["proposal"].pairs)}
    browser.post(page("reviewers_assign", call.uid), pairs)
    assert list(Review.objects.values_list("application_id", flat=True)).count(other.pk) == 1


def test_an_application_that_was_not_ticked_is_not_assigned_beside(case, call, world, suzuki, sato, sign_in):
    other = applied(call, world, status="submitted")
    typed = {
        "row": [str(other.uid)],
        "cases": [str(case.uid)],
        "reviewers": [str(suzuki.uid)],
        "way": "hand",
        "each": "1",
    }
    answer = sign_in(sato).post(page("assignments", call.uid), typed)
    assert answer.context["form"].errors["cases"]


def test_a_preview_carries_every_pair_in_one_box_for_each_application(case, call, world, suzuki, tanaka, sato, sign_in):
    other = applied(call, world, status="submitted")
    browser = sign_in(sato)
    typed = {
        "cases": [str(case.uid), str(other.uid)],
        "reviewers": [str(suzuki.uid), str(tanaka.uid)],
        "way": "hand",
        "each": "1",
    }
    proposal = browser.post(page("assignments", call.uid), typed).context["proposal"]
    before = Review.objects.count()
    assert len(proposal.pairs) == len([one for one in proposal.cases if one.new])
    nonsense = ["", ":", f"{other.uid}", f"{other.uid}:,x", f"x:{suzuki.uid}"]
    browser.post(page("reviewers_assign", call.uid), {"pair": [*proposal.pairs, *nonsense]})
    assert Review.objects.count() - before == proposal.number
    assert set(Review.objects.filter(application=other).values_list("reviewer_id", flat=True)) == {suzuki.pk, tanaka.pk}


@pytest.mark.parametrize("name", ["sato", "kimura"])
def test_whoever_has_applied_neither_assigns_reviewers_nor_takes_them_off(
    call, case, world, suzuki, request, sign_in, name
):
    keeper = request.getfixturevalue(name)
    (review,) = assign(case, suzuki)
    own = applied(call, world, keeper.person, status="draft", submitted_at=None)
    browser = sign_in(keeper)
    assert browser.get(page("review_detail", review.uid)).status_code == 200, "a draft takes part in nothing"
    own.status, own.submitted_at = "submitted", call.opens_at
    own.save()
    assert "You have applied to this call yourself" in browser.get(page("assignments", call.uid)).content.decode()
    assert browser.post(page("assignments", call.uid), {}).context["sight"].is_applicant
    pair = {"pair": [f"{case.uid}:{suzuki.uid}"]}
    browser.post(page("reviewers_assign", call.uid), pair)
    for address in (page("review_detail", review.uid), page("review_move", review.uid, "withdraw")):
        assert browser.post(address, {"reason": "So"}).status_code in (404, 405)
        assert browser.get(address).status_code == 404
    with pytest.raises(PermissionDenied):
        reviews.move(review, "withdraw", Step(reason="So"), by=User.objects.get(pk=keeper.pk), now=NOW)
    assert Review.objects.get().status == "assigned"
