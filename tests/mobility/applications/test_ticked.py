"""Rows that are ticked in the list of applications: what belongs to the list goes on, the rest is told, all of them are one box."""

from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.ticked import MOST
from mobility.models import Application
from mobility.queries.applications import ticked
from mobility.queries.applications.lists import Asked
from programs.models import Call
from tests.factories import PersonFactory

from .paths import NOW, begun, call_of, in_state
from .test_office_pages import many

ACTS = ("rubric:assignments", "rubric:deciding", "mobility:release", "mobility:application_letter")


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def page(name: str, call: Call) -> str:
    return reverse(name, args=[call.uid]).replace("/ja/", "/en/", 1)


def sent(**boxes: object) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in boxes.items():
        data.setlist(name, [str(each) for each in value] if isinstance(value, list) else [str(value)])
    return data


def test_each_row_has_a_box_and_each_act_a_button_that_says_where_it_leads(world, aiko, sato, sign_in):
    application = in_state(world, aiko, "submitted")
    shown = sign_in(sato).get(page("mobility:application_list", application.call)).content.decode()
    assert f'name="row" value="{application.uid}"' in shown
    assert "All of the call (1 application), on every page" in shown
    for name in ACTS:
        assert page(name, application.call) in shown, name


@pytest.mark.usefixtures("prints_differently")
def test_without_the_pages_of_reviews_the_list_stands(world, aiko, sato, sign_in, monkeypatch):
    """`rubric` stands above: where its addresses are not, its buttons are not."""
    application = in_state(world, aiko, "submitted")
    from django.template import defaulttags

    whole = defaulttags.URLNode.render

    def bare(node, context):
        if str(node.view_name).strip("'\"").startswith("rubric:"):
            context[node.asvar] = ""
            return ""
        return whole(node, context)

    monkeypatch.setattr(defaulttags.URLNode, "render", bare)
    answer = sign_in(sato).get(page("mobility:application_list", application.call))
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "Assign reviewers" not in text
    assert "Write a letter" in text


@pytest.mark.parametrize("name", ACTS)
def test_with_nothing_ticked_each_act_leads_back_to_the_list_as_it_was_left(world, aiko, sato, sign_in, name):
    application = in_state(world, aiko, "submitted")
    browser = sign_in(sato)
    browser.get(page("mobility:application_list", application.call) + "?status=submitted")
    answer = browser.post(page(name, application.call), {"pick": "1"}, follow=True)
    assert answer.redirect_chain == [(page("mobility:application_list", application.call) + "?status=submitted", 302)]
    assert "Tick at least one application in the list." in answer.content.decode()


