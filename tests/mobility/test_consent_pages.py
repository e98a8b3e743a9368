"""My consents: each purpose by itself, nothing ticked beforehand, taken back as easily as given; old texts word for word."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.accounts import reference
from kanazawa_exchange.accounts.models import ConsentRecord, ConsentText, ConsentWithdrawal, Purpose, User
from kanazawa_exchange.accounts.queries.consents import text_in_force
from kanazawa_exchange.accounts.services import consents
from kanazawa_exchange.accounts.services.consents import Shown
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.languages import LANGUAGES
from mobility.queries.consents import ASKED
from partners import reference_sheets
from partners.models import CountrySheet, HandoverKind
from partners.queries.handovers import scope_of
from partners.services.handovers import Parcel, hand_over
from tests.consents import person_of, sheet
from tests.markup import compact


@pytest.fixture
def texts(db: None) -> None:
    reference.load()
    sheet(reviewed_on=clock.today(), now=clock.now())


def address(name: str, *parts: Any, language: str = "en") -> str:
    with override(language):
        return reverse(f"mobility:{name}", args=parts)


def boxes(page: str) -> dict[str, str]:
    """What the button of the page sends."""
    main = page.partition("<main")[2]
    return dict(re.findall(r'<input type="hidden" name="(text|sheet)" value="([^"]*)"', main))


def agree(browser: Any, topic: str, language: str = "en") -> Any:
    page = browser.get(address("consent_ask", topic, language=language)).content.decode()
    return browser.post(address("consent_give", topic, language=language), boxes(page))


# --- Asked -----------------------------------------------------------------------------------------------------------


def test_everything_that_is_asked_stands_on_the_list_and_has_a_page(
    world: Any, texts: None, aiko: User, sign_in: Any
) -> None:
    world.sent(person=aiko.person)
    browser = sign_in(aiko)
    page = browser.get(address("consent_list")).content.decode()
    links = re.findall(r'href="(/en/consents/[^"]+)"', page)
    assert len(links) == len(ASKED) + 2, "and a hand-over to each of both sides of the stay"
    for link in links:
        asked = browser.get(link)
        assert asked.status_code == 200
        assert "checkbox" not in asked.content.decode().partition("<main")[2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_given_is_the_text_of_the_screen_in_its_language(
    texts: None, aiko: User, sign_in: Any, language: str
) -> None:
    assert agree(sign_in(aiko), "alumni_contact", language).status_code == 302
    record = ConsentRecord.objects.get()
    shown = getattr(record.text, f"text_{language}")
    assert (record.language, record.method, record.given_by) == (language, "page", aiko)
    assert record.sha256 == getattr(record.text, f"sha256_{language}")
    assert shown.encode() == reference.texts_of(Purpose.ALUMNI_CONTACT)[language].strip().encode()
    assert re.fullmatch(r"[0-9a-f]{64}", record.ip_hash)
    assert "127.0.0.1" not in record.ip_hash


def test_to_withdraw_takes_as_many_clicks_as_to_give(texts: None, aiko: User, sign_in: Any) -> None:
    browser = sign_in(aiko)
    agree(browser, "alumni_contact")
    page = browser.get(address("consent_ask", "alumni_contact")).content.decode()
    assert "I withdraw my consent" in page
    assert ">I agree<" not in page
    browser.post(address("consent_withdraw", "alumni_contact"))
    assert ConsentWithdrawal.objects.count() == 1
    assert "withdrawn by you" in browser.get(address("consent_list")).content.decode()


def test_a_hand_over_is_agreed_to_with_the_country_sheet_that_was_shown(
    world: Any, texts: None, aiko: User, sign_in: Any
) -> None:
    browser, topic = sign_in(aiko), f"transfer-{world.kazan.uid}"
    page = browser.get(address("consent_ask", topic)).content.decode()
    assert "summary of RU" in page
    assert "measures of RU" in page
    agree(browser, topic)
    record = ConsentRecord.objects.get()
    assert (record.purpose, record.scope, record.sheet) == ("transfer", scope_of(world.kazan), "RU-1")


def test_without_a_current_country_sheet_nobody_is_asked(world: Any, aiko: User, sign_in: Any) -> None:
    reference.load()
    last_year = clock.today() - timedelta(days=400)
    sheet(reviewed_on=last_year, now=clock.now())
    browser, topic = sign_in(aiko), f"transfer-{world.kazan.uid}"
    page = browser.get(address("consent_ask", topic)).content.decode()
    assert ">I agree<" not in page
    text = text_in_force(Purpose.TRANSFER, clock.today())
    assert text is not None
    browser.post(address("consent_give", topic), {"text": str(text.uid), "sheet": "RU-1"})
    assert ConsentRecord.objects.count() == 0


def test_a_text_that_was_replaced_under_the_reader_is_not_agreed_to(texts: None, aiko: User, sign_in: Any) -> None:
    browser = sign_in(aiko)
    page = browser.get(address("consent_ask", "alumni_contact")).content.decode()
    new = dict.fromkeys(LANGUAGES, "Something else")
    consents.write_text(Purpose.ALUMNI_CONTACT, new, valid_from=clock.today(), after=1, by=None, now=clock.now())
    answer = browser.post(address("consent_give", "alumni_contact"), boxes(page), follow=True)
    assert "The text was replaced while you were reading it" in answer.content.decode()
    assert ConsentRecord.objects.count() == 0


def test_what_is_not_asked_is_no_page(world: Any, texts: None, aiko: User, sign_in: Any) -> None:
    browser = sign_in(aiko)
    for topic in ("transfer", "publication_of_photo", "nonsense", "transfer-nonsense", f"transfer-{aiko.person.uid}"):
        assert browser.get(address("consent_ask", topic)).status_code == 404
        assert browser.post(address("consent_give", topic)).status_code == 404


# --- What was --------------------------------------------------------------------------------------------------------


def test_the_old_text_stands_word_for_word_in_its_language_on_every_screen(
    texts: None, ivan: User, sato: User, sign_in: Any
) -> None:
    agree(sign_in(ivan), "alumni_contact", "ru")
    old = ConsentText.objects.get(purpose="alumni_contact").text_ru  # type: ignore[attr-defined]
    new = dict.fromkeys(LANGUAGES, "Something else")
    consents.write_text(Purpose.ALUMNI_CONTACT, new, valid_from=clock.today(), after=1, by=None, now=clock.now())
    record = ConsentRecord.objects.get()
    for user in (ivan, sato):
        for language in LANGUAGES:
            page = sign_in(user).get(address("consent_record", record.uid, language=language)).content.decode()
            [shown] = re.findall(r'(?s)lang="ru"><p class="letter-text">(.*?)</p>', page)
            assert shown.encode() == old.encode()
            assert "Something else" not in page


def test_nobody_reads_somebody_else_s_consent(texts: None, ivan: User, aiko: User, petrova: User, sign_in: Any) -> None:
    agree(sign_in(ivan), "alumni_contact")
    record = ConsentRecord.objects.get()
    for user in (aiko, petrova):
        assert sign_in(user).get(address("consent_record", record.uid)).status_code == 404


def given_and_handed_over(world: Any, user: User, number: int) -> None:
    """So many consents and hand-overs of a person, each about another institution."""
    text = text_in_force(Purpose.TRANSFER, clock.today())
    assert text is not None
    for place in (world.kazan, world.irkutsk, world.kanazawa)[:number]:
        if ConsentRecord.objects.filter(person=user.person, scope=scope_of(place)).exists():
            continue
        now = clock.now()
        shown = Shown(text, "en", "RU-1")
        consents.give(person_of(user), Purpose.TRANSFER, shown, scope=scope_of(place), by=user, now=now)
        if place != world.kanazawa:
            hand_over([person_of(user)], place, Parcel(HandoverKind.MAIL, ["name"]), by=None, now=now)


def test_the_person_s_page_shows_the_office_consents_and_hand_overs(
    world: Any, texts: None, aiko: User, sato: User, sign_in: Any
) -> None:
    given_and_handed_over(world, aiko, 1)
    page = compact(sign_in(sato).get(address("person_detail", aiko.person.uid)).content.decode())
    assert "Handing personal data to another institution" in page
    assert "Kazan Federal University" in page
    own = compact(sign_in(aiko).get(address("person_detail", aiko.person.uid)).content.decode())
    assert "Hand-overs to other institutions" not in own


@pytest.mark.parametrize("name", ["consent_list", "person_detail"])
def test_one_and_three_cost_the_same(world: Any, texts: None, aiko: User, sato: User, sign_in: Any, name: str) -> None:
    browser = sign_in(sato if name == "person_detail" else aiko)
    parts = [aiko.person.uid] if name == "person_detail" else []
    counted = []
    for number in (1, 3):
        given_and_handed_over(world, aiko, number)
        browser.get(address(name, *parts))
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address(name, *parts)).status_code == 200
        counted.append(len(queries))
    assert counted == [QUERIES[name]] * 2


QUERIES = {"consent_list": 12, "person_detail": 20}


# --- The texts an installation begins with ---------------------------------------------------------------------------


def test_reference_data_hold_every_text_in_every_language_and_may_be_loaded_again(db: None) -> None:
    for _turn in range(2):
        reference.load()
        reference_sheets.load()
    assert sorted(ConsentText.objects.values_list("purpose", flat=True)) == sorted(Purpose.values)
    assert sorted(CountrySheet.objects.values_list("country", flat=True)) == ["JP", "RU"]
    for row in ConsentText.objects.all():
        assert row.is_draft
        lengths = [len(getattr(row, f"text_{code}")) for code in LANGUAGES]
        assert min(lengths) > 100
    for told in CountrySheet.objects.all():
        assert told.is_draft
        assert told.source
        assert all(len(getattr(told, f"{name}_{code}")) > 50 for name in ("summary", "measures") for code in LANGUAGES)
