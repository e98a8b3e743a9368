"""A draft is begun once, and saved box by box: of two devices neither overwrites what the other has saved."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.translation import override

from kanazawa_exchange.lib.typed_boxes import Change, stamp_of
from mobility.models import Application
from mobility.queries.applications.boxes import Boxes, answer_box
from mobility.services.applications import drafts, machine
from mobility.services.applications.drafts import NotOpen, NotWritable
from partners.models import Enrolment, OrgUnit
from programs.models import Question, QuestionOption

from .paths import NOW, begun, call_of, in_state, step_of


def boxes_of(application: Application) -> Boxes:
    return Boxes(Application.objects.select_related("call").get(pk=application.pk))


def texts_of(application: Application) -> dict[str, str]:
    return dict(boxes_of(application).texts)


# --- Begun -----------------------------------------------------------------------------------------------------------


def test_a_draft_is_begun_once_whoever_asks_twice(world, aiko):
    call = call_of(world)
    first = drafts.start(call, language="ja", by=aiko, now=NOW)
    assert drafts.start(call, language="ru", by=aiko, now=NOW) == first
    assert (first.status, first.language, Application.objects.count()) == ("draft", "ja", 1)


def test_what_the_portal_knows_of_somebody_is_not_asked_once_more(world, aiko):
    Enrolment.objects.create(person=aiko.person, institution=world.kanazawa, level="master", starts_on="2017-04-01")
    application = drafts.start(call_of(world), language="ja", by=aiko, now=NOW)
    assert (application.institution, application.level) == (world.kanazawa, "master")


@pytest.mark.parametrize("name", ["draft", "called_off"])
def test_nobody_begins_where_the_call_is_not_announced(world, aiko, name):
    fields = {"draft": True} if name == "draft" else {"status": "called_off", "called_off_at": NOW}
    with pytest.raises(NotOpen):
        drafts.start(call_of(world, **fields), language="ja", by=aiko, now=NOW)


def test_nobody_begins_before_the_call_opens_or_once_it_has_closed(world, aiko):
    call = call_of(world)
    for now in (call.opens_at - timedelta(milliseconds=1), call.closes_at):
        with pytest.raises(NotOpen):
            drafts.start(call, language="ja", by=aiko, now=now)
    assert drafts.start(call, language="ja", by=aiko, now=call.opens_at)


# --- Saved -----------------------------------------------------------------------------------------------------------


def test_each_kind_of_answer_is_kept_as_it_is_read(world, aiko):
    call = call_of(world)
    kinds = ("short_text", "long_text", "choice", "number", "date")
    questions = {
        kind: Question.objects.create(call=call, kind=kind, text_en=kind, order=n) for n, kind in enumerate(kinds)
    }
    option = QuestionOption.objects.create(question=questions["choice"], text_en="Yes")
    application = begun(world, aiko, call=call)
    kazan, irkutsk = (str(place.uid) for place in call.destinations.all())
    typed = {
        "level": "master",
        "grade_index": "２,５",
        "certificate": "ielts",
        "certificate_score": "6.5",
        "choices": f"{irkutsk},{kazan}",
        answer_box(questions["short_text"]): " Kazan ",
        answer_box(questions["long_text"]): "Because\r\nof the river",
        answer_box(questions["choice"]): str(option.uid),
        answer_box(questions["number"]): "３，5",
        answer_box(questions["date"]): "平成30年8月20日",
    }
    before = boxes_of(application)
    changes = [Change(key, text, before.stamp(key)) for key, text in typed.items()]
    saved = drafts.save(application, changes, by=aiko, now=NOW)
    assert (saved.errors, saved.newer) == ({}, {})
    kept = texts_of(application)
    assert [kept[key] for key in typed] == [
        "master",
        "2.50",
        "ielts",
        "6.5",
        f"{irkutsk},{kazan}",
        "Kazan",
        "Because\nof the river",
        str(option.uid),
        "3.5",
        "2018-08-20",
    ]
    application.refresh_from_db()
    assert (application.grade_index, application.revision, application.saved_at) == (Decimal("2.50"), 1, NOW)
    assert application.version == 1
    assert saved.stamps == {key: stamp_of(kept[key]) for key in typed}


def test_what_cannot_be_sent_is_kept_all_the_same(world, aiko):
    """Nothing typed is lost: a text that is too long, or no number, waits for its correction."""
    call = call_of(world)
    number = Question.objects.create(call=call, kind="number", text_en="How many?", maximum=5)
    words = Question.objects.create(call=call, kind="short_text", text_en="Why?", max_length=3)
    application = begun(world, aiko, call=call)
    changes = [Change(answer_box(number), "many"), Change(answer_box(words), "Because")]
    assert drafts.save(application, changes, by=aiko, now=NOW).errors == {}
    kept = texts_of(application)
    assert (kept[answer_box(number)], kept[answer_box(words)]) == ("many", "Because")


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("grade_index", "3.01"),
        ("grade_index", "good"),
        ("level", "kindergarten"),
        ("institution", "00000000-0000-4000-8000-000000000000"),
        ("institution", "kanazawa"),
        ("certificate", "swimming"),
        ("nonsense", "x"),
        ("choices", "twice"),
        ("choices", "elsewhere"),
    ],
)
def test_what_no_column_holds_is_told_at_its_box(world, aiko, key, text):
    application = begun(world, aiko)
    place = str(application.call.destinations.first().uid)
    text = {"twice": f"{place},{place}", "elsewhere": "00000000-0000-4000-8000-000000000000"}.get(text, text)
    saved = drafts.save(application, [Change(key, text, boxes_of(application).stamp(key))], by=aiko, now=NOW)
    assert set(saved.errors) == {key}
    application.refresh_from_db()
    assert application.revision == 0


def test_another_device_overwrites_nothing_and_hears_of_both_texts(world, aiko):
    call = call_of(world)
    question = Question.objects.create(call=call, kind="long_text", text_en="Why?")
    other = Question.objects.create(call=call, kind="long_text", text_en="Where?")
    application, key, beside = begun(world, aiko, call=call), answer_box(question), answer_box(other)
    drafts.save(application, [Change(key, "from the telephone")], by=aiko, now=NOW)
    saved = drafts.save(application, [Change(key, "from the desk"), Change(beside, "Kazan")], by=aiko, now=NOW)
    assert saved.newer == {key: "from the telephone"}
    assert texts_of(application)[key] == "from the telephone"
    assert texts_of(application)[beside] == "Kazan"
    seen = stamp_of("from the telephone")
    saved = drafts.save(application, [Change(key, "from the desk", seen)], by=aiko, now=NOW)
    assert (saved.newer, texts_of(application)[key]) == ({}, "from the desk")


def test_a_box_that_was_left_alone_takes_nothing_back(world, aiko):
    """The whole page is sent, but only one box was changed on it; the other one was changed elsewhere meanwhile."""
    application = begun(world, aiko)
    seen = boxes_of(application).stamp("level")
    drafts.save(application, [Change("level", "master", seen)], by=aiko, now=NOW)
    saved = drafts.save(application, [Change("level", "bachelor", seen)], by=aiko, now=NOW)
    assert (saved.newer, texts_of(application)["level"]) == ({}, "master")


def test_the_same_text_arrives_as_often_as_it_likes(world, aiko):
    application = begun(world, aiko)
    change = Change("level", "master", boxes_of(application).stamp("level"))
    for _turn in range(3):
        assert drafts.save(application, [change], by=aiko, now=NOW).newer == {}
    application.refresh_from_db()
    assert application.revision == 1


def test_a_unit_goes_with_its_institution_and_a_score_with_its_certificate(world, aiko):
    unit = OrgUnit.objects.create(institution=world.kanazawa, name_en="Faculty")
    application = begun(world, aiko, unit=unit, certificate="ielts", certificate_score=Decimal("6.5"))
    before = boxes_of(application)
    changes = [
        Change("institution", str(world.kazan.uid), before.stamp("institution")),
        Change("certificate", "", before.stamp("certificate")),
    ]
    drafts.save(application, changes, by=aiko, now=NOW)
    application.refresh_from_db()
    assert (application.institution, application.unit, application.certificate_score) == (world.kazan, None, None)


def test_a_score_before_its_certificate_is_told_and_kept_with_it(world, aiko):
    application = begun(world, aiko)
    before = boxes_of(application)
    score = Change("certificate_score", "80", before.stamp("certificate_score"))
    with override("en"):
        saved = drafts.save(application, [score], by=aiko, now=NOW)
    assert saved.errors == {"certificate_score": "Choose the certificate, too: the score is kept with it."}
    assert saved.stamps == {}
    certificate = Change("certificate", "toefl_ibt", before.stamp("certificate"))
    assert drafts.save(application, [certificate], by=aiko, now=NOW).errors == {}
    assert drafts.save(application, [certificate, score], by=aiko, now=NOW).newer == {}, "the button sends the page"
    application.refresh_from_db()
    assert (application.certificate, application.certificate_score) == ("toefl_ibt", 80)


DECIDES = {"unit": "institution", "certificate_score": "certificate"}
"""By the key of a box: the one that it rests on."""


def stated(world, aiko):
    """A draft with a unit and its institution, a score and its certificate."""
    unit = OrgUnit.objects.create(institution=world.kanazawa, name_en="Faculty")
    facts = {"institution": world.kanazawa, "unit": unit, "certificate": "ielts", "certificate_score": Decimal("6.5")}
    return begun(world, aiko, **facts)


@pytest.mark.parametrize("key", DECIDES)
def test_a_page_hears_of_the_boxes_that_were_emptied_with_another_one_and_its_button_keeps_them(world, aiko, key):
    """The box still holds its text: without the new stamp the portal would take it for one that was left alone."""
    application, deciding = stated(world, aiko), DECIDES[key]
    before = texts_of(application)
    page = {name: stamp_of(before[name]) for name in (deciding, key)}
    for text in ("", before[deciding]):
        saved = drafts.save(application, [Change(deciding, text, page[deciding])], by=aiko, now=NOW)
        page |= saved.stamps
    assert page[key] == stamp_of("")
    whole = [Change(name, before[name], page[name]) for name in (deciding, key)]
    saved = drafts.save(application, whole, by=aiko, now=NOW)
    assert (saved.errors, saved.newer, texts_of(application)) == ({}, {}, before)


@pytest.mark.parametrize("key", DECIDES)
def test_a_page_that_leaves_empty_what_another_box_rests_on_says_so(world, aiko, key):
    application, deciding = stated(world, aiko), DECIDES[key]
    before = texts_of(application)
    whole = [Change(deciding, "", stamp_of(before[deciding])), Change(key, before[key], stamp_of(before[key]))]
    saved = drafts.save(application, whole, by=aiko, now=NOW)
    assert list(saved.errors) == [key]
    assert texts_of(application)[key] == ""


@pytest.mark.parametrize(
    ("stated", "unit_of", "is_kept"), [("kazan", "kazan", True), ("kazan", "kanazawa", False), ("", "kanazawa", True)]
)
def test_a_unit_is_one_of_the_institution_that_is_stated(world, aiko, stated, unit_of, is_kept):
    """The form offers no other; what a script sends is asked as well. Another box of the same page is kept."""
    unit = OrgUnit.objects.create(institution=getattr(world, unit_of), name_en="Faculty")
    application = begun(world, aiko)
    before = boxes_of(application)
    changes = [Change("unit", str(unit.uid), before.stamp("unit")), Change("level", "master", before.stamp("level"))]
    if stated:
        changes.append(Change("institution", str(getattr(world, stated).uid), before.stamp("institution")))
    saved = drafts.save(application, changes, by=aiko, now=NOW)
    application.refresh_from_db()
    assert (application.unit, application.level) == (unit if is_kept else None, "master")
    assert list(saved.errors) == ([] if is_kept else ["unit"])
    assert ("unit" in saved.stamps) is is_kept


def test_only_the_applicant_writes_and_only_while_it_is_in_the_own_hands(world, aiko, ivan, sato):
    application = begun(world, aiko)
    for user in (ivan, sato):
        with pytest.raises(PermissionDenied):
            drafts.save(application, [Change("level", "master")], by=user, now=NOW)
    machine.move(application, "submit", step_of(application, "submit", "offer"), by=aiko, now=NOW)
    with pytest.raises(NotWritable):
        drafts.save(application, [Change("level", "master")], by=aiko, now=NOW)


def test_a_returned_application_is_written_again(world, aiko):
    application = in_state(world, aiko, "returned")
    change = Change("level", "master", boxes_of(application).stamp("level"))
    assert drafts.save(application, [change], by=aiko, now=NOW).errors == {}
    assert texts_of(application)["level"] == "master"


def test_a_draft_is_kept_after_the_closing(world, aiko):
    """Only sending is a matter of time: the office may still take it late."""
    application = begun(world, aiko)
    late = application.call.closes_at + timedelta(days=1)
    change = Change("level", "master", boxes_of(application).stamp("level"))
    assert drafts.save(application, [change], by=aiko, now=late).at == late
