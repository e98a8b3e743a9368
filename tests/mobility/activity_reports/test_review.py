"""Whoever moderates reads what was sent in, says something of single sentences, and the authors are told what was decided."""

from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from kanazawa_exchange.accounts.models import Letter, User, tracked_writes_allowed
from kanazawa_exchange.accounts.services.editing import write
from mobility.models import ActivityReport, ReportAuthor
from mobility.queries.activity_reports import review
from mobility.queries.activity_reports.sentences import sentences
from mobility.services.activity_reports import authors, moving, remarking, writing
from tests.factories import World
from tests.list_files import csv_rows, sheet_rows

from .writing import NOW, WHY, agrees, moved, typed, withdraws, written

TEXT = "Лёд **прозрачный**. Под ним видно дно!\n\n- первая строка\n- вторая строка"
TICKED = {"no_strangers": "on", "no_papers": "on", "is_plausible": "on"}


def page(report: Any, move: str = "") -> str:
    name = "activity_report_review_move" if move else "activity_report_review"
    return reverse(f"mobility:{name}", kwargs={"uid": report.uid, **({"move": move} if move else {})})


def letters(kind: str) -> list[Letter]:
    return list(Letter.objects.filter(kind=kind))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (TEXT, ("Лёд прозрачный.", "Под ним видно дно!", "первая строка", "вторая строка")),
        (
            "氷は**透明**です。底が見えます！\n「本当だ。」と言った。",
            ("氷は透明です。", "底が見えます！", "「本当だ。」と言った。"),
        ),
        ("It costs 3.50 roubles. Cheap?", ("It costs 3.50 roubles.", "Cheap?")),
        ("Twice. Twice.", ("Twice.",)),
        ("", ()),
    ],
)
def test_a_text_is_parted_into_sentences(text: str, parts: tuple[str, ...]) -> None:
    assert sentences(text) == parts


@pytest.mark.parametrize("language", ["ja", "en", "ru"])
def test_the_queue_shows_who_waits_longest_first(
    world: World, sato: User, aiko: User, sign_in: Any, language: str
) -> None:
    first = written(world, sato, aiko, "submitted", title="Первый")
    second = written(world, sato, aiko, "submitted", title="Второй")
    written(world, sato, aiko, "published", title="Третий")
    answer = sign_in(sato).get(f"/{language}/activity-reports/review/")

    assert answer.status_code == 200
    assert [row.uid for row in answer.context["page"].rows] == [first.uid, second.uid]
    assert "Третий" in sign_in(sato).get(f"/{language}/activity-reports/review/?status=all").text
    assert "Третий" not in answer.text


def test_nobody_finds_the_own_report_in_the_queue(world: World, sato: User, sign_in: Any) -> None:
    report = written(world, sato, sato, "submitted")
    assert sign_in(sato).get(reverse("mobility:activity_report_review_list")).context["page"].rows == ()
    assert sign_in(sato).get(page(report)).status_code == 404
    assert sign_in(sato).get(page(report, "publish")).status_code == 404


