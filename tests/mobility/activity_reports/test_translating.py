"""An Activity Report in another language: begun, shown, hidden once its original has lost a sentence, older once it has gained one."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.accounts.models import StaleText, User
from kanazawa_exchange.accounts.queries import translations as queries
from kanazawa_exchange.accounts.queries.translations import Filters
from kanazawa_exchange.accounts.services import translations
from kanazawa_exchange.accounts.services.editing import Gone, StaleEdit
from kanazawa_exchange.accounts.services.translations import OriginalChanged, Pair
from kanazawa_exchange.lib import clock, rich_text
from kanazawa_exchange.lib.refusals import Refused
from mobility.models import ActivityReport, ActivityReportTranslation, TranslationState
from mobility.services.activity_reports import moving, translating
from tests.factories import World
from tests.markup import compact

from .published import imported, page_of
from .writing import NOW, WORDS, moved, typed, withdraws, written

ENGLISH = {"title": "Baikal in winter", "text": "The ice is clear, and one sees the ground below."}


@pytest.fixture
def report(world: World, sato: User, aiko: User) -> ActivityReport:
    return written(world, sato, aiko, "published")


@pytest.fixture
def translator(world: World) -> User:
    return world.user("translator", role="translator")


def kept(report: ActivityReport, by: User, into: str = "en", version: int | None = None, **more: Any) -> Any:
    return translating.keep(report.uid, into, {**ENGLISH}, by=by, now=NOW, version=version, **more)


def queue() -> dict[str, str]:
    """Language → how the one report stands in it."""
    return {line.into: line.stage.value for line in queries.lines(Filters("activity-reports"), clock.now())}


def corrected(report: ActivityReport, sato: User, aiko: User, **words: str) -> ActivityReport:
    """Returned, changed by its author, sent in and published again."""
    report = moved(moving.rows().get(pk=report.pk), "return", sato)
    report = moved(typed(report, aiko, **words), "submit", aiko)
    return moved(report, "publish", sato)


def english() -> ActivityReportTranslation:
    return ActivityReportTranslation.objects.get(language="en")


# --- Begun and shown -------------------------------------------------------------------------------------------------


def test_a_draft_is_nobodys_to_read_and_what_is_shown_is_everybodys(
    report: ActivityReport, translator: User, client: Client
) -> None:
    assert queue() == {"ja": "missing", "en": "missing"}
    row = kept(report, translator, is_shown=False)
    assert queue() == {"ja": "missing", "en": "draft"}
    assert "Baikal" not in client.get(page_of(report, "en")).content.decode()
    kept(report, translator, version=row.version)
    assert queue() == {"ja": "missing"}
    assert ENGLISH["text"] in client.get(page_of(report, "en")).content.decode()
    assert (english().translator, english().state) == (translator.person, TranslationState.SHOWN)


def test_half_a_translation_is_kept_and_not_shown(report: ActivityReport, translator: User) -> None:
    half = {"title": "Baikal in winter", "text": ""}
    with pytest.raises(Refused) as refusal:
        translating.keep(report.uid, "en", half, by=translator, now=NOW, version=None)
    assert set(refusal.value.errors) == {"text"}
    translating.keep(report.uid, "en", half, by=translator, now=NOW, version=None, is_shown=False)
    assert english().state == TranslationState.DRAFT


def test_only_what_is_public_and_not_into_its_own_language(
    report: ActivityReport, translator: User, aiko: User
) -> None:
    with pytest.raises(Gone):
        kept(report, translator, into="ru")
    with pytest.raises(PermissionDenied):
        kept(report, aiko)
    withdraws(aiko)
    assert queue() == {}
    with pytest.raises(Gone):
        kept(report, translator)
    assert ActivityReportTranslation.objects.count() == 1


def test_two_translators_do_not_overwrite_each_other(report: ActivityReport, translator: User, suzuki: User) -> None:
    kept(report, translator)
    for version in (None, 7):
        with pytest.raises(StaleEdit):
            kept(report, suzuki, version=version)
    kept(report, suzuki, version=english().version)


def test_words_stand_under_the_name_of_whoever_wrote_them_last(
    report: ActivityReport, translator: User, suzuki: User
) -> None:
    kept(report, translator)
    assert english().translator == translator.person
    kept(report, suzuki, version=english().version)
    assert english().translator == suzuki.person
    assert english().history.last().translator_id == translator.person_id  # type: ignore[attr-defined]  # as in `translating`


def test_nothing_comes_alive(report: ActivityReport, translator: User) -> None:
    attack = "a <img src=x onerror=alert(1)> b"
    translating.keep(report.uid, "en", {"title": "A", "text": attack}, by=translator, now=NOW, version=None)
    assert english().text == rich_text.tidied(attack) != attack


# --- The original changes --------------------------------------------------------------------------------------------


def test_what_gained_a_sentence_keeps_its_translations_which_say_that_they_are_older(
    report: ActivityReport, translator: User, sato: User, aiko: User, client: Client
) -> None:
    kept(report, translator)
    corrected(report, sato, aiko, text=f"{WORDS['text']} Он холодный.")
    assert english().state == TranslationState.SHOWN
    assert queue() == {"ja": "missing", "en": "behind"}
    page = client.get(page_of(report, "en")).content.decode()
    assert "The original was changed on" in compact(page)
    kept(report, translator, version=english().version)
    assert queue() == {"ja": "missing"}
    assert not StaleText.objects.exists()


@pytest.mark.parametrize("words", [{"text": "Лёд прозрачный."}, {"title": "Зима"}])
def test_what_lost_something_hides_its_translations_until_somebody_has_looked(
    report: ActivityReport, translator: User, sato: User, aiko: User, client: Client, words: dict[str, str]
) -> None:
    kept(report, translator)
    corrected(report, sato, aiko, **words)
    assert queue() == {"ja": "missing", "en": "draft"}
    for language in ("en", "ja", "ru"):
        assert "Baikal" not in client.get(page_of(report, language)).content.decode()
    kept(report, translator, version=english().version)
    assert "Baikal" in client.get(page_of(report, "en")).content.decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (" ".join(f"Лёд {n}." for n in range(420)), " ".join(f"Лёд {n}." for n in range(410))),
        ("Лёд [тут](https://example.org/a/).", "Лёд [тут](https://example.org/b/)."),
        ("Лёд [тут](https://example.org/a/).", "Лёд тут."),
    ],
)
def test_the_end_of_a_long_text_and_the_address_of_a_link_are_something(
    report: ActivityReport, translator: User, sato: User, aiko: User, before: str, after: str
) -> None:
    report = corrected(report, sato, aiko, text=before)
    kept(report, translator)
    report = corrected(report, sato, aiko, text=f"{before} Он холодный.")
    assert english().state == TranslationState.SHOWN
    corrected(report, sato, aiko, text=f"{after} Он холодный.")
    assert english().state == TranslationState.DRAFT


def test_it_stays_hidden_when_the_report_comes_back_a_second_time(
    report: ActivityReport, translator: User, sato: User, aiko: User
) -> None:
    kept(report, translator)
    corrected(report, sato, aiko, text="Лёд прозрачный.")
    corrected(report, sato, aiko, text="Лёд прозрачный. Он холодный.")
    assert english().state == TranslationState.DRAFT


def test_what_came_back_unchanged_keeps_its_translations(
    report: ActivityReport, translator: User, sato: User, aiko: User
) -> None:
    kept(report, translator)
    corrected(report, sato, aiko)
    assert (english().state, StaleText.objects.count()) == (TranslationState.SHOWN, 0)


def test_whoever_has_read_an_earlier_original_is_told(
    report: ActivityReport, translator: User, sato: User, aiko: User
) -> None:
    kind = translating.KIND
    mark = translations.mark_of(kind.sheet(report.uid, "ru", "en", clock.now()))
    corrected(report, sato, aiko, text="Лёд прозрачный.")
    with pytest.raises(OriginalChanged):
        translations.keep(
            Pair(kind, report.uid, "ru", "en", mark), ENGLISH, by=translator, now=NOW, version=None, is_shown=True
        )
    assert ActivityReportTranslation.objects.filter(language="en").count() == 0


# --- Pages -----------------------------------------------------------------------------------------------------------


def test_a_page_saves_a_draft_and_shows_it(report: ActivityReport, translator: User, sign_in: Any) -> None:
    client = sign_in(translator)
    with override("en"):
        address = reverse("accounts:translation_edit", args=["activity-reports", report.uid, "en"])
    page = client.get(address).content.decode()
    assert "<strong>прозрачный</strong>" in page
    mark = page.split('name="original" value="')[1].split('"')[0]
    sent = {**ENGLISH, "original": mark, "version": ""}
    assert client.post(address, {**sent, "draft": "1"}).status_code == 302
    assert english().state == TranslationState.DRAFT
    assert client.post(address, sent).status_code == 409
    assert client.post(address, {**sent, "version": english().version}).status_code == 302
    assert english().state == TranslationState.SHOWN
    assert client.get(address.replace("/en/", "/ru/").removesuffix("ru/") + "ru/").status_code == 404


def test_the_author_and_the_moderator_see_the_translations(
    report: ActivityReport, translator: User, suzuki: User, aiko: User, sign_in: Any
) -> None:
    kept(report, translator, is_shown=False)
    with override("en"):
        pages = {
            aiko: reverse("mobility:own_report", args=[report.uid]),
            suzuki: reverse("mobility:activity_report_review", args=[report.uid]),
        }
    for user, address in pages.items():
        page = compact(sign_in(user).get(address).content.decode())
        assert ENGLISH["text"] in page
        assert "not shown" in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_queue_reads_reports_by_one_query(
    world: World, sato: User, number: int, django_assert_num_queries: Any
) -> None:
    for n in range(number):
        imported(n, by=sato)
    with django_assert_num_queries(1):
        assert len(translating.KIND.pieces(clock.now(), None)) == number
