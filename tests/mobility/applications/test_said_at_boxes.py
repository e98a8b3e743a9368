"""What an applicant is told at a box before anything is wrong, and which options fit."""

import pytest
from django.contrib.messages import get_messages
from django.utils import translation

from kanazawa_exchange.lib import clock
from mobility.forms.applications import TopicForm
from mobility.queries.applications.boxes import Boxes
from partners.models import OrgUnit
from programs.models import Question, Requirement

from .paths import NOW, begun, call_of, inbound_call_of


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with translation.override("en"):
        yield


def rows_of(application, topic="about"):
    return {row.key: row for row in TopicForm(Boxes(application), topic).rows()}


def options_of(application, key):
    return [value for value, _label in TopicForm(Boxes(application), "about").fields[f"box-{key}"].choices if value]


def test_the_limit_of_a_text_is_told_with_what_is_saved(world, aiko):
    call = call_of(world)
    long = Question.objects.create(call=call, kind="long_text", text_en="Why?", max_length=1200)
    number = Question.objects.create(call=call, kind="number", text_en="How many?")
    application = begun(world, aiko, call=call)
    shown = rows_of(application, "questions")
    assert shown[f"answer-{long.uid}"].bounds == ("1,200 characters at most",)
    assert shown[f"answer-{number.uid}"].bounds == ()
    application.answers.create(question=long, text="x" * 312)
    assert rows_of(application, "questions")[f"answer-{long.uid}"].bounds == ("1,200 characters at most · 312 saved",)


def test_a_condition_is_told_at_the_fact_that_answers_to_it(world, aiko):
    call = call_of(world)
    Requirement.objects.create(call=call, kind="level", values=["master"], is_blocking=True)
    Requirement.objects.create(call=call, kind="grade_index", minimum="2.30")
    shown = rows_of(begun(world, aiko, call=call))
    assert shown["level"].bounds == ("Condition: Master's level. You cannot apply unless you meet this condition.",)
    assert "2.30" in shown["grade_index"].bounds[0]
    assert "cannot apply" not in shown["grade_index"].bounds[0]
    assert shown["certificate"].bounds == ()


@pytest.mark.parametrize(("level", "is_warned"), [("bachelor", True), ("master", False)])
def test_whoever_cannot_apply_hears_it_at_once(world, aiko, client, level, is_warned):
    call = call_of(world)
    Requirement.objects.create(call=call, kind="level", values=["master"], is_blocking=True)
    application = begun(world, aiko, call=call, level="")
    client.force_login(aiko)
    answer = client.post(f"/en/applications/{application.uid}/form/about/", {"box-level": level, "go": "next"})
    assert answer.status_code == 302
    assert any("Master's level" in str(one) for one in get_messages(answer.wsgi_request)) is is_warned


def test_only_the_units_of_the_chosen_institution_are_offered(world, aiko):
    ours, theirs = (
        OrgUnit.objects.create(institution=one, name_en=f"Unit of {one.slug}") for one in (world.kanazawa, world.kazan)
    )
    application = begun(world, aiko)
    assert options_of(application, "unit") == [str(ours.uid)]
    application.institution = None
    groups = dict(options_of_groups(application))
    assert {value for options in groups.values() for value, _name in options} == {str(ours.uid), str(theirs.uid)}


@pytest.mark.parametrize("has_units", [True, False])
def test_the_units_of_another_institution_are_offered_once_as_soon_as_it_is_saved(world, aiko, client, has_units):
    """Without a script: the page stands again with them, unless there are none; sent once more it leads on, a unit chosen or not."""
    ours = OrgUnit.objects.create(institution=world.kanazawa, name_en="Ours")
    theirs = [OrgUnit.objects.create(institution=world.kazan, name_en="Theirs")] if has_units else []
    application = begun(world, aiko, unit=ours)
    page = f"/en/applications/{application.uid}/form/about/"
    client.force_login(aiko)
    sent = {"box-institution": str(world.kazan.uid), "seen-institution": boxes_stamp(application, "institution")}
    sent |= {"box-unit": str(ours.uid), "seen-unit": boxes_stamp(application, "unit"), "go": "next"}
    answer = client.post(page, sent)
    application.refresh_from_db()
    assert (application.institution, application.unit) == (world.kazan, None)
    assert answer.status_code == (200 if has_units else 302)
    if has_units:
        assert options_of(application, "unit") == [str(theirs[0].uid)]
        form = answer.context["form"]
        assert [one.errors for one in form.rows() if one.errors] == [
            ("Choose among the units of this institution, or leave it empty.",)
        ]
        again = sent | {f"seen-{one.key}": one.stamp for one in form.rows()} | {"box-unit": ""}
        assert client.post(page, again).status_code == 302


def test_no_unit_is_asked_for_again_where_those_of_all_were_offered(world, aiko, client):
    OrgUnit.objects.create(institution=world.kazan, name_en="Theirs")
    application = begun(world, aiko, institution=None)
    client.force_login(aiko)
    sent = {"box-institution": str(world.kazan.uid), "seen-institution": "", "box-unit": "", "go": "next"}
    assert client.post(f"/en/applications/{application.uid}/form/about/", sent).status_code == 302


def boxes_stamp(application, key):
    return Boxes(application).stamp(key)


def options_of_groups(application):
    return [
        one for one in TopicForm(Boxes(application), "about").fields["box-unit"].choices if isinstance(one[1], list)
    ]


def test_certificates_of_the_own_language_are_offered_where_the_call_accepts_them(world, aiko):
    call = call_of(world)
    application = begun(world, aiko, call=call)
    assert not any(code.startswith("jlpt") for code in options_of(application, "certificate"))
    assert {"torfl_b1", "ielts", "other"} <= set(options_of(application, "certificate"))
    application.certificate = "jlpt_n1"
    assert [code for code in options_of(application, "certificate") if code.startswith("jlpt")] == ["jlpt_n1"]
    Requirement.objects.create(call=call, kind="certificate", values=["jlpt_n4"])
    assert "jlpt_n2" in options_of(application, "certificate")
    coming = options_of(begun(world, aiko, call=inbound_call_of(world), institution=world.kazan), "certificate")
    assert "jlpt_n4" in coming
    assert not any(code.startswith("torfl") for code in coming)
