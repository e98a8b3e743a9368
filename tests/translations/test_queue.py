"""The translators' queue: what lacks a language or is behind stands there, and leaves it once it is translated."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.accounts.models import StaleText, User
from kanazawa_exchange.accounts.queries import translations as queries
from kanazawa_exchange.accounts.queries.translations import Filters, Stage
from kanazawa_exchange.accounts.services import translations
from kanazawa_exchange.accounts.services.editing import StaleEdit
from kanazawa_exchange.accounts.services.translations import OriginalChanged, Pair, UpToDate
from kanazawa_exchange.lib import clock, rich_text
from kanazawa_exchange.lib.paging import Place
from kanazawa_exchange.lib.refusals import Refused
from programs.models import Page
from programs.services import publications
from tests import factories
from tests.factories import PageFactory
from tests.markup import compact

NOW = datetime(2018, 7, 3, 3, tzinfo=UTC)


@pytest.fixture
def translator(world: factories.World) -> User:
    return world.user("translator", role="translator")


@pytest.fixture
def changed(world: Any, sato: User) -> Page:
    """A page in three languages that was changed in Japanese."""
    page = PageFactory(slug="message")
    return publications.edit(page, {"text_ja": "新しい本文です。"}, by=sato, now=NOW, version=page.version)


def queue(language: str = "", kind: str = "", stage: str = "") -> list[tuple[str, str, str]]:
    found = queries.lines(Filters(kind, language, stage), clock.now())
    return [(line.kind.code, line.into, line.stage.value) for line in found]


def pair(page: Page, into: str, source: str = "ja") -> Pair:
    kind = queries.kind_of("pages")
    assert kind is not None
    return Pair(kind, page.uid, source, into, translations.mark_of(kind.sheet(page.uid, source, into, clock.now())))


def desk(page: Page, into: str, name: str = "edit") -> str:
    with override("en"):
        return reverse(f"accounts:translation_{name}", args=["pages", page.uid, into])


# --- What stands in it -----------------------------------------------------------------------------------------------


def test_a_page_changed_in_japanese_waits_in_the_other_two_and_leaves_one_by_one(
    changed: Page, translator: User
) -> None:
    assert queue() == [("pages", "en", "behind"), ("pages", "ru", "behind")]
    [line, _russian] = queries.lines(Filters(), clock.now())
    assert (line.sources, line.since) == (("ja",), NOW)
    translations.keep(
        pair(changed, "en"), {"text_en": "The new text."}, by=translator, now=NOW, version=changed.version
    )
    assert queue() == [("pages", "ru", "behind")]
    assert (Page.objects.get().text_en, Page.objects.get().text_ru) == ("The new text.", "Текст.")
    translations.confirm(pair(changed, "ru"), by=translator, now=NOW)
    assert queue() == []


def test_what_lacks_a_language_waits_and_drafts_and_complete_ones_do_not(world: Any) -> None:
    for more in ({"title_ru": "", "text_ru": ""}, {"title_ru": "", "draft": True}, {}):
        PageFactory(**more)
    assert queue() == [("pages", "ru", "missing")]
    [line] = queries.lines(Filters(), clock.now())
    assert set(line.sources) == {"ja", "en"}


def test_what_is_planned_for_later_is_translated_before(world: Any) -> None:
    PageFactory(title_en="", text_en="", published_at=clock.now() + timedelta(days=9))
    assert queue() == [("pages", "en", "missing")]


@pytest.mark.parametrize(
    ("asked", "number", "has_news"),
    [
        ({}, 3, True),
        ({"language": "ru"}, 2, True),
        ({"stage": "missing"}, 1, True),
        ({"kind": "news"}, 1, True),
        ({"kind": "pages"}, 2, False),
        ({"kind": "faqs"}, 0, False),
    ],
)
def test_the_filter(
    changed: Page, sign_in: Any, translator: User, asked: dict[str, str], number: int, has_news: bool
) -> None:
    factories.NewsFactory(title_ru="", text_ru="", title_en="ONLY NEWS")
    page = compact(sign_in(translator).get("/en/office/translations/", asked).content.decode())
    assert page.count('<th scope="row"') == number
    assert ("ONLY NEWS" in page) == has_news


def test_pages_follow_each_other_and_come_back(world: Any) -> None:
    for _ in range(5):
        PageFactory(title_ru="", text_ru="")
    found = queries.lines(Filters(), clock.now())
    first = queries.page(found, size=2)
    second = queries.page(found, Place(first.next), size=2)
    third = queries.page(found, Place(second.next), size=2)
    assert [*first.rows, *second.rows, *third.rows] == found
    assert (first.previous, third.next) == ("", "")
    assert queries.page(found, Place(third.previous, backwards=True), size=2).rows == second.rows
    assert queries.page(found, Place("nonsense"), size=2).is_astray


@pytest.mark.parametrize("number", [1, 3, 300])
def test_the_queue_costs_the_same_for_many(world: Any, django_assert_num_queries: Any, number: int) -> None:
    for _ in range(number):
        PageFactory(title_ru="", text_ru="")
    with django_assert_num_queries(1 + len(queries.kinds())):
        assert len(queries.lines(Filters(), clock.now())) == number
    with django_assert_num_queries(1 + len(queries.kinds())):
        queries.coverage(clock.now())


# --- How far it is ---------------------------------------------------------------------------------------------------


def test_the_numbers_lead_to_as_many_lines(changed: Page, sign_in: Any, translator: User) -> None:
    PageFactory(title_ru="", text_ru="")
    client = sign_in(translator)
    page = client.get("/en/office/translations/coverage/").content.decode()
    [cover] = [one for one in queries.coverage(clock.now()) if one.kind.code == "pages"]
    counts = {(cell.language, stage): number for cell in cover.cells for stage, number in cell.counts.items()}
    assert cover.total == 2
    assert {key: number for key, number in counts.items() if number} == {
        ("ja", Stage.COMPLETE): 2,
        ("en", Stage.COMPLETE): 1,
        ("en", Stage.BEHIND): 1,
        ("ru", Stage.BEHIND): 1,
        ("ru", Stage.MISSING): 1,
    }
    for language, stage in (("en", "behind"), ("ru", "behind"), ("ru", "missing")):
        address = f"/en/office/translations/?kind=pages&amp;language={language}&amp;stage={stage}"
        assert f'href="{address}"' in page
        assert queue(language, "pages", stage) == [("pages", language, stage)]


# --- One translation -------------------------------------------------------------------------------------------------


def test_whoever_has_another_original_before_the_eyes_is_told(changed: Page, sato: User, translator: User) -> None:
    seen = pair(changed, "en")
    publications.edit(changed, {"text_ja": "また新しい。"}, by=sato, now=NOW, version=None)
    with pytest.raises(StaleEdit):
        translations.keep(seen, {"text_en": "Old."}, by=translator, now=NOW, version=changed.version)
    with pytest.raises(OriginalChanged):
        translations.keep(seen, {"text_en": "Old."}, by=translator, now=NOW, version=None)
    with pytest.raises(OriginalChanged):
        translations.confirm(seen, by=translator, now=NOW)
    assert Page.objects.get().text_en == "The text."
    assert queue() == [("pages", "en", "behind"), ("pages", "ru", "behind")]


def test_a_text_is_not_taken_out_by_a_translator_and_nothing_comes_alive(changed: Page, translator: User) -> None:
    with pytest.raises(Refused):
        translations.keep(pair(changed, "en"), {"title_en": ""}, by=translator, now=NOW, version=None)
    attack = {"text_en": "a <script>alert(1)</script> [x](javascript:alert(1))"}
    translations.keep(pair(changed, "en"), attack, by=translator, now=NOW, version=None)
    assert Page.objects.get().text_en == rich_text.tidied(attack["text_en"]) != attack["text_en"]


def test_what_is_up_to_date_is_the_offices_alone_and_leaves_the_others_behind(
    changed: Page, translator: User, sato: User
) -> None:
    for into, source in (("ja", "en"), ("en", "ja")):
        values = {f"text_{into}": "Mine."}
        if into == "en":
            translations.confirm(pair(changed, "en"), by=translator, now=NOW)
        with pytest.raises(UpToDate):
            translations.keep(pair(changed, into, source), values, by=translator, now=NOW, version=changed.version)
    assert (Page.objects.get().text_ja, Page.objects.get().text_en) == ("新しい本文です。", "The text.")
    assert queue() == [("pages", "ru", "behind")]
    translations.keep(pair(changed, "en"), {"text_en": "The text."}, by=sato, now=NOW, version=None)
    assert queue() == [("pages", "ru", "behind")], "nothing was changed"
    translations.keep(pair(changed, "en"), {"text_en": "Ours."}, by=sato, now=NOW, version=None)
    assert queue() == [("pages", "ja", "behind"), ("pages", "ru", "behind")]


def test_an_office_text_that_lacks_a_language_is_not_behind_there(world: Any, sato: User) -> None:
    page = PageFactory(title_ru="", text_ru="")
    translations.keep(pair(page, "en"), {"text_en": "Ours."}, by=sato, now=NOW, version=page.version)
    assert queue() == [("pages", "ja", "behind"), ("pages", "ru", "missing")]
    assert StaleText.objects.count() == 1


def test_a_translator_sees_no_boxes_of_what_is_up_to_date_and_loses_nothing_that_was_typed(
    changed: Page, sign_in: Any, translator: User, sato: User
) -> None:
    page = sign_in(translator).get(desk(changed, "ja")).content.decode()
    assert "Only the office changes it." in page
    assert "<textarea" not in page
    sent = {"title_ja": "T", "text_ja": "TYPED", "version": changed.version, "original": pair(changed, "ja", "en").mark}
    answer = sign_in(translator).post(desk(changed, "ja") + "?from=en", sent).content.decode()
    assert "Only the office changes it." in answer
    assert "TYPED" in answer
    assert "<textarea" in sign_in(sato).get(desk(changed, "ja")).content.decode()


@pytest.mark.parametrize("who", ["aiko", "kimura"])
def test_nobody_else_translates(changed: Page, who: str, request: Any) -> None:
    user = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        translations.keep(pair(changed, "en"), {}, by=user, now=NOW, version=None)
    with pytest.raises(PermissionDenied):
        translations.confirm(pair(changed, "en"), by=user, now=NOW)


def test_a_draft_of_the_office_is_not_translated(world: Any, sign_in: Any, translator: User) -> None:
    page = PageFactory(draft=True)
    assert sign_in(translator).get(desk(page, "ru")).status_code == 404


def test_the_original_stands_beside_the_boxes(changed: Page, sign_in: Any, translator: User, sato: User) -> None:
    text = compact(sign_in(translator).get(desk(changed, "ru")).content.decode())
    assert '<div class="original" lang="ja">' in text
    assert "新しい本文です。" in text
    assert 'name="text_ru"' in text
    assert "All three languages" not in text
    assert "All three languages" in sign_in(sato).get(desk(changed, "ru")).content.decode()
    other = sign_in(translator).get(desk(PageFactory(title_ru="", text_ru=""), "ru") + "?from=en").content.decode()
    assert '<div class="original" lang="en">' in other


def test_what_is_behind_itself_is_no_original(changed: Page, sign_in: Any, translator: User) -> None:
    client = sign_in(translator)
    text = client.get(desk(changed, "ru") + "?from=en").content.decode()
    assert '<div class="original" lang="ja">' in text
    client.post(desk(changed, "ru", "confirm") + "?from=en", {"original": pair(changed, "ru", "en").mark})
    assert queue() == [("pages", "en", "behind"), ("pages", "ru", "behind")]


def test_it_is_confirmed_beside_the_original_that_was_read(changed: Page, sign_in: Any, translator: User) -> None:
    translations.confirm(pair(changed, "en"), by=translator, now=NOW)
    client = sign_in(translator)
    text = client.get(desk(changed, "ru") + "?from=en").content.decode()
    action, mark = re.findall(r'action="(/en/[^"]*confirm/[^"]*)".*?name="original" value="([^"]*)"', text, re.S)[0]
    client.post(action, {"original": mark})
    assert queue() == []


def test_it_is_confirmed_with_a_button(changed: Page, sign_in: Any, translator: User) -> None:
    client = sign_in(translator)
    answer = client.post(desk(changed, "ru", "confirm"), {"original": pair(changed, "ru").mark})
    assert answer.url == "/en/office/translations/"
    assert queue() == [("pages", "en", "behind")]
    client.post(desk(changed, "en", "confirm"), {"original": "another"})
    assert StaleText.objects.count() == 1


def test_a_translator_finds_the_queue_in_the_menu_and_the_office_beside_what_it_publishes(
    changed: Page, sign_in: Any, translator: User, sato: User, client: Client
) -> None:
    with override("en"):
        address = reverse("accounts:translation_list")
    assert f'href="{address}"' in sign_in(translator).get("/en/").content.decode()
    assert f'href="{address}"' in sign_in(sato).get("/en/office/publications/").content.decode()
    assert f'href="{address}"' not in client.get("/en/").content.decode()
