"""What is translated beside publications and reports: programmes, announced calls, institutions and texts of letters."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from kanazawa_exchange.accounts.models import MailTemplate, StaleText, User
from kanazawa_exchange.accounts.queries import translations as queries
from kanazawa_exchange.accounts.queries.mail_texts import texts_of
from kanazawa_exchange.accounts.queries.translations import Filters
from kanazawa_exchange.accounts.services import mail_texts, translations
from kanazawa_exchange.accounts.services.translations import Pair, UpToDate
from kanazawa_exchange.lib import clock, mails
from kanazawa_exchange.lib.mails import Text
from kanazawa_exchange.lib.refusals import Refused
from partners.models import Institution
from partners.services import institutions
from programs.models import Call
from programs.services import calls, programs
from tests.factories import CallFactory, World
from tests.mails.kinds import NEWS
from tests.markup import compact

NOW = datetime(2018, 7, 3, 3, tzinfo=UTC)


@pytest.fixture
def translator(world: World) -> User:
    return world.user("translator", role="translator")


def behind(kind: str) -> set[str]:
    """The languages in which the only record of a kind that is behind is that."""
    return {line.into for line in queries.lines(Filters(kind=kind, stage="behind"), clock.now())}


def pair(kind: str, record: Any, source: str, into: str) -> Pair:
    found = queries.kind_of(kind)
    assert found is not None
    mark = translations.mark_of(found.sheet(record.uid, source, into, clock.now()))
    return Pair(found, record.uid, source, into, mark)


def translated(kind: str, record: Any, source: str, into: str, by: User, **values: str) -> None:
    translations.keep(pair(kind, record, source, into), values, by=by, now=NOW, version=None)


# --- Programmes, calls, institutions ---------------------------------------------------------------------------------


def test_a_programme_changed_in_one_language_says_so_in_the_others(
    world: World, sato: User, translator: User, client: Client
) -> None:
    program = world.cultural
    program.refresh_from_db()
    names = {"name_ja": "文化交流", "name_en": "Culture", "name_ru": "Культура"}
    program = programs.edit_program(program, names, by=sato, version=None)
    assert behind("programs") == set()
    programs.edit_program(program, {"name_ja": "文化と交流"}, by=sato, version=None)
    assert behind("programs") == {"en", "ru"}
    page = compact(client.get(f"/en/programs/{program.slug}/").content.decode())
    assert "The original was changed on" in page
    assert f'href="/ja/programs/{program.slug}/"' in page
    translated("programs", program, "ja", "en", translator, name_en="Culture and exchange")
    assert behind("programs") == {"ru"}
    assert "The original was changed on" not in compact(client.get(f"/en/programs/{program.slug}/").content.decode())


def test_a_language_that_lacks_a_text_makes_the_others_old_all_the_same(world: World, sato: User) -> None:
    program = programs.edit_program(world.cultural, {"cost_en": "Free"}, by=sato, version=None)
    assert behind("programs") == set()
    programs.edit_program(program, {"name_ja": "文化と交流"}, by=sato, version=None)
    assert behind("programs") == {"en"}
    missing = {line.into for line in queries.lines(Filters(kind="programs", stage="missing"), clock.now())}
    assert missing == {"ja", "ru"}


def test_an_edit_of_facts_leaves_no_language_behind(world: World, sato: User) -> None:
    programs.edit_program(world.cultural, {"order": 7}, by=sato, version=None)
    assert not StaleText.objects.exists()


def test_a_call_is_translated_once_it_is_announced(world: World, sato: User, translator: User, client: Client) -> None:
    CallFactory(run=world.outbound, title_ru="", draft=True)
    call = CallFactory(run=world.outbound, title_ja="募集", title_en="Call", title_ru="Набор")
    call = calls.edit_call(call, {"title_ru": "Новый набор"}, by=sato, version=None)
    assert {line.uid for line in queries.lines(Filters(kind="calls"), clock.now())} == {call.uid}
    assert behind("calls") == {"ja", "en"}
    page = compact(client.get(f"/en/calls/{call.uid}/").content.decode())
    assert "The original was changed on" in page
    translated("calls", call, "ru", "en", translator, title_en="New call")
    assert behind("calls") == {"ja"}
    assert Call.objects.get(pk=call.pk).title_en == "New call"


def test_an_institution_is_found_by_its_translated_name(
    world: World, sato: User, translator: User, client: Client
) -> None:
    kazan = Institution.objects.get(pk=world.kazan.pk)
    names = {"name_ja": "カザン連邦大学", "name_en": "Kazan University", "name_ru": "Казанский университет"}
    kazan = institutions.edit(kazan, names, by=sato, version=None)
    kazan = institutions.edit(kazan, {"name_ru": "КФУ, Казань"}, by=sato, version=None)
    assert behind("institutions") == {"ja", "en"}
    assert "The original was changed on" in compact(client.get(f"/en/partners/{kazan.slug}/").content.decode())
    translated("institutions", kazan, "ru", "en", translator, name_en="Kazan Federal")
    kazan.refresh_from_db()
    assert "federal" in kazan.search_key
    assert behind("institutions") == {"ja"}


def test_whoever_applies_to_a_call_neither_writes_nor_confirms_it(
    world: World, sato: User, translator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = CallFactory(run=world.outbound, title_ja="募集", title_en="Call", title_ru="Набор")
    call = calls.edit_call(call, {"title_ja": "新しい募集"}, by=sato, version=None)
    parts = [lambda user, _call: user == translator]
    monkeypatch.setattr("programs.permissions._takes_part", parts)
    with pytest.raises(PermissionDenied):
        translated("calls", call, "ja", "en", translator, title_en="Mine")
    with pytest.raises(PermissionDenied):
        translations.confirm(pair("calls", call, "ja", "en"), by=translator, now=NOW)
    assert behind("calls") == {"en", "ru"}
    parts.clear()
    translations.confirm(pair("calls", call, "ja", "en"), by=translator, now=NOW)
    assert behind("calls") == {"ru"}


# --- Letters ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def letter(monkeypatch: pytest.MonkeyPatch) -> mails.MailKind:
    monkeypatch.setattr(mails, "_kinds", dict(mails._kinds))
    return mails.register(NEWS)


def test_a_letter_changed_in_one_language_waits_in_the_others_and_keeps_its_variables(
    world: World, sato: User, translator: User, letter: mails.MailKind
) -> None:
    before = dict(texts_of(letter))
    texts = before | {"en": Text("Changed", before["en"].body)}
    row = mail_texts.edit(letter, texts, by=sato, now=NOW, version=None)
    assert behind("mails") == {"ja", "ru"}
    with pytest.raises(Refused):
        translated("mails", row, "en", "ja", translator, subject_ja="変更", body_ja="{nobody}")
    translated("mails", row, "en", "ja", translator, subject_ja="変更", body_ja=before["ja"].body)
    assert behind("mails") == {"ru"}
    assert texts_of(letter)["ja"].subject == "変更"
    with pytest.raises(UpToDate):
        translated("mails", row, "ja", "en", translator, subject_en="Mine", body_en=before["en"].body)
    assert MailTemplate.objects.get().subject_en == "Changed"
    assert texts_of(letter)["ru"] == before["ru"]