def test_nobody_moderates_what_they_have_left(world: World, sato: User, aiko: User, sign_in: Any) -> None:
    """Whoever writes a report, takes a friend in and leaves would publish it themselves."""
    report = written(world, sato, sato)
    write(ReportAuthor(report=report, person=aiko.person, order=2), by=sato)
    agrees(aiko)
    report = moving.rows().get(pk=report.pk)
    authors.remove(report, writing.author_in(report, sato), by=sato, now=NOW)
    report = moved(moving.rows().get(pk=report.pk), "submit", aiko)
    with pytest.raises(PermissionDenied):
        moved(report, "publish", sato)
    assert sign_in(sato).get(reverse("mobility:activity_report_review_list")).context["page"].rows == ()
    assert sign_in(sato).get(page(report)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_for_one_and_three(
    world: World, sato: User, aiko: User, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        written(world, sato, aiko, "submitted")
    with django_assert_num_queries(4):
        assert len(review.page(sato, review.Filters()).rows) == count


def test_a_moderator_reads_what_everybody_will_read_and_what_to_look_at(
    world: World, sato: User, aiko: User, sign_in: Any
) -> None:
    report = written(world, sato, aiko, "submitted", text=TEXT)
    text = sign_in(sato).get(page(report).replace("/ja/", "/en/")).text
    assert "<strong>прозрачный</strong>" in text
    assert "a participant" in text
    assert "The day lies outside the stay" in text
    assert "The place is that of the host." in text
    assert "Every author has agreed" in text
    withdraws(aiko)
    assert "has taken the consent back" in sign_in(sato).get(page(report).replace("/ja/", "/en/")).text


def test_nothing_is_published_before_everything_was_looked_at(
    world: World, sato: User, aiko: User, sign_in: Any
) -> None:
    report, client = written(world, sato, aiko, "submitted"), sign_in(sato)
    answer = client.post(page(report, "publish"), {"version": report.version, "no_papers": "on"})
    assert answer.status_code == 200
    report.refresh_from_db()
    assert report.status == "submitted"
    answer = client.post(page(report, "publish"), {"version": report.version, **TICKED})
    assert answer.status_code == 302
    report.refresh_from_db()
    assert report.status == "published"
    assert [one.person for one in letters("activity_report_published")] == [aiko.person]


def test_a_report_is_returned_with_a_reason_at_a_sentence(world: World, sato: User, aiko: User, sign_in: Any) -> None:
    report, client = written(world, sato, aiko, "submitted", text=TEXT), sign_in(sato)
    said = {"sentence": "Лёд прозрачный.", "words": "どのくらいの厚さですか。"}
    answer = client.post(reverse("mobility:activity_report_remark", args=[report.uid]), said)
    assert answer.status_code == 302
    form = client.get(page(report, "return")).text
    assert said["words"] in form
    client.post(page(report, "return"), {"version": report.version, "reason": "一文だけ直してください。"})
    report.refresh_from_db()
    assert report.status == "returned"
    assert report.remarks == [said | {"language": "ja"}]
    assert [one.person for one in letters("activity_report_returned")] == [aiko.person]

    corrected = typed(moving.rows().get(pk=report.pk), aiko, text=TEXT.replace("прозрачный", "толстый"))
    again = moved(corrected, "submit", aiko)
    case = review.case(review.rows().get(pk=again.pk), sato, NOW)
    assert [one["words"] for one in case.past] == [said["words"]]
    assert moved(again, "publish", sato).remarks == []


def test_a_remark_is_changed_and_taken_back(world: World, sato: User, aiko: User) -> None:
    report = written(world, sato, aiko, "submitted", text=TEXT)
    for words, kept in (("one", ["one"]), ("two", ["two"]), (" ", [])):
        report = remarking.remark(report, "Лёд прозрачный.", words, by=sato, now=NOW)
        assert [one["words"] for one in report.remarks] == kept


def test_a_remark_needs_a_sentence_of_the_text_and_a_report_that_is_looked_at(
    world: World, sato: User, aiko: User, mori: User
) -> None:
    report = written(world, sato, aiko, "submitted", text=TEXT)
    with pytest.raises(remarking.CannotRemark):
        remarking.remark(report, "Another sentence.", "words", by=sato, now=NOW)
    with pytest.raises(remarking.CannotRemark):
        remarking.remark(report, "Лёд прозрачный.", "x" * 1001, by=sato, now=NOW)
    for by in (aiko, mori):
        with pytest.raises(PermissionDenied):
            remarking.remark(report, "Лёд прозрачный.", "words", by=by, now=NOW)
    report = moved(report, "return", sato)
    with pytest.raises(remarking.CannotRemark):
        remarking.remark(report, "Лёд прозрачный.", "words", by=sato, now=NOW)


def test_letters_wait_in_the_outbox_and_lead_to_the_page(world: World, sato: User, aiko: User) -> None:
    report = written(world, sato, aiko, "submitted")
    report = moved(moved(report, "return", sato), "submit", aiko)
    report = moved(moved(report, "publish", sato), "take_down", sato)
    bodies = {one.kind: one.body for one in Letter.objects.all()}
    own, public = f"/activity-reports/own/{report.uid}/", f"/activity-reports/{report.slug}/"
    assert set(bodies) == {f"activity_report_{what}" for what in ("published", "returned", "taken_down")}
    assert own in bodies["activity_report_returned"]
    assert WHY["return"] in bodies["activity_report_returned"]
    assert public in bodies["activity_report_published"]
    assert own in bodies["activity_report_taken_down"]
    assert mail.outbox == []


def test_what_waits_stands_on_the_first_page_of_whoever_moderates(
    world: World, sato: User, aiko: User, mori: User, sign_in: Any
) -> None:
    report = written(world, sato, aiko, "submitted", title="Ледяной день")
    assert page(report) in sign_in(sato).get("/ja/").text
    assert "Ледяной день" not in sign_in(mori).get("/ja/").text


def test_the_queue_is_a_file_too(world: World, sato: User, aiko: User, sign_in: Any) -> None:
    written(world, sato, aiko, "submitted", title="Первый")
    address, client = reverse("mobility:activity_report_review_list"), sign_in(sato)
    assert [row["題名"] for row in csv_rows(client, f"{address}csv/")] == ["Первый"]
    assert [row[0] for row in sheet_rows(client, f"{address}xlsx/", 7)] == ["Первый"]


@pytest.mark.parametrize("name", ["withdraw", "take_down"])
def test_of_a_withdrawn_report_a_moderator_reads_who_and_when_and_nothing_that_stood_in_it(
    world: World, sato: User, aiko: User, sign_in: Any, name: str
) -> None:
    report = written(world, sato, aiko, "published", title="Секретный заголовок", text="Секретный текст.")
    shown = sign_in(sato).get(page(report)).text
    assert "Секретный заголовок" in shown
    assert "Секретный текст." in shown
    said = [{"sentence": "Секретный текст.", "words": "MARK", "language": "ja"}]
    with tracked_writes_allowed():
        ActivityReport._base_manager.filter(pk=report.pk).update(remarks=said)
    assert "Секретный текст." in sign_in(sato).get(page(report, "return")).text
    report = moved(moving.rows().get(pk=report.pk), name, aiko if name == "withdraw" else sato)
    assert report.remarks == [], "they quote the text"
    with tracked_writes_allowed():  # as it was kept before
        ActivityReport._base_manager.filter(pk=report.pk).update(remarks=said)
    client = sign_in(sato)
    for move in ("return", "publish", "take_down"):
        for ask in (client.get, client.post):
            answer = ask(page(report, move))
            assert (answer.status_code, answer["Location"]) == (302, page(report)), move
    own = page(report).replace("/ja/", "/en/")
    pages = [
        own,
        "/en/activity-reports/review/?status=withdrawn",
        "/en/activity-reports/review/csv/?status=all",
    ]
    for address in pages:
        answer = client.get(address)
        text = answer.text if not answer.streaming else answer.getvalue().decode("utf-8-sig")
        assert answer.status_code == 200
        assert "Секретн" not in text, address
        assert "A report that was withdrawn" in text, address
    told = client.get(own).text
    assert ("Withdrawn by an author" if name == "withdraw" else WHY["take_down"]) in told
