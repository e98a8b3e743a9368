"""The pages of an applicant, without JavaScript: begin, fill in, look over, send once, see where it stands, withdraw."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kanazawa_exchange.accounts.models import Letter, Purpose
from kanazawa_exchange.lib import clock
from mobility.models import Application
from mobility.queries.applications.standing import own_applications
from mobility.services.applications import returning, submitting
from programs.models import Question, RequiredDocument
from tests.consents import text
from tests.factories import MobilityFactory

from .paths import NOW, begun, call_of, in_state
from .test_submitting import WHY_BACK, whole


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    """A moment at which the calls of the factories are open."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


def address(name: str, application: Application, *more: str) -> str:
    return reverse(f"mobility:{name}", args=[application.uid, *more])


def boxes(page: Any) -> dict[str, str]:
    """The hidden boxes of a page: its mark, its stamps, its version."""
    text = page.content.decode()
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text)
    return dict(found)


def test_the_whole_way_without_a_script(world, aiko, client: Client, now):
    call = call_of(world)
    question = Question.objects.create(call=call, kind="long_text", text_en="Why?", text_ja="なぜ", text_ru="Почему?")
    text(Purpose.PROCESSING)
    client.force_login(aiko)
    start = reverse("mobility:application_create", args=[call.uid])
    assert client.get(start).status_code == 200
    answer = client.post(start)
    application = Application.objects.get()
    assert answer["Location"] == address("application_topic", application, "about")
    about = client.get(answer["Location"])
    typed = {"box-level": "bachelor", "box-institution": str(world.kanazawa.uid), "go": "next"}
    answer = client.post(answer["Location"], boxes(about) | typed)
    assert answer["Location"] == address("application_topic", application, "destinations")
    place = call.destinations.first()
    answer = client.post(answer["Location"], {"box-choices-1": str(place.uid), "box-choices-2": "", "go": "next"})
    assert answer["Location"] == address("application_topic", application, "questions")
    answer = client.post(answer["Location"], {f"box-answer-{question.uid}": "Because", "go": "next"})
    check = client.get(answer["Location"])
    assert "Because" in check.content.decode()
    sent = client.post(answer["Location"], boxes(check) | {"agrees": "yes"})
    assert sent["Location"] == address("own_application", application)
    application.refresh_from_db()
    assert (application.status, application.submitted_at) == ("submitted", NOW)
    again = client.post(answer["Location"], boxes(check) | {"agrees": "yes"})
    assert again["Location"] == address("own_application", application)
    assert Letter.objects.filter(kind="application_received").count() == 1
    assert client.get(sent["Location"]).status_code == 200


def test_whoever_has_begun_is_led_to_the_own_application(world, aiko, client, now):
    application = begun(world, aiko)
    client.force_login(aiko)
    start = reverse("mobility:application_create", args=[application.call.uid])
    assert client.get(start)["Location"] == address("own_application", application)
    assert client.post(start)["Location"] == address("own_application", application) + "form/about/", (
        "as the first click"
    )
    assert Application.objects.count() == 1


def test_what_is_missing_is_named_and_nothing_is_sent(world, aiko, client, now):
    application = begun(world, aiko)
    client.force_login(aiko)
    page = address("application_check", application)
    answer = client.post(page, boxes(client.get(page)))
    assert answer.status_code == 200
    application.refresh_from_db()
    assert application.status == "draft"


def test_a_page_with_a_fault_begins_with_it_and_leads_to_its_box(world, aiko, client, now):
    """So do the lines of the last page: each leads to the box on its page."""
    application = begun(world, aiko)
    client.force_login(aiko)
    page = address("application_topic", application, "about")
    opened = client.get(page)
    assert "error-summary" not in opened.content.decode()
    answer = client.post(page, boxes(opened) | {"box-grade_index": "9", "go": "next"})
    summary = re.search(r'<div[^>]*class="error-summary".*?</div>', answer.content.decode(), re.DOTALL)
    assert summary
    assert 'href="#grade_index"' in summary[0]
    assert "autofocus" in summary[0]
    assert 'id="grade_index"' in answer.content.decode()
    missing = client.get(address("application_check", application)).content.decode()
    assert f'href="{address("application_topic", application, "destinations")}#choices"' in missing
    assert 'id="choices"' in client.get(address("application_topic", application, "destinations")).content.decode()