@pytest.mark.parametrize("name", ACTS)
def test_rows_of_another_call_are_left_out_with_a_sentence(world, aiko, ivan, sato, sign_in, name):
    application, elsewhere = in_state(world, aiko, "submitted"), in_state(world, ivan, "submitted")
    rows = [str(application.uid), str(application.uid), str(elsewhere.uid), str(uuid4()), "nonsense", "x" * 5000]
    answer = sign_in(sato).post(page(name, application.call), {"row": rows, "pick": "1"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "2 of the rows do not belong to this list and are left out." in text
    assert str(elsewhere.uid) not in text
    assert "IVAN" not in text


@pytest.mark.parametrize("name", ACTS)
def test_rows_that_are_all_of_another_call_lead_back(world, aiko, ivan, sato, sign_in, name):
    application, elsewhere = in_state(world, aiko, "submitted"), in_state(world, ivan, "submitted")
    boxes = {"row": [str(elsewhere.uid)], "pick": "1"}
    answer = sign_in(sato).post(page(name, application.call), boxes, follow=True)
    assert "None of these applications is in this list." in answer.content.decode()


@pytest.mark.parametrize("name", ACTS)
def test_another_programmes_coordinator_acts_on_nothing(world, aiko, sign_in, name):
    application = in_state(world, aiko, "submitted")
    other = world.program_coordinator("elsewhere", world.basic)
    boxes = {"row": [str(application.uid)], "pick": "1"}
    assert sign_in(other).post(page(name, application.call), boxes).status_code == 404


def test_all_that_the_filter_lets_through_is_more_than_the_page_and_nothing_else(world, aiko, ivan, sato):
    call = call_of(world)
    many(world, call, 60)
    submitted = in_state(world, aiko, "submitted", call=call)
    in_state(world, ivan, "withdrawn", call=call)
    asked = {"every": 1, "row": [submitted.uid]}
    assert len(ticked.ticked(call, sato, sent(**asked, filter=ticked.sealed(call, Asked()))).applications) == 62
    drafts = ticked.ticked(call, sato, sent(**asked, filter=ticked.sealed(call, Asked(status="draft"))))
    assert {one.status for one in drafts.applications} == {"draft"}
    assert len(drafts.applications) == 60
    place = call.destinations.get(order=2)
    wished = ticked.ticked(call, sato, sent(**asked, filter=ticked.sealed(call, Asked(place=str(place.uid)))))
    assert wished.refusal


def test_the_number_beside_the_box_is_the_number_that_is_acted_upon(world, aiko, sato, sign_in):
    call = call_of(world)
    many(world, call, 60)
    in_state(world, aiko, "submitted", call=call)
    browser = sign_in(sato)
    shown = browser.get(page("mobility:application_list", call) + "?status=draft")
    assert "All that the filter lets through (60 applications), on every page" in shown.content.decode()
    boxes = {"every": "1", "filter": shown.context["filter"], "pick": "1"}
    written = browser.post(page("mobility:application_letter", call), boxes)
    assert len(written.context["ticked"]) == 60


def test_a_filter_that_the_list_has_not_written_is_not_read(world, aiko, sato):
    application, other = in_state(world, aiko, "submitted"), call_of(world)
    for text in (
        "",
        "status=draft",
        ticked.sealed(other, Asked()),
        ticked.sealed(application.call, Asked())[:-1] + "x",
    ):
        assert ticked.ticked(application.call, sato, sent(every=1, filter=text)).refusal, text
    assert not ticked.ticked(
        application.call, sato, sent(every=1, filter=ticked.sealed(application.call, Asked()))
    ).refusal


def test_more_rows_than_one_act_takes_are_refused_with_the_limit(world, sato, sign_in):
    call = call_of(world)
    many(world, call, MOST + 1)
    rows = [str(uid) for uid in Application.objects.filter(call=call).values_list("uid", flat=True)]
    assert "400件" in ticked.ticked(call, sato, sent(row=[uuid4() for _n in range(MOST + 1)])).refusal
    assert len(ticked.ticked(call, sato, sent(row=rows[:MOST])).applications) == MOST
    assert "400件" in ticked.ticked(call, sato, sent(every=1, filter=ticked.sealed(call, Asked()))).refusal
    shown = sign_in(sato).get(page("mobility:application_list", call)).content.decode()
    assert 'name="every"' not in shown
    assert "One act takes at most 400 applications." in shown


def test_five_thousand_rows_are_refused_before_anything_is_read(world, aiko, sato, sign_in):
    application = in_state(world, aiko, "submitted")
    rows = [str(uuid4()) for _n in range(5000)]
    assert len(rows) > settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    answer = sign_in(sato).post(page("mobility:release", application.call), {"row": rows, "pick": "1"})
    assert answer.status_code == 400


@pytest.mark.parametrize("count", [1, 3, 300])
def test_ticked_rows_cost_the_same_queries(world, sato, count):
    call = call_of(world)
    many(world, call, count)
    rows = list(Application.objects.filter(call=call).values_list("uid", flat=True))
    with CaptureQueriesContext(connection) as queries:
        found = ticked.ticked(call, sato, sent(row=rows))
        left = found.others_than(frozenset(), sato)
    assert (len(found.applications), len(left), len(queries)) == (count, count, 4)


@pytest.mark.parametrize("count", [1, 3, 300])
def test_the_list_costs_the_same_queries(world, sato, sign_in, count, django_assert_num_queries):
    call = call_of(world)
    many(world, call, count)
    browser, address = sign_in(sato), page("mobility:application_list", call)
    browser.get(address)
    with django_assert_num_queries(11):
        browser.get(address)


def test_a_release_names_the_ticked_that_cannot_be_released_before_the_others(world, aiko, ivan, sato, sign_in):
    call = call_of(world)
    first = in_state(world, aiko, "submitted", call=call)
    second = in_state(world, ivan, "submitted", call=call)
    shown = sign_in(sato).post(page("mobility:release", call), {"row": [str(second.uid)], "pick": "1"})
    assert [row.uid for row in shown.context["release"].left] == [second.uid, first.uid]
    assert "No decision waits for its release." in shown.content.decode()


def test_a_draft_that_is_ticked_is_reviewed_by_nobody(world, aiko, sato, sign_in):
    draft = begun(world, aiko)
    for name in ("rubric:assignments", "rubric:deciding"):
        shown = sign_in(sato).post(page(name, draft.call), {"row": [str(draft.uid)], "pick": "1"}).content.decode()
        assert "Ticked, but not affected" in shown, name
        assert "None of the ticked applications is" in shown, name
        assert "Draft" in shown, name


def test_the_boxes_stand_for_people_by_their_names(world, sato, sign_in):
    call = call_of(world)
    Application.objects.create(call=call, person=PersonFactory(), language="ja")
    shown = sign_in(sato).get(page("mobility:application_list", call)).content.decode()
    uid = Application.objects.get(call=call).uid
    assert f'aria-labelledby="name-{uid}"' in shown
    assert f'id="name-{uid}"' in shown
