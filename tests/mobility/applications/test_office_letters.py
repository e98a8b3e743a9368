"""The office writes to the applicants it has ticked: who gets what in which language, once, and who does not and why."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.accounts.models import Letter, LetterState
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.mails import Text
from kanazawa_exchange.lib.refusals import Refused
from mobility.models import Application
from mobility.queries.applications.audience import audience
from mobility.services.applications import office_letters
from tests.factories import UserFactory

from .paths import NOW, begun, call_of, in_state

JA, EN, RU = (
    Text("書類について", "月曜日に来てください。"),
    Text("Documents", "Come on Monday."),
    Text("Документы", "Приходите."),
)
THREE = {"ja": JA, "en": EN, "ru": RU}


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def call(world):
    return call_of(world)


def speaking(user: Any, language: str) -> Any:
    user.language = language
    user.save()
    return user


def page(name: str, *parts: Any) -> str:
    return reverse(f"mobility:{name}", args=parts).replace("/ja/", "/en/", 1)


def write(applications: Any, texts: Any = THREE, by: Any = None) -> office_letters.Written:
    with override("en"):
        return office_letters.write(applications, texts, by=by, now=NOW)


def letters() -> dict[str, Letter]:
    rows = Letter.objects.filter(kind="application_letter").order_by("pk")
    return {row.address: row for row in rows}


def drafts(call: Any, number: int) -> list[Application]:
    return [
        Application.objects.create(call=call, person=UserFactory().person, language="ja") for _each in range(number)
    ]


def boxes(**texts: Text) -> dict[str, str]:
    found = {}
    for code, text in texts.items():
        found |= {f"subject_{code}": text.subject, f"body_{code}": text.body}
    return found


# --- The service -----------------------------------------------------------------------------------------------------


def test_everybody_reads_the_letter_in_the_own_language(world, call, aiko, ivan, sato):
    hers = in_state(world, speaking(aiko, "ja"), "submitted", call=call)
    his = in_state(world, speaking(ivan, "ru"), "in_review", call=call)
    assert write([hers, his], by=sato).letters == 2
    found = letters()
    assert [(found[one.email].language, found[one.email].subject) for one in (aiko, ivan)] == [
        ("ja", "書類について"),
        ("ru", "Документы"),
    ]
    assert "月曜日に来てください。" in found[aiko.email].body
    assert found[ivan.email].written_by == sato
    assert found[ivan.email].person == ivan.person
    assert f"/applications/{his.uid}/" in found[ivan.email].body


def test_a_language_without_a_text_gets_the_whole_letter_in_the_one_that_stands_in_for_it(world, call, aiko, ivan):
    applications = [
        in_state(world, speaking(aiko, "ja"), "submitted", call=call),
        in_state(world, speaking(ivan, "ru"), "submitted", call=call),
    ]
    write(applications, {"en": EN, "ja": JA})
    assert (letters()[ivan.email].language, letters()[ivan.email].subject) == ("en", "Documents")
    assert "Dear" in letters()[ivan.email].body
    assert letters()[aiko.email].language == "ja"


def test_written_twice_it_is_sent_once_and_another_text_is_another_letter(world, call, aiko):
    application = in_state(world, aiko, "submitted", call=call)
    assert write([application]).letters == 1
    again = write([application])
    assert (again.letters, [row.why for row in again.left]) == (0, ["has had this very letter already"])
    assert Letter.objects.filter(kind="application_letter").count() == 1
    assert write([application], {"en": Text("Documents", "Come on Tuesday.")}).letters == 1
    assert Letter.objects.filter(kind="application_letter").count() == 2


def test_a_corrected_address_gets_the_letter_that_the_old_one_has_had(world, call, aiko):
    application = in_state(world, aiko, "submitted", call=call)
    assert write([application]).letters == 1
    aiko.email = "Aiko.New@example.org"
    aiko.save()
    assert (write([application]).letters, write([application]).letters) == (1, 0)
    assert set(letters()) == {"aiko@example.org", "aiko.new@example.org"}


def test_two_workers_that_have_both_seen_nobody_written_to_write_one_letter(world, call, aiko, monkeypatch):
    """The guard of the database: the look before is blind, as it is for two requests at one moment."""
    from mobility.queries.applications import audience as audiences

    application = in_state(world, aiko, "submitted", call=call)
    monkeypatch.setattr(audiences, "_written", lambda refs: [])
    for _each in range(2):
        write([application])
    assert Letter.objects.filter(kind="application_letter").count() == 1


def test_a_new_language_is_news_only_for_those_who_read_it(world, call, aiko, ivan):
    applications = [
        in_state(world, speaking(aiko, "ja"), "submitted", call=call),
        in_state(world, speaking(ivan, "ru"), "submitted", call=call),
    ]
    write(applications, {"ja": JA, "en": EN})
    assert write(applications, THREE).letters == 1
    assert sorted(Letter.objects.filter(kind="application_letter").values_list("language", flat=True)) == [
        "en",
        "ja",
        "ru",
    ]


@pytest.mark.parametrize(
    ("state", "why"),
    [("withdrawn", "Withdrawn"), ("cancelled", "Cancelled"), ("draft", ""), ("declined", ""), ("decided", "")],
)
def test_what_has_ended_early_is_not_written_about(world, call, aiko, state, why):
    done = write([in_state(world, aiko, state, call=call)])
    assert [row.why for row in done.left] == ([why] if why else [])
    assert done.letters == (0 if why else 1)


def test_without_an_account_nobody_is_reached(world, call, aiko, ivan):
    ivan.is_active = False
    ivan.save()
    applications = [in_state(world, aiko, "submitted", call=call), in_state(world, ivan, "submitted", call=call)]
    done = write(applications)
    assert (done.letters, [(row.uid, row.why) for row in done.left]) == (1, [(applications[1].uid, "has no account")])


def test_the_own_application_gets_none_and_that_of_another_programme_is_nobodys(world, call, aiko, kimura, mori):
    own, other = begun(world, kimura, call=call), in_state(world, aiko, "submitted", call=call)
    assert [row.why for row in write([own, other], by=kimura).left] == ["the own application"]
    stranger = world.program_coordinator("elsewhere", world.basic)
    for user in (stranger, mori, aiko):
        with pytest.raises(PermissionDenied):
            write([other, in_state(world, UserFactory(), "submitted")], by=user)


@pytest.mark.parametrize(
    ("texts", "box"),
    [
        ({}, ""),
        ({"en": Text("", "Come.")}, "subject_en"),
        ({"ja": Text("書類", " \n ")}, "body_ja"),
        ({"en": Text("x" * 121, "Come.")}, "subject_en"),
        ({"en": Text("Documents", "x" * 8001)}, "body_en"),
        ({"en": Text("Documents", "Dear {name}, come.")}, "body_en"),
        ({"ja": Text("書類", "｛name｝様")}, "body_ja"),
        ({"en": Text("For {name}", "Come.")}, "subject_en"),
    ],
)
def test_what_cannot_be_sent_is_refused_at_its_box(world, call, aiko, texts, box):
    application = in_state(world, aiko, "submitted", call=call)
    with pytest.raises(Refused) as refused:
        write([application], texts)
    assert list(refused.value.errors) == [box]
    assert not letters()


def test_the_longest_text_is_sent(world, call, aiko):
    assert write([in_state(world, aiko, "submitted", call=call)], {"en": Text("x" * 120, "y" * 8000)}).letters == 1


def test_a_subject_names_none_of_its_readers(world, call, aiko):
    application = in_state(world, aiko, "submitted", call=call)
    name = audience([application], None).readers[0].spellings[0]
    told = [f"For {name.family} {name.given}", f"about {application.uid.hex[:8]}", f"to {aiko.email.upper()}!"]
    for subject in told:
        with pytest.raises(Refused) as refused:
            write([application], {"en": Text(subject, "Come.")})
        assert list(refused.value.errors) == ["subject_en"], subject
    assert write([application], {"en": Text(f"{name.family}ish documents", f"Dear {name.given}")}).letters == 1


@pytest.mark.parametrize("number", [1, 3, 300])
def test_letters_cost_the_same_queries(world, call, number):
    applications = drafts(call, number)
    with CaptureQueriesContext(connection) as queries:
        assert write(applications).letters == number
    assert len(queries) == 11


# --- The pages -------------------------------------------------------------------------------------------------------


def test_the_preview_names_who_gets_it_in_which_language_and_the_button_sends_it_once(
    world, call, aiko, ivan, stranger, sato, sign_in
):
    hers = in_state(world, speaking(aiko, "ja"), "submitted", call=call)
    his = in_state(world, speaking(ivan, "ru"), "submitted", call=call)
    gone = in_state(world, stranger, "withdrawn", call=call)
    browser, address = sign_in(sato), page("application_letter", call.uid)
    rows = {"row": [str(one.uid) for one in (hers, his, gone)]}
    form = browser.post(address, {**rows, "pick": "1"})
    assert "2 applicants get the letter." in form.content.decode()
    assert "Withdrawn" in form.content.decode()
    typed = {**rows, **boxes(en=Text("Documents <now>", "Come & <b>see</b>.\n\nBring a pen."))}
    preview = browser.post(address, typed)
    text = preview.content.decode()
    assert "2 applicants get it in another language than their own" in text
    assert "nothing was written in the own language (Russian)" in text
    assert "Come &amp; &lt;b&gt;see&lt;/b&gt;." in text
    assert "<b>see</b>" not in text
    assert not letters()
    answer = browser.post(address, {**typed, "confirm": "1"}, follow=True)
    assert "2 letters are on their way. 1 of those ticked gets none." in answer.content.decode()
    assert letters()[aiko.email].subject == "Documents <now>"
    assert "Come & <b>see</b>.\n\nBring a pen." in letters()[aiko.email].body
    again = browser.post(address, {**typed, "confirm": "1"}, follow=True).content.decode()
    assert "No letter was written." in again
    assert len(letters()) == 2
    assert "has had this very letter already" in browser.post(address, typed).content.decode()


def test_the_form_that_arrives_twice_is_led_to_the_first_result(world, call, aiko, sato, sign_in):
    application = in_state(world, aiko, "submitted", call=call)
    browser, address = sign_in(sato), page("application_letter", call.uid)
    form = browser.post(address, {"row": [str(application.uid)], "pick": "1"})
    mark = form.content.decode().split('name="form_mark" value="')[1].split('"')[0]
    confirm = {"row": [str(application.uid)], **boxes(en=EN), "confirm": "1", "form_mark": mark}
    browser.post(address, confirm)
    assert "This was sent before" in browser.post(address, confirm, follow=True).content.decode()
    assert len(letters()) == 1


def test_the_preview_leads_back_to_the_text_as_it_was_typed(world, call, aiko, sato, sign_in):
    application = in_state(world, aiko, "submitted", call=call)
    typed = {"row": [str(application.uid)], **boxes(en=EN), "again": "1"}
    shown = sign_in(sato).post(page("application_letter", call.uid), typed).content.decode()
    assert 'value="Documents"' in shown
    assert "Come on Monday." in shown


def test_what_is_wrong_stands_at_its_box_before_the_preview(world, call, aiko, sato, sign_in):
    application = in_state(world, aiko, "submitted", call=call)
    browser, rows = sign_in(sato), {"row": [str(application.uid)]}
    for texts, sentence in (
        ({}, "Write the letter in one language at least."),
        ({"en": Text("", "Come.")}, "lacks its subject"),
        ({"en": Text(f"To {aiko.email}", "Come.")}, "The subject names one of the readers."),
        ({"en": Text("x" * 121, "Come.")}, "Too long"),
        ({"en": Text("Docu\x07ments", "Come.")}, "form-errors"),
    ):
        answer = browser.post(page("application_letter", call.uid), {**rows, **boxes(**texts)})
        assert answer.templates[0].name == "mobility/application_letter.html", sentence
        if sentence != "form-errors":
            assert sentence in answer.content.decode()


def test_an_address_that_was_not_reached_is_told(world, call, aiko, sato, sign_in):
    application = in_state(world, aiko, "submitted", call=call)
    write([application], {"en": Text("First", "One.")})
    Letter.objects.filter(person=aiko.person).update(state=LetterState.RETURNED, ended_at=NOW)
    address, rows = page("application_letter", call.uid), {"row": [str(application.uid)]}
    sentence = "the last letter to this address did not arrive"
    assert sentence in sign_in(sato).post(address, {**rows, **boxes(en=EN)}).content.decode()
    write([application], {"en": Text("Second", "Two.")})
    Letter.objects.filter(person=aiko.person, subject="Second").update(state=LetterState.TAKEN, ended_at=NOW)
    assert sentence not in sign_in(sato).post(address, {**rows, **boxes(en=EN)}).content.decode()


def test_the_sheet_of_an_application_shows_its_letters_and_those_of_no_other(world, call, aiko, sato, kimura, sign_in):
    here, elsewhere = in_state(world, aiko, "submitted", call=call), in_state(world, aiko, "submitted")
    write([here], {"en": Text("About the visa", "One.")}, by=sato)
    write([elsewhere], {"en": Text("About the flight", "Two.")}, by=sato)
    letter = Letter.objects.get(subject="About the visa")
    log = reverse("accounts:mail_detail", args=[letter.uid]).replace("/ja/", "/en/", 1)
    shown = sign_in(sato).get(page("application_detail", here.uid)).content.decode()
    assert "About the visa" in shown
    assert "waiting for the mail server" in shown
    assert log in shown
    assert "About the flight" not in shown
    coordinator = sign_in(kimura).get(page("application_detail", here.uid)).content.decode()
    assert "About the visa" in coordinator
    assert log not in coordinator


def test_the_page_without_ticked_rows_leads_to_the_list(call, sato, sign_in):
    answer = sign_in(sato).get(page("application_letter", call.uid))
    assert (answer.status_code, answer["Location"]) == (302, page("application_list", call.uid))


@pytest.mark.parametrize("number", [1, 3, 300])
def test_the_pages_of_a_letter_cost_the_same_queries(world, call, sato, sign_in, number, django_assert_num_queries):
    rows = {"row": [str(one.uid) for one in drafts(call, number)]}
    browser, address = sign_in(sato), page("application_letter", call.uid)
    browser.post(address, {**rows, "pick": "1"})
    with django_assert_num_queries(9):
        browser.post(address, {**rows, "pick": "1"})
    with django_assert_num_queries(13):
        browser.post(address, {**rows, **boxes(en=EN)})
    assert Application.objects.filter(call=call).count() == number