def test_two_devices_see_both_texts(world, aiko, client, now):
    application = begun(world, aiko)
    question = Question.objects.create(call=application.call, kind="short_text", text_en="Why?")
    client.force_login(aiko)
    page, box = address("application_topic", application, "questions"), f"box-answer-{question.uid}"
    shown = boxes(client.get(page))
    assert client.post(page, shown | {box: "from the telephone", "go": "next"}).status_code == 302
    both = client.post(page, shown | {box: "from the desk", "go": "next"})
    assert both.status_code == 409
    assert all(text in both.content.decode() for text in ("from the telephone", "from the desk"))
    assert client.post(page, boxes(both) | {box: "from the desk", "go": "next"}).status_code == 302
    assert application.answers.get().text == "from the desk"


def test_a_browser_saves_box_by_box(world, aiko, client, now):
    application = begun(world, aiko)
    client.force_login(aiko)
    shown = boxes(client.get(address("application_topic", application, "about")))
    sent = {"box-grade_index": "2.5", "seen-grade_index": shown["seen-grade_index"]}
    answer = client.post(address("application_save", application, "about"), sent).json()
    assert (set(answer["saved"]), answer["newer"], answer["errors"]) == ({"grade_index"}, {}, {})
    answer = client.post(address("application_save", application, "about"), sent | {"box-grade_index": "9"}).json()
    assert set(answer["errors"]) == {"grade_index"}


@pytest.mark.parametrize("language", ["ja", "en", "ru"])
@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "decided", "waitlisted", "declined", "cancelled"])
def test_where_it_stands_is_told_in_every_state_and_language(world, aiko, client, now, state, language):
    application = in_state(world, aiko, state)
    client.force_login(aiko)
    page = client.get(f"/{language}/applications/{application.uid}/")
    assert page.status_code == 200
    assert client.get(f"/{language}/applications/").status_code == 200


def test_a_hidden_decision_looks_like_a_review_that_lasts(world, aiko, client, now):
    review, decided = in_state(world, aiko, "in_review"), in_state(world, aiko, "decided")
    client.force_login(aiko)
    pages = []
    for application in (review, decided):
        text = client.get(f"/en/applications/{application.uid}/").content.decode()
        main = re.sub(r"\s+", " ", re.search(r"<main.*?</main>", text, re.DOTALL)[0])
        for own in (str(application.uid), application.uid.hex[:8].upper(), application.call.title_en):
            main = main.replace(own, "")
        pages.append(main)
    assert pages[0] == pages[1]


def test_the_remarks_of_the_office_stand_at_their_boxes(world, aiko, sato, client, now):
    application = whole(world, aiko)
    submitting.submit(application, language="ja", by=aiko, now=NOW)
    remarks = {"level": "Which level?", "grade_index": "計算の根拠は？", "nonsense": "never shown"}
    returning.return_for_correction(application, WHY_BACK, last_day=NOW.date(), remarks=remarks, by=sato, now=NOW)
    client.force_login(aiko)
    text = client.get(address("application_topic", application, "about")).content.decode()
    assert "Which level?" in text
    assert "never shown" not in text
    assert "計算の根拠は？" in text
    assert "原文" not in text
    english = client.get(f"/en/applications/{application.uid}/form/about/").content.decode()
    assert '<span lang="ja">計算の根拠は？</span> <span class="fb">Original: Japanese</span>' in english


def test_withdrawn_by_its_applicant(world, aiko, client, now):
    application = in_state(world, aiko, "submitted")
    client.force_login(aiko)
    page = address("own_application_move", application, "withdraw")
    answer = client.post(page, boxes(client.get(page)))
    assert answer["Location"] == address("own_application", application)
    application.refresh_from_db()
    assert application.status == "withdrawn"


def test_the_list_begins_with_what_ends_next(world, aiko, now):
    later, sooner = in_state(world, aiko, "draft"), in_state(world, aiko, "offered")
    sent = in_state(world, aiko, "submitted")
    assert [one.uid for one in own_applications(aiko, NOW)] == [sooner.uid, later.uid, sent.uid]


