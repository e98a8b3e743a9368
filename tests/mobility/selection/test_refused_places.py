"""An offer that was refused reads so everywhere; one that lapsed reads as before, and a list tells the two apart."""

from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from kanazawa_exchange.lib import clock
from mobility.models import Application
from mobility.services.selection import offers

from .paths import NOW, call_with, offered
from .test_pages import page

WORDS = {
    "ja": ("辞退", "失効", "内定失効"),
    "en": ("Place refused", "Lapsed", "Offer closed"),
    "ru": ("Отказ от места", "Предложение утратило силу", "Предложение закрыто"),
}


@pytest.fixture
def both(world, aiko, ivan):
    """The first has refused a place, the time of the second has passed."""
    call = call_with(world)
    refused = offers.refuse(offered(world, aiko, call), by=aiko, now=NOW)
    late = offered(world, ivan, call)
    offers.lapse_due(now=late.offer_until)
    return refused, Application.objects.get(pk=late.pk)


def test_only_a_refusal_says_so(both):
    refused, late = both
    assert (refused.status, refused.has_refused) == ("lapsed", True)
    assert (late.status, late.has_refused) == ("lapsed", False)


@pytest.mark.parametrize("language", WORDS)
def test_the_pages_of_the_office_tell_the_two_apart(both, sato, sign_in, language, monkeypatch):
    refused, late = both
    monkeypatch.setattr(clock, "now", lambda: late.offer_until)
    browser, (word, lapsed, _closed) = sign_in(sato), WORDS[language]
    for name in ("application_list", "release", "place_board"):
        text = browser.get(page(name, refused.call.uid).replace("/en/", f"/{language}/")).content.decode()
        assert text.count(f"{word}</span>") == 1, name
        assert text.count(f"{lapsed}</span>") == 1, name
    for one, said, other in ((refused, word, lapsed), (late, lapsed, word)):
        text = browser.get(page("application_detail", one.uid).replace("/en/", f"/{language}/")).content.decode()
        assert f"{said}</span>" in text
        assert f"{other}</span>" not in text


@pytest.mark.parametrize("language", WORDS)
def test_the_applicant_reads_the_own_word(both, aiko, ivan, sign_in, language):
    word, _lapsed, closed = WORDS[language]
    refused, late = both
    for one, user, said, other in ((refused, aiko, word, closed), (late, ivan, closed, word)):
        address = page("own_application", one.uid).replace("/en/", f"/{language}/")
        text = sign_in(user).get(address).content.decode()
        assert f"{said}</span>" in text
        assert f"{other}</span>" not in text


def test_the_filter_finds_the_refused_alone_and_the_lapsed_alone(both, sato, sign_in):
    refused, late = both
    browser, address = sign_in(sato), page("application_list", refused.call.uid)
    for asked, found, other in (("refused", refused, late), ("lapsed", late, refused)):
        text = browser.get(address, {"status": asked}).content.decode()
        assert str(found.uid) in text
        assert str(other.uid) not in text


def test_nothing_but_an_offer_that_is_closed_was_refused(world, aiko):
    application = offered(world, aiko)
    application.has_refused = True
    with pytest.raises(IntegrityError, match="application_refused_is_closed"), transaction.atomic():
        application.save()


def test_what_was_refused_before_is_known_by_its_log(both):
    refused, late = both
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE mobility_application SET has_refused = (1 = 0)")
    assert not Application.objects.filter(has_refused=True).exists()
    then = MigrationLoader(connection).project_state(("mobility", "0019_refused_places")).apps
    import_module("mobility.migrations.0019_refused_places").tell_refused(then, None)
    assert list(Application.objects.filter(has_refused=True)) == [refused]
    late.refresh_from_db()
    assert not late.has_refused
