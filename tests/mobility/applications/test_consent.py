"""Nothing is sent without a consent to the processing that holds at that moment: given on the page that sends, or recorded from paper."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kanazawa_exchange.accounts.models import ConsentRecord, Letter, Purpose, User
from kanazawa_exchange.accounts.queries.consents import text_in_force, text_of
from kanazawa_exchange.accounts.services import consents
from kanazawa_exchange.accounts.services.consents import CannotConsent, Shown, Way
from kanazawa_exchange.lib import clock
from mobility.models import Application
from mobility.services.applications import returning, submitting
from mobility.services.applications.submitting import CONSENT, Agreed, CannotSubmit
from tests.consents import agrees_to_processing, person_of, text

from .paths import LATER, NOW
from .test_own_pages import boxes
from .test_submitting import WHY, WHY_BACK, submit, whole

LANGUAGES = ("ja", "en", "ru")


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def application(world: Any, aiko: User) -> Application:
    """Everything that the call asks for; the consent is withdrawn."""
    made: Application = whole(world, aiko)
    consents.withdraw(person_of(aiko), Purpose.PROCESSING, by=aiko, now=NOW - timedelta(days=1))
    return made


def valid() -> int:
    return ConsentRecord.objects.filter(withdrawal=None).count()


def state(application: Application) -> str:
    return str(Application.objects.get(pk=application.pk).status)


def shown(language: str = "en") -> Shown:
    found = text_in_force(Purpose.PROCESSING, clock.tokyo_date(NOW))
    assert found is not None
    return Shown(found, language)


# --- The service -----------------------------------------------------------------------------------------------------


def test_without_a_consent_nothing_is_sent_and_the_reason_stands_at_its_box(application, aiko):
    with pytest.raises(CannotSubmit) as told:
        submit(application, aiko)
    assert list(told.value.errors) == [CONSENT]
    assert (state(application), Letter.objects.count()) == ("draft", 0)


def test_control_with_one_it_is_sent(application, aiko):
    agrees_to_processing(aiko, now=NOW)
    assert submit(application, aiko).status == "submitted"


def test_the_consent_that_comes_along_is_written_with_the_sending(application, aiko):
    assert submit(application, aiko, agreed=Agreed(shown("ru"), Way())).status == "submitted"
    given = ConsentRecord.objects.filter(withdrawal=None).get()
    assert (given.person, given.language, given.given_at, given.given_by) == (aiko.person, "ru", NOW, aiko)


def test_where_nothing_is_sent_no_consent_is_written_either(application, aiko):
    application.choices.all().delete()
    with pytest.raises(CannotSubmit) as told:
        submit(application, aiko, agreed=Agreed(shown(), Way()))
    assert list(told.value.errors) == ["choices"]
    assert valid() == 0


def test_a_consent_to_a_text_that_was_replaced_is_none(application, aiko):
    old = shown()
    text(Purpose.PROCESSING, "Anew", after=old.text.number)
    with pytest.raises(CannotConsent):
        submit(application, aiko, agreed=Agreed(old, Way()))
    assert (state(application), valid()) == ("draft", 0)


def test_whoever_sends_twice_has_agreed_once(application, aiko):
    for _turn in range(2):
        submit(application, aiko, agreed=Agreed(shown(), Way()))
    assert valid() == 1


def test_a_correction_needs_a_consent_that_still_holds(application, aiko, sato):
    sent = submit(application, aiko, agreed=Agreed(shown(), Way()))
    returned = returning.return_for_correction(sent, WHY_BACK, last_day=LATER.date(), remarks={}, by=sato, now=NOW)
    consents.withdraw(person_of(aiko), Purpose.PROCESSING, by=aiko, now=NOW)
    with pytest.raises(CannotSubmit) as told:
        submit(returned, aiko, NOW + timedelta(minutes=1))
    assert list(told.value.errors) == [CONSENT]


def test_the_office_takes_none_late_without_one_and_says_what_helps(application, aiko, sato):
    after = application.call.closes_at + timedelta(hours=1)
    with pytest.raises(CannotSubmit) as told:
        submitting.submit_late(application, WHY, by=sato, now=after)
    assert list(told.value.errors) == [CONSENT]
    agrees_to_processing(aiko, now=after)
    assert submitting.submit_late(application, WHY, by=sato, now=after).is_late


# --- The page that sends ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_box_is_empty_and_tells_its_text_version_and_language(application, aiko, client: Client, language):
    client.force_login(aiko)
    page = f"/{language}/applications/{application.uid}/check/"
    words = client.get(page).content.decode()
    asked = shown().text
    assert text_of(asked, language) in words
    assert f"/{language}/consents/processing/" in words
    box = words[words.index('name="agrees"') - 80 : words.index('name="agrees"') + 200]
    assert "checked" not in box
    answer = client.post(page, boxes(client.get(page)))
    assert answer.status_code == 200
    assert 'id="error-consent"' in answer.content.decode()
    assert (state(application), valid()) == ("draft", 0)
    assert client.post(page, boxes(answer) | {"agrees": "yes"}).status_code == 302
    given = ConsentRecord.objects.filter(withdrawal=None).get()
    assert (state(application), given.language, given.text) == ("submitted", language, asked)
    assert len(given.ip_hash) > 0


def test_whoever_has_agreed_is_not_asked_again(application, aiko, client):
    agrees_to_processing(aiko, now=NOW)
    client.force_login(aiko)
    page = f"/en/applications/{application.uid}/check/"
    first = client.get(page)
    assert 'name="agrees"' not in first.content.decode()
    assert client.post(page, boxes(first)).status_code == 302
    assert state(application) == "submitted"


def test_withdrawn_in_between_stops_the_sending_and_asks_again(application, aiko, client):
    agrees_to_processing(aiko, now=NOW - timedelta(minutes=5))
    client.force_login(aiko)
    page = f"/en/applications/{application.uid}/check/"
    looked_over = boxes(client.get(page))
    client.post("/en/consents/processing/withdraw/")
    answer = client.post(page, looked_over)
    assert answer.status_code == 200
    assert 'name="agrees"' in answer.content.decode()
    assert (state(application), Letter.objects.count()) == ("draft", 0)


def test_a_text_that_was_replaced_while_it_was_read_is_shown_anew(application, aiko, client):
    client.force_login(aiko)
    page = f"/en/applications/{application.uid}/check/"
    old = boxes(client.get(page))
    text(Purpose.PROCESSING, "Anew", after=shown().text.number)
    answer = client.post(page, old | {"agrees": "yes"})
    assert "The text was replaced while you were reading it." in answer.content.decode()
    assert "Anew (en)" in answer.content.decode()
    assert (state(application), valid()) == ("draft", 0)


# --- On paper --------------------------------------------------------------------------------------------------------


def test_the_office_records_a_paper_and_takes_the_application_late(application, sato, client, monkeypatch):
    after = application.call.closes_at + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: after)
    client.force_login(sato)
    sheet = f"/en/office/applications/{application.uid}/"
    assert "consent withdrawn" in client.get(sheet).content.decode()
    late = f"{sheet}moves/submit_late/"
    reason = {"reason_code": "other", "reason": "The network was down"}
    refused = client.post(late, boxes(client.get(late)) | reason)
    assert "Record a consent on paper" in refused.content.decode()
    page = f"{sheet}consent/"
    form = boxes(client.get(page))
    assert client.post(page, form | {"language": "ru"}).status_code == 200, "nobody has said that the paper is there"
    assert valid() == 0
    assert client.post(page, form | {"language": "ru", "is_at_hand": "on"})["Location"] == sheet
    given = ConsentRecord.objects.filter(withdrawal=None).get()
    assert (given.method, given.language, given.given_by, given.person) == ("paper", "ru", sato, application.person)
    assert "on paper or in person" in client.get(sheet).content.decode()
    assert client.post(late, boxes(client.get(late)) | reason).status_code == 302
    assert state(application) == "submitted"


def test_a_coordinator_of_the_programme_records_no_paper(world, application, client):
    from programs.models import Coordinator
    from tests.factories import LONG_AGO

    kimura = world.user("kimura")
    Coordinator.objects.create(person=kimura.person, program=application.call.run.program, starts_on=LONG_AGO)
    client.force_login(kimura)
    sheet = f"/en/office/applications/{application.uid}/"
    assert f"{sheet}consent/" not in client.get(sheet).content.decode()
    assert client.get(f"{sheet}consent/").status_code == 403
