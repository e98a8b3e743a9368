"""The pages of the news: what everybody reads in which language, and the desk at which they are written."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from programs.models import News
from programs.services import publications
from tests.factories import NewsFactory


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def desk(name: str, **kwargs: Any) -> str:
    with override("en"):
        return reverse(f"programs:publication_{name}", kwargs={"kind": "news", **kwargs})


# --- The public list -------------------------------------------------------------------------------------------------


def test_the_list_is_newest_first_without_drafts_and_what_is_still_to_come(client: Client, world: Any) -> None:
    NewsFactory(title_en="OLD", published_at=datetime(2018, 5, 1, tzinfo=UTC))
    NewsFactory(title_en="NEW", published_at=datetime(2018, 7, 1, tzinfo=UTC))
    NewsFactory(title_en="DRAFT", draft=True)
    NewsFactory(title_en="PLANNED", published_at=clock.now() + timedelta(days=1))
    text = text_of(client, "/en/news/")
    assert 0 < text.find("NEW<") < text.find("OLD<")
    assert "DRAFT" not in text
    assert "PLANNED" not in text


def test_the_list_is_filtered_by_the_address(client: Client, world: Any) -> None:
    NewsFactory(title_en="ISRESULT", category="result", program=world.cultural)
    NewsFactory(title_en="ISTOPIC", category="topic", published_at=datetime(2019, 3, 31, 15, tzinfo=UTC))
    for query, shown, hidden in (
        ("category=result", "ISRESULT", "ISTOPIC"),
        (f"program={world.cultural.slug}", "ISRESULT", "ISTOPIC"),
        ("fy=2018", "ISRESULT", "ISTOPIC"),
        ("fy=2019", "ISTOPIC", "ISRESULT"),
    ):
        text = text_of(client, f"/en/news/?{query}")
        assert shown in text, query
        assert hidden not in text, query


def test_the_list_has_pages(client: Client, world: Any) -> None:
    for number in range(21):
        NewsFactory(title_en=f"ITEM-{number:02}-", published_at=datetime(2018, 5, 1 + number, tzinfo=UTC))
    first = client.get("/en/news/")
    assert len(first.context["page"].rows) == 20
    second = client.get("/en/news/", {"after": first.context["page"].next})
    assert [str(card.title) for card in second.context["page"].rows] == ["ITEM-00-"]


@pytest.mark.parametrize("number", [1, 3, 300])
def test_the_list_costs_the_same_for_one_and_for_many(
    client: Client, world: Any, number: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        NewsFactory(program=world.cultural)
    with django_assert_num_queries(3):
        text_of(client, "/en/news/")


# --- One item --------------------------------------------------------------------------------------------------------


def test_an_item_without_a_translation_is_shown_in_the_language_it_has(client: Client, world: Any) -> None:
    NewsFactory(slug="only-ja", title_en="", text_en="", title_ru="Заголовок", text_ru="")
    text = text_of(client, "/ru/news/only-ja/")
    assert '<meta name="robots" content="noindex">' in text
    assert 'hreflang="en" href="http://testserver/en/news' not in text.split("</head>")[0]
    assert 'hreflang="ru" href="http://testserver/ru/news' not in text.split("</head>")[0]
    assert "Перевода пока нет" in text
    assert '<div class="prose" lang="ja">' in text
    assert "Заголовок" not in text, "a page is not half in one language and half in another"
    assert "noindex" not in text_of(client, "/ja/news/only-ja/")


def test_a_translation_that_is_older_says_so_and_leads_to_the_newer_text(
    client: Client, world: Any, sato: User
) -> None:
    item = NewsFactory(slug="old-ru")
    publications.edit(item, {"text_ja": "新しい本文"}, by=sato, now=datetime(2018, 7, 2, 16, tzinfo=UTC), version=1)
    text = text_of(client, "/ru/news/old-ru/")
    assert "Оригинал обновлён" in text
    assert "3 июля" in text.replace("\xa0", " "), "the day is that of Japan"
    assert '<a href="/ja/news/old-ru/" hreflang="ja">' in text
    assert "原文は" not in text_of(client, "/ja/news/old-ru/")


def test_an_item_costs_two_queries(client: Client, world: Any, django_assert_num_queries: Any) -> None:
    NewsFactory(slug="one", program=world.cultural)
    with django_assert_num_queries(2):
        text_of(client, "/en/news/one/")


def test_search_engines_are_told_of_what_is_public_in_the_languages_it_has(client: Client, world: Any) -> None:
    NewsFactory(slug="told", title_ru="", text_ru="")
    NewsFactory(slug="untold", draft=True)
    text = text_of(client, "/sitemap.xml")
    assert "/ja/news/told/" in text
    assert "/en/news/told/" in text
    assert "/ru/news/told/" not in text
    assert "untold" not in text


# --- The desk --------------------------------------------------------------------------------------------------------


def test_an_item_is_written_looked_at_and_published(client: Client, world: Any, sato: User, sign_in: Any) -> None:
    office = sign_in(sato)
    sent = {"slug": "Opening", "category": "topic", "program": str(world.cultural.uid)}
    sent |= {"title_ja": "開所式", "text_ja": "本文\n\n二段落目", "title_en": "Opening", "text_en": "Text"}
    answer = office.post(desk("create"), sent)
    item = News.objects.get(slug="opening")
    assert answer["Location"] == desk("office", uid=item.uid)
    assert client.get("/en/news/opening/").status_code == 404
    preview = text_of(office, desk("office", uid=item.uid))
    assert "<h1>Opening</h1>" in preview
    assert "Russian: not complete" in preview
    move = desk("move", uid=item.uid, move="publish")
    assert 'name="day"' in text_of(office, move)
    assert office.post(move, {"version": "1", "day": "", "clock": ""}).status_code == 302
    assert "<h1>Opening</h1>" in text_of(client, "/en/news/opening/")
    office.post(desk("move", uid=item.uid, move="take_back"), {"version": "2"})
    assert client.get("/en/news/opening/").status_code == 404


def test_an_edit_says_which_languages_are_right_as_they_stand(world: Any, sato: User, sign_in: Any) -> None:
    office, item = sign_in(sato), NewsFactory()
    boxes = office.get(desk("edit", uid=item.uid)).context["form"].initial
    sent = {name: value or "" for name, value in boxes.items()}
    sent |= {"text_ja": "新しい本文", "checked": ["ru"]}
    assert office.post(desk("edit", uid=item.uid), sent).status_code == 302
    text = text_of(office, desk("edit", uid=item.uid))
    assert "English: no longer up to date" in text
    assert "Russian: no longer up to date" not in text
    assert text.count('role="group" aria-labelledby="id_text_') == 3, "three landmarks would need three names"


def test_the_kinds_say_how_much_is_public_planned_and_in_draft(world: Any, sato: User, sign_in: Any) -> None:
    NewsFactory()
    NewsFactory(published_at=clock.now() + timedelta(days=1))
    NewsFactory(draft=True)
    NewsFactory(draft=True)
    with override("en"):
        page = sign_in(sato).get(reverse("programs:publication_kinds"))
    tallies = {kind.code: tally for kind, tally in page.context["lines"]}
    assert vars(tallies["news"]) == {"public": 1, "planned": 1, "drafts": 2}


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_the_office_costs_the_same_for_one_and_three(
    world: Any, sato: User, sign_in: Any, number: int, django_assert_num_queries: Any
) -> None:
    office = sign_in(sato)
    for _ in range(number):
        NewsFactory(title_ru="", text_ru="")
    office.get(desk("list"))
    with django_assert_num_queries(5):
        text = text_of(office, desk("list"))
    assert "Russian" in text


def test_a_kind_that_does_not_exist_has_no_page(world: Any, sato: User, sign_in: Any) -> None:
    assert sign_in(sato).get(desk("list").replace("/news/", "/lies/")).status_code == 404