def test_a_draft_that_came_too_late_waits_for_nobody(world, aiko, client, monkeypatch):
    application = begun(world, aiko)
    client.force_login(aiko)
    page = f"/en/applications/{application.uid}/"
    monkeypatch.setattr(clock, "now", lambda: application.call.closes_at - timedelta(seconds=1))
    before = client.get(page).content.decode()
    assert all(words in before for words in ("Here now", "Go on with the application", "<dt>Who has it</dt>"))
    monkeypatch.setattr(clock, "now", lambda: application.call.closes_at)
    after = client.get(page).content.decode()
    assert "The deadline has passed" in after
    assert "Not sent" in after
    for words in ("Here now", "Go on with the application", "<dt>Who has it</dt>", "/form/about/"):
        assert words not in after


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_with_one_application_and_with_three(world, aiko, now, count):
    for _turn in range(count):
        in_state(world, aiko, "submitted")
    with CaptureQueriesContext(connection) as queries:
        assert len(own_applications(aiko, NOW)) == count
    assert len(queries) == 2


def test_the_documents_of_a_call_are_named_before_one_begins_and_have_a_page_of_their_own(world, aiko, client, now):
    call = call_of(world)
    RequiredDocument.objects.create(call=call, name_en="Transcript", name_ja="成績証明書", name_ru="Выписка")
    Question.objects.create(call=call, kind="file", text_en="Portfolio")
    client.force_login(aiko)
    before = client.get(f"/en/calls/{call.uid}/apply/").content.decode()
    assert all(words in before for words in ("Documents that you hand in here", "Transcript", "Portfolio"))
    application = begun(world, aiko, call=call)
    for page in ("check/", "form/documents/"):
        text = client.get(f"/en/applications/{application.uid}/{page}").content.decode()
        assert all(words in text for words in ("Transcript", "Portfolio"))
    assert client.get(address("application_topic", application, "questions")).status_code == 404
    answer = client.post(address("application_topic", application, "destinations"), {"go": "next"})
    assert answer["Location"] == address("application_documents", application)


@pytest.mark.parametrize(
    ("home", "clocks"), [("irkutsk", "23:00 (Irkutsk time) · Japan 24:00"), ("kanazawa", "24:00 (Japan time)")]
)
def test_whoever_studies_elsewhere_reads_the_end_of_the_call_on_that_clock_too(world, aiko, client, now, home, clocks):
    call = call_of(world)
    call.closes_at = datetime(2018, 5, 31, 15, tzinfo=UTC)  # midnight in Japan
    call.save()
    aiko.person.enrolments.create(institution=getattr(world, home), starts_on="2018-04-01")
    client.force_login(aiko)
    page = client.get(f"/en/calls/{call.uid}/apply/").content.decode()
    assert f", {clocks}</strong>" in page


def test_the_clock_of_a_guest_is_that_of_the_place_that_sent_the_last_stay(world, ivan, client, now):
    call = call_of(world)
    call.closes_at = datetime(2018, 5, 31, 15, tzinfo=UTC)
    call.save()
    MobilityFactory(person=ivan.person, sending=world.irkutsk)
    client.force_login(ivan)
    page = client.get(f"/en/calls/{call.uid}/apply/").content.decode()
    assert ", 23:00 (Irkutsk time) · Japan 24:00</strong>" in page


def test_a_call_without_documents_has_no_page_for_them(world, aiko, client, now):
    application = begun(world, aiko)
    client.force_login(aiko)
    assert client.get(address("application_documents", application)).status_code == 404


@pytest.mark.parametrize(("is_trusted", "state"), [(True, "submitted"), (False, "draft")])
def test_what_reached_the_proxy_in_time_is_in_time(world, aiko, client, monkeypatch, settings, is_trusted, state):
    """A millisecond before the closing it reached the proxy, and its turn came two seconds after; a forged header helps nobody."""
    settings.TRUSTED_REQUEST_START, settings.ALLAUTH_TRUSTED_PROXY_COUNT = is_trusted, 1
    application = whole(world, aiko)
    closes = application.call.closes_at
    client.force_login(aiko)
    page = address("application_check", application)
    monkeypatch.setattr(clock, "now", lambda: closes - timedelta(minutes=1))
    form = boxes(client.get(page))
    monkeypatch.setattr(clock, "now", lambda: closes + timedelta(seconds=2))
    sent = closes - timedelta(milliseconds=1)
    stamp = f"t={sent.replace(microsecond=0).timestamp():.0f}.{sent.microsecond // 1000:03}"
    client.post(page, form, headers={"X-Request-Start": stamp, "X-Forwarded-For": "203.0.113.7"})
    application.refresh_from_db()
    assert (application.status, application.submitted_at) == (state, sent if is_trusted else None)
