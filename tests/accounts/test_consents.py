"""Consents are given for one purpose, to one version of a text in one language; nothing of it ever changes."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from kanazawa_exchange.accounts.models import ConsentRecord, ConsentText, ConsentWithdrawal, Method, Purpose, User
from kanazawa_exchange.accounts.queries.consents import given_by, text_in_force, texts_in_force
from kanazawa_exchange.accounts.services import consents, merging
from kanazawa_exchange.accounts.services.consents import CannotConsent, Shown, Way, valid_consent, valid_consents
from kanazawa_exchange.accounts.services.merging import Choice
from kanazawa_exchange.lib.refusals import Refused
from tests import factories, permits
from tests.consents import NOW, TODAY, person_of, text

LATER = NOW + timedelta(hours=1)
HEALTH = Purpose.SENSITIVE_HEALTH


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def gives(user: User, shown: ConsentText, *, language: str = "ru", **further: Any) -> ConsentRecord:
    """On the page, for what the text is about."""
    way = Shown(shown, language)
    return consents.give(person_of(user), Purpose(shown.purpose), way, by=user, **{"now": NOW, **further})


# --- Given -----------------------------------------------------------------------------------------------------------


def test_a_consent_keeps_what_was_shown(ivan: User) -> None:
    shown = text(HEALTH)
    record = gives(ivan, shown, way=Way(ip_hash="x" * 64))

    assert (record.text, record.language, record.sha256) == (shown, "ru", shown.sha256_ru)
    assert (record.given_at, record.given_by, record.method, record.ip_hash) == (NOW, ivan, Method.PAGE, "x" * 64)
    assert valid_consent(person_of(ivan), HEALTH, "", NOW) == record


def test_old_consents_show_the_exact_text_and_language_after_the_text_was_edited(ivan: User) -> None:
    first = "Согласен.\nОбработка: да\u00a0— «сведения о здоровье» 🙂"
    shown = consents.write_text(
        HEALTH, {"ja": "同意します。", "en": "Yes.", "ru": first}, valid_from=TODAY, by=None, now=NOW
    )
    gives(ivan, shown)
    text(HEALTH, "Something else", after=1)

    [given] = given_by(person_of(ivan))
    assert given.text.encode() == first.encode()
    assert (given.language, given.number, given.is_intact, given.is_valid) == ("ru", 1, True, True)


def test_to_give_it_twice_is_to_give_it_once(aiko: User) -> None:
    shown = text(HEALTH)
    assert gives(aiko, shown) == gives(aiko, shown, now=LATER)
    assert gives(aiko, shown, language="ja", now=LATER) != gives(aiko, shown, now=LATER)


def test_a_text_that_was_replaced_meanwhile_is_read_first(aiko: User) -> None:
    old = text(HEALTH)
    text(HEALTH, "New", after=1)
    with pytest.raises(CannotConsent, match="replaced"):
        gives(aiko, old)


def test_a_consent_for_everybody_or_every_photo_does_not_exist(aiko: User) -> None:
    for purpose in (Purpose.TRANSFER, Purpose.PUBLICATION_OF_PHOTO):
        with pytest.raises(ValueError, match="one thing"):
            gives(aiko, text(purpose))
        with pytest.raises(IntegrityError, match="consent_scope"), transaction.atomic():
            ConsentRecord.objects.create(
                person=aiko.person, purpose=purpose, text=ConsentText.objects.get(purpose=purpose),
                sha256="0", language="ja", method="page", given_at=NOW,
            )  # fmt: skip


def test_one_purpose_one_scope_and_one_person_say_nothing_about_another(aiko: User, ivan: User) -> None:
    gives(aiko, text(Purpose.TRANSFER), scope="institution:one")
    person = person_of(aiko)
    assert valid_consent(person, Purpose.TRANSFER, "institution:one", NOW)
    assert valid_consent(person, Purpose.TRANSFER, "institution:two", NOW) is None
    assert valid_consent(person, Purpose.PROCESSING, "institution:one", NOW) is None
    assert valid_consent(person_of(ivan), Purpose.TRANSFER, "institution:one", NOW) is None


def test_a_consent_does_not_hold_before_it_is_given(aiko: User) -> None:
    gives(aiko, text(HEALTH))
    assert valid_consent(person_of(aiko), HEALTH, "", NOW - timedelta(microseconds=1)) is None


# --- Withdrawn -------------------------------------------------------------------------------------------------------


def test_what_is_withdrawn_holds_no_more_and_can_be_given_again(aiko: User) -> None:
    shown, person = text(HEALTH), person_of(aiko)
    gives(aiko, shown)
    [withdrawal] = consents.withdraw(person, HEALTH, by=aiko, now=LATER)

    assert valid_consent(person, HEALTH, "", LATER) is None
    assert consents.withdraw(person, HEALTH, by=aiko, now=LATER) == []
    again = gives(aiko, shown, now=LATER)
    assert valid_consent(person, HEALTH, "", LATER) == again
    assert [given.withdrawn_at for given in given_by(person)] == [None, withdrawal.withdrawn_at]


def test_every_version_that_stands_is_withdrawn_at_once(aiko: User) -> None:
    gives(aiko, text(HEALTH))
    gives(aiko, text(HEALTH, "New", after=1))
    assert len(consents.withdraw(person_of(aiko), HEALTH, by=aiko, now=LATER)) == 2
    assert valid_consent(person_of(aiko), HEALTH, "", LATER) is None


def test_when_the_effect_is_done_is_written_once(aiko: User) -> None:
    gives(aiko, text(HEALTH))
    [withdrawal] = consents.withdraw(person_of(aiko), HEALTH, by=aiko, now=NOW)
    consents.carried_out(withdrawal, now=NOW)
    consents.carried_out(withdrawal, now=LATER)
    withdrawal.refresh_from_db()
    assert withdrawal.effect_done_at == NOW


def test_a_consent_of_many_is_read_by_one_query(aiko: User, ivan: User, stranger: User) -> None:
    shown = text(HEALTH)
    for user in (aiko, ivan):
        gives(user, shown)
    for people in ([aiko.person], [aiko.person, ivan.person, stranger.person]):
        with CaptureQueriesContext(connection) as queries:
            found = valid_consents(people, HEALTH, "", NOW)
        assert len(queries) == 1
        assert set(found) == {person.pk for person in people} - {person_of(stranger).pk}


# --- Who -------------------------------------------------------------------------------------------------------------


def test_nobody_answers_for_somebody_else_on_the_page(
    aiko: User, ivan: User, sato: User, admin: User, petrova: User
) -> None:
    shown, person = text(HEALTH), person_of(aiko)
    gives(aiko, shown)
    for user in (ivan, sato, admin, petrova):
        with pytest.raises(PermissionDenied):
            consents.give(person, HEALTH, Shown(shown, "ja"), by=user, now=NOW)
        with pytest.raises(PermissionDenied):
            consents.withdraw(person, HEALTH, by=user, now=NOW)


def test_the_office_enters_what_came_on_paper_and_nobody_else_does(aiko: User, sato: User, petrova: User) -> None:
    shown, paper = text(HEALTH), Way(Method.PAPER)
    for user in (aiko, petrova):
        with pytest.raises(PermissionDenied):
            consents.give(person_of(aiko), HEALTH, Shown(shown, "ja"), way=paper, by=user, now=NOW)
    record = consents.give(person_of(aiko), HEALTH, Shown(shown, "ja"), way=paper, by=sato, now=NOW)
    assert (record.given_by, record.method) == (sato, "paper")


def test_only_the_office_writes_texts(aiko: User, petrova: User, mori: User) -> None:
    permits.refuse({consents.write_text: (HEALTH, {})}, [aiko, petrova, mori], valid_from=TODAY, after=0, now=NOW)


def test_everybody_sees_the_own_consents_and_the_office_all(aiko: User, ivan: User, sato: User) -> None:
    shown = text(HEALTH)
    mine, others = gives(aiko, shown), gives(ivan, shown)
    assert set(ConsentRecord.objects.visible_to(aiko)) == {mine}
    assert set(ConsentRecord.objects.visible_to(sato)) == {mine, others}


# --- Texts -----------------------------------------------------------------------------------------------------------


def test_a_text_holds_from_its_day_on(db: None) -> None:
    first = text(HEALTH)
    texts = {"ja": "二", "en": "two", "ru": "два"}
    second = consents.write_text(HEALTH, texts, valid_from=date(2018, 6, 2), after=1, by=None, now=NOW)

    assert text_in_force(HEALTH, date(2017, 12, 31)) is None
    assert text_in_force(HEALTH, TODAY) == first
    assert text_in_force(HEALTH, date(2018, 6, 2)) == second
    assert texts_in_force(date(2018, 6, 2)) == {HEALTH: second}


def test_a_text_is_written_in_every_language(db: None) -> None:
    with pytest.raises(Refused) as refusal:
        consents.write_text(HEALTH, {"ja": "同意", "en": "  "}, valid_from=TODAY, by=None, now=NOW)
    assert set(refusal.value.errors) == {"text_en", "text_ru"}


def test_of_two_who_write_the_next_version_one_is_told(db: None) -> None:
    text(HEALTH)
    with pytest.raises(Refused, match="meanwhile"):
        text(HEALTH, "Another")


# --- Nothing changes afterwards --------------------------------------------------------------------------------------


def refused(guard: str, act: Any) -> None:
    with pytest.raises(IntegrityError, match=guard), transaction.atomic():
        act()


def test_the_database_refuses_to_change_or_delete_texts_consents_and_withdrawals(aiko: User, ivan: User) -> None:
    gives(aiko, text(HEALTH))
    [withdrawal] = consents.withdraw(person_of(aiko), HEALTH, by=aiko, now=NOW)
    texts, given, back = ConsentText.objects.all(), ConsentRecord.objects.all(), ConsentWithdrawal.objects.all()

    refused("consent_text_append_only", lambda: texts.update(text_ru="Другое"))
    refused("consent_text_never_deleted", lambda: texts._raw_delete("default"))
    refused("consent_append_only", lambda: given.update(language="ja"))
    refused("consent_append_only", lambda: given.update(sha256="0"))
    refused("consent_append_only", lambda: given.update(person=ivan.person))
    refused("consent_never_deleted", lambda: given._raw_delete("default"))
    refused("consent_withdrawal_append_only", lambda: back.update(withdrawn_at=LATER))
    consents.carried_out(withdrawal, now=NOW)
    refused("consent_withdrawal_append_only", lambda: back.update(effect_done_at=None))
    refused("consent_withdrawal_never_deleted", lambda: back._raw_delete("default"))


def test_a_consent_goes_along_when_two_entries_are_merged_and_back(sato: User, aiko: User) -> None:
    kept = factories.PersonFactory()
    record = gives(aiko, text(HEALTH))
    act = merging.merge(kept, person_of(aiko), Choice(), by=sato, now=NOW)
    assert valid_consent(kept, HEALTH, "", NOW) == record
    merging.unmerge(act, by=sato, now=NOW)
    assert valid_consent(person_of(aiko), HEALTH, "", NOW) == record


def test_whoever_withdrew_with_one_entry_has_withdrawn(sato: User, aiko: User) -> None:
    """Both entries gave; one of them took it back later."""
    kept, shown = factories.PersonFactory(), text(HEALTH)
    consents.give(kept, HEALTH, Shown(shown, "ja"), way=Way(Method.PAPER), by=sato, now=NOW)
    gives(aiko, shown)
    consents.withdraw(person_of(aiko), HEALTH, by=aiko, now=LATER)
    merging.merge(kept, person_of(aiko), Choice(), by=sato, now=LATER)
    assert valid_consent(kept, HEALTH, "", LATER) is None
