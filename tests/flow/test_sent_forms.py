"""What counts as the same form, what does not, and where whoever sends one again is led."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile

from kanazawa_exchange.accounts.models import Invitation, Person, SentForm, User
from kanazawa_exchange.accounts.services import sent_forms
from kanazawa_exchange.accounts.views import marks
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import Step
from mobility.models import Mobility
from mobility.services import moves
from tests.factories import PersonFactory, World
from tests.mobility.paths import WHY, registered

from .creating import FORMS, mark_of, new_person, stay

ADD = "/en/roles/people/add/"
NAMES = {"latin_family": "FIGURE", "latin_given": "TWICE"}


def figures() -> int:
    return Person.objects.filter(names__family="FIGURE").count()


def later(monkeypatch: pytest.MonkeyPatch, wait: timedelta) -> datetime:
    """From now on the clock shows a later moment, for the marks as well."""
    moment = clock.now() + wait
    monkeypatch.setattr(clock, "now", lambda: moment)
    monkeypatch.setattr("django.core.signing.time.time", moment.timestamp)
    return moment


def test_the_second_post_is_led_to_the_record_and_told(world: World, sato: User, sign_in: Any) -> None:
    browser = sign_in(sato)
    page = f"/en/mobility-records/register/?run={world.inbound.uid}&person=new"
    typed = {"person": "new", **NAMES, **stay(world), marks.FIELD: mark_of(browser.get(page))}

    first = browser.post(page, typed)
    second = browser.post(page, typed, follow=True)

    assert second.redirect_chain == [(first["Location"], 302)]
    assert "This was registered a moment ago. The form arrived twice and counts once." in second.content.decode()
    assert "may be the same person" not in second.content.decode()
    assert (Mobility.objects.count(), figures()) == (1, 1)


def test_a_day_later_and_in_another_language_it_is_still_the_same_form(
    sato: User, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = sign_in(sato)
    typed = {**NAMES, marks.FIELD: mark_of(browser.get(ADD))}
    first = browser.post(ADD, typed)
    later(monkeypatch, timedelta(days=1))

    second = sign_in(sato).post(ADD.replace("/en/", "/ru/"), typed, follow=True)

    assert second.redirect_chain == [(first["Location"].replace("/en/", "/ru/"), 302)]
    assert "moment ago" not in second.content.decode()
    assert figures() == 1


def test_a_form_that_came_back_with_errors_or_a_question_is_sent_again(sato: User, world: World, sign_in: Any) -> None:
    browser = sign_in(sato)
    world.user("figure")
    mark = mark_of(browser.get(ADD))
    wrong = browser.post(ADD, {marks.FIELD: mark})
    assert wrong.status_code == 200
    asked = browser.post(ADD, {"latin_family": "Figure", "latin_given": "Test", marks.FIELD: mark_of(wrong)})
    assert "may be the same person" in asked.content.decode()

    answer = browser.post(
        ADD, {"latin_family": "Figure", "latin_given": "Test", "different_person": "on", marks.FIELD: mark_of(asked)}
    )

    assert answer.status_code == 302
    assert SentForm.objects.count() == 1


def test_a_refused_form_leaves_no_key_behind(sato: User, world: World, sign_in: Any) -> None:
    browser = sign_in(sato)
    page = f"/en/roles/people/{world.sent().person.uid}/invite/"
    mark = mark_of(browser.get(page))
    typed = {"language": "en", marks.FIELD: mark}

    assert browser.post(page, {**typed, "email": sato.email}).status_code == 200
    assert not SentForm.objects.exists()
    assert browser.post(page, {**typed, "email": "guest@example.org"}).status_code == 302
    assert Invitation.objects.count() == 1


def test_the_same_form_with_other_entries_is_asked_about_and_loses_nothing(sato: User, sign_in: Any) -> None:
    browser = sign_in(sato)
    typed = {"latin_family": "FIGURE", "latin_given": "ONE", marks.FIELD: mark_of(browser.get(ADD))}
    browser.post(ADD, typed)

    answer = browser.post(ADD, {**typed, "latin_given": "TWO"})

    page = answer.content.decode()
    assert "This form was saved before, with other entries" in page
    assert 'value="TWO"' in page
    assert figures() == 1
    again = browser.post(ADD, {**typed, "latin_given": "TWO", marks.FIELD: mark_of(answer)})
    assert again.status_code == 302
    assert figures() == 2


@pytest.mark.parametrize("wrong", ["", "forged", "other", "old"])
def test_a_mark_that_is_not_ours_saves_nothing_and_keeps_the_text(
    sato: User, admin: User, sign_in: Any, wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = sign_in(sato)
    mark = {
        "": "",
        "forged": signing.dumps([sato.pk, "key", ADD], salt="another"),
        "other": mark_of(sign_in(admin).get(ADD)),
        "old": mark_of(browser.get(ADD)),
    }[wrong]
    if wrong == "old":
        later(monkeypatch, sent_forms.KEPT_FOR + timedelta(minutes=1))
        browser = sign_in(sato)

    answer = browser.post(ADD, {**NAMES, marks.FIELD: mark})

    assert 'value="FIGURE"' in answer.content.decode()
    assert "This page was opened too long ago. Nothing is saved yet" in answer.content.decode()
    assert figures() == 0
    assert browser.post(ADD, {**NAMES, marks.FIELD: mark_of(answer)}).status_code == 302


def test_a_form_that_no_page_has_shown_is_not_protected(sato: User, sign_in: Any) -> None:
    """Commands and tests post without a mark; a browser cannot, for every form carries one."""
    for _post in range(2):
        assert sign_in(sato).post(ADD, new_person(None)).status_code == 302
    assert figures() == 2


def test_a_key_goes_when_its_form_would_be_refused_anyway(sato: User, sign_in: Any) -> None:
    browser = sign_in(sato)
    browser.post(ADD, {**NAMES, marks.FIELD: mark_of(browser.get(ADD))})
    assert sent_forms.forget_old(now=clock.now() + sent_forms.KEPT_FOR) == 0
    assert sent_forms.forget_old(now=clock.now() + sent_forms.KEPT_FOR + timedelta(days=2)) == 1


@pytest.mark.django_db
def test_control_without_the_check_of_the_key_the_second_post_is_asked_who_that_is(
    world: World, sato: User, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marks, "sending_of", lambda request, **_kinds: None)
    monkeypatch.setattr("kanazawa_exchange.accounts.views.sending.sending_of", lambda request, **_kinds: None)
    browser = sign_in(sato)
    typed = {**NAMES, marks.FIELD: mark_of(browser.get(ADD))}
    browser.post(ADD, typed)
    assert "may be the same person" in browser.post(ADD, typed).content.decode()


def test_every_form_of_the_office_carries_the_mark(world: World, sato: User, sign_in: Any) -> None:
    browser = sign_in(sato)
    for form in FORMS.values():
        page = browser.get(form.page(world)).content.decode()
        assert page.count("csrfmiddlewaretoken") == page.count(f'name="{marks.FIELD}"') > 1


def test_a_file_of_the_same_name_and_size_is_another_one() -> None:
    """What counts once is told by what the file holds."""
    one, other = (SimpleUploadedFile("scan.pdf", content) for content in (b"%PDF-1", b"%PDF-2"))
    assert marks._checksum(one) != marks._checksum(other)
    assert one.read() == b"%PDF-1"


# --- What has become of the result -------------------------------------------------------------------------------------
SINCE = "changed or taken back since. Nothing was saved now"


def test_a_move_that_was_undone_is_not_said_to_count(world: World, sato: User, sign_in: Any) -> None:
    record = registered(world, sato)
    browser, page = sign_in(sato), f"/en/mobility-records/{record.uid}/moves/arrive/"
    typed = {"version": "1", "starts_on": "2018-08-20", marks.FIELD: mark_of(browser.get(page))}
    browser.post(page, typed)
    assert "counts once" in browser.post(page, typed, follow=True).content.decode()
    moves.undo(record, by=sato, now=clock.now())

    again = browser.post(page, typed, follow=True)

    assert SINCE in again.content.decode()
    assert "counts once" not in again.content.decode()
    assert again.redirect_chain == [(f"/en/mobility-records/{record.uid}/", 302)]
    record.refresh_from_db()
    assert record.status == "planned"


def test_nor_is_an_edit_over_which_another_one_was_saved(world: World, sato: User, admin: User, sign_in: Any) -> None:
    person = PersonFactory()
    browser, page = sign_in(sato), f"/en/people/{person.uid}/edit/"
    typed = {"version": "1", "latin_family": "AIKO", "latin_given": "One", marks.FIELD: mark_of(browser.get(page))}
    assert browser.post(page, typed).status_code == 302
    other = {"version": "2", "latin_family": "AIKO", "latin_given": "Two"}
    assert sign_in(admin).post(page, other).status_code == 302

    assert SINCE in browser.post(page, typed, follow=True).content.decode()
    assert person.names.get().given == "Two"


def test_nor_is_a_group_of_whom_one_has_been_changed(world: World, sato: User, sign_in: Any) -> None:
    group = [registered(world, sato) for _ in range(3)]
    browser, page = sign_in(sato), f"/en/mobility-records/arrivals/?run={world.outbound.uid}"
    typed = {"on": "2018-08-20", "members": [str(one.uid) for one in group], "confirm": "1"}
    typed[marks.FIELD] = mark_of(browser.get(page))
    browser.post(page, typed)
    more = registered(world, sato)  # so that the page still has somebody to show
    assert more.status == "planned"
    moves.move(Mobility.objects.get(pk=group[1].pk), "void", Step(**WHY), by=sato, now=clock.now())
    made = SentForm.objects.get().made
    assert [kind for kind, _pk, _version in made] == ["mobility.mobility"] * 3
    assert sent_forms.has_changed(SentForm.objects.get())


def test_what_is_gone_has_changed_and_what_stands_has_not(world: World, sato: User, sign_in: Any) -> None:
    browser = sign_in(sato)
    browser.post(ADD, {**NAMES, marks.FIELD: mark_of(browser.get(ADD))})
    row = SentForm.objects.get()
    assert row.made
    assert not sent_forms.has_changed(row)
    row.made = [["accounts.person", 0, 1]]
    assert sent_forms.has_changed(row)


@pytest.mark.parametrize("kind", ["accounts.figure", "former.person"])
def test_a_kind_of_record_that_an_upgrade_has_renamed_has_changed(
    world: World, sato: User, sign_in: Any, kind: str
) -> None:
    browser = sign_in(sato)
    typed = {**NAMES, marks.FIELD: mark_of(browser.get(ADD))}
    browser.post(ADD, typed)
    SentForm.objects.update(made=[[kind, 1, 1]])

    assert SINCE in browser.post(ADD, typed, follow=True).content.decode()
    assert figures() == 1


def test_an_act_that_left_no_record_and_was_taken_back_is_not_said_to_count(
    aiko: User, admin: User, sign_in: Any
) -> None:
    browser = sign_in(admin)
    browser.post("/en/accounts/reauthenticate/", {"password": "a-long-test-password"})
    page = browser.get(f"/en/roles/people/{aiko.person.uid}/")
    sent = {marks.FIELD: mark_of(page)}
    close, again = (f"/en/roles/accounts/{aiko.uid}/{act}/" for act in ("disable", "enable"))
    browser.post(close, sent)
    assert not User.objects.get(pk=aiko.pk).is_active
    browser.post(again, {marks.FIELD: mark_of(browser.get(f"/en/roles/people/{aiko.person.uid}/"))})
    assert User.objects.get(pk=aiko.pk).is_active

    late = browser.post(close, sent, follow=True)

    assert "counts once" not in late.content.decode()
    assert "Nothing was done now" in late.content.decode()
    assert User.objects.get(pk=aiko.pk).is_active
