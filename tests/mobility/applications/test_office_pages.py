"""The office lists the applications to a call, takes them along as a file, opens one and moves it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.paging import Place
from mobility.models import Application, Choice
from mobility.queries.applications import lists
from mobility.services.selection import deciding
from mobility.services.selection.deciding import Wanted
from programs.models import Question
from tests.factories import PersonFactory

from .paths import NOW, begun, call_of, in_state
from .test_own_pages import address, boxes

FIVE = 5
"""The page, who is called how, the wishes; who reads, and from what this reader keeps away."""


@pytest.fixture
def now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def many(world, call, count):
    place = call.destinations.first()
    facts = {"language": "ja", "level": "bachelor", "institution": world.kanazawa}
    for number in range(count):
        one = Application.objects.create(call=call, person=PersonFactory(student_number=f"M{number:05}"), **facts)
        Choice.objects.create(application=one, place=place, order=1)


@pytest.mark.parametrize("count", [1, 3, 300])
def test_a_page_costs_the_same_with_one_with_three_and_with_three_hundred(world, sato, count):
    call = call_of(world)
    many(world, call, count)
    order = lists.orders()["sent"]
    with CaptureQueriesContext(connection) as queries:
        page = lists.page(lists.found(call, sato), sato, Place(), order=order, size=1000)
    assert (len(page.rows), len(queries)) == (count, FIVE)


def test_pages_follow_one_another_in_each_order(world, sato):
    call = call_of(world)
    many(world, call, 5)
    for word, order in lists.orders().items():
        rows = lists.found(call, sato)
        first = lists.page(rows, sato, Place(), order=order, size=3)
        second = lists.page(rows, sato, Place(first.next), order=order, size=3)
        assert len({row.uid for row in (*first.rows, *second.rows)}) == 5, word


def test_the_filter_is_in_the_address_and_in_the_files(world, aiko, ivan, sato, client, now):
    call = call_of(world)
    in_state(world, aiko, "submitted", call=call)
    begun(world, ivan, call=call)
    client.force_login(sato)
    page = reverse("mobility:application_list", args=[call.uid])
    assert "1 application" in client.get(f"/en{page[3:]}?status=submitted").content.decode()
    assert "2 applications" in client.get(f"/en{page[3:]}").content.decode()
    for kind in ("csv", "xlsx"):
        answer = client.get(f"/en{page[3:]}{kind}/?status=submitted")
        assert answer.status_code == 200
        body = b"".join(answer.streaming_content)
        if kind == "csv":
            assert b"Submitted" in body
            assert b"Draft" not in body


def test_another_programme_is_another_coordinators(world, aiko, client):
    application = in_state(world, aiko, "submitted")
    client.force_login(world.program_coordinator("elsewhere", world.basic))
    for page in (
        reverse("mobility:application_list", args=[application.call.uid]),
        address("application_detail", application),
        reverse("mobility:application_move", args=[application.uid, "cancel"]),
    ):
        assert client.get(page).status_code == 404


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "in_review", "decided", "offered", "withdrawn"])
def test_the_sheet_opens_in_every_state(world, aiko, sato, client, now, state):
    application = in_state(world, aiko, state)
    client.force_login(sato)
    for language in ("ja", "en", "ru"):
        assert client.get(f"/{language}/office/applications/{application.uid}/").status_code == 200


def test_the_office_reads_why_a_decision_was_taken_back_and_the_applicant_does_not(world, aiko, sato, client, now):
    application = in_state(world, aiko, "in_review")
    decided = deciding.decide([Wanted(application, "decline")], by=sato, now=NOW).done[0]
    deciding.reconsider(decided, "The meeting sat once more.", by=sato, now=NOW)
    client.force_login(sato)
    office = client.get(address("application_detail", application).replace("/ja/", "/en/", 1))
    assert [(one.what, one.reason) for one in office.context["entries"]][:2] == [
        ("Decision taken back", "The meeting sat once more."),
        ("Decision recorded", ""),
    ]
    assert "The meeting sat once more." in office.content.decode()
    assert office.context["entries"][0].by in office.content.decode()
    client.force_login(aiko)
    own = client.get(address("own_application", application).replace("/ja/", "/en/", 1)).content.decode()
    for words in ("The meeting sat once more.", "Decision"):
        assert words not in own


def test_returned_with_a_remark_at_a_question(world, aiko, sato, client, now):
    call = call_of(world)
    question = Question.objects.create(call=call, text_en="Why?")
    application = in_state(world, aiko, "submitted", call=call)
    client.force_login(sato)
    page = reverse("mobility:application_move", args=[application.uid, "return"])
    shown = client.get(page)
    last = (NOW + timedelta(days=5)).date()
    typed = {
        "version": application.version,
        "reason_code": "unclear",
        "reason": "See below",
        "last_day": last.isoformat(),
        f"remark-answer-{question.uid}": "Write two sentences.",
    }
    assert client.post(page, boxes(shown) | typed)["Location"] == address("application_detail", application)
    application.refresh_from_db()
    assert (application.status, application.remarks) == (
        "returned",
        {f"answer-{question.uid}": "Write two sentences."},
    )


@pytest.mark.parametrize("move", ["review", "cancel"])
def test_moved_by_a_small_page(world, aiko, sato, client, now, move):
    application = in_state(world, aiko, "submitted")
    client.force_login(sato)
    page = reverse("mobility:application_move", args=[application.uid, move])
    typed = {"reason_code": "other", "reason": "So it is", "version": application.version}
    assert client.post(page, boxes(client.get(page)) | typed).status_code == 302
    application.refresh_from_db()
    assert application.status == {"review": "in_review", "cancel": "cancelled"}[move]
