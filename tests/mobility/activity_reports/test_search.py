"""The search in Activity Reports, the Atom feed, the sitemap, and texts that attack each of these pages."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db.models import Q
from django.test import Client

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock, hits
from kanazawa_exchange.lib.paging import Place
from kanazawa_exchange.lib.search_key import search_key
from mobility.models import ActivityReportTranslation, TranslationState
from mobility.queries.activity_reports import feed, search
from tests.factories import World
from tests.markup import compact

from .published import LIST, imported, page_of, translated
from .writing import NOW

ATOM = "{http://www.w3.org/2005/Atom}"


def found(client: Client, query: str, language: str = "ru") -> list[str]:
    page = client.get(f"/{language}{LIST}", {"q": query}).content.decode()
    return sorted(set(re.findall(rf'href="/{language}/activity-reports/(old-\d)/"', page)))


@pytest.fixture
def three(world: World, sato: User) -> None:
    imported(1, by=sato, title="Ёлка на льду", text="Мы стояли на **Байкале** и слушали лёд.")
    imported(2, by=sato, title="カザンの冬", text="カザン連邦大学で、雪の中を歩きました。", language="ja")
    imported(3, by=sato, title="Snow in KAZAN", text="The university stands 100% in the snow.", language="en")


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("ёлка", [1]),
        ("ЕЛКА", [1]),
        ("байкал", [1]),
        ("лёд байкал", [1]),
        ("байкал снег", []),
        ("カザン", [2]),
        ("ｶｻﾞﾝ", [2]),
        ("雪", [2]),
        ("大学", [2]),
        ("kazan", [3]),
        ("ＫＡＺＡＮ", [3]),
        ("snow university", [3]),
        ("100%", [3]),
        ("%", [3]),
        ("_", []),
        ("\\", []),
        ("snow' OR 1=1", []),
        ('"university stands"', [3]),
        ("«слушали лёд»", [1]),
        ("„Байкале и“", []),
        ("「雪の中」", [2]),
        ('"stands university"', []),
        ('"snow', [3]),
    ],
)
@pytest.mark.usefixtures("three")
def test_all_words_are_found_in_either_script(client: Client, query: str, numbers: list[int]) -> None:
    for language in ("ja", "en", "ru"):
        assert found(client, query, language) == [f"old-{number}" for number in numbers]


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("query", "mark"),
    [
        ("елка", "<mark>Ёлка</mark> на льду"),
        ("БАЙКАЛ", "на <mark>Байкал</mark>е"),
        ("ｶｻﾞﾝ", "<mark>カザン</mark>の冬"),
        ("ＳＮＯＷ", "<mark>Snow</mark> in KAZAN"),
        ("лёд", "слушали <mark>лёд</mark>."),
        ("«слушали лед»", "и <mark>слушали лёд</mark>."),
    ],
)
def test_hits_are_marked_in_title_and_text(client: Client, query: str, mark: str) -> None:
    assert mark in client.get(f"/ru{LIST}", {"q": query}).content.decode()


def test_what_stands_far_behind_is_shown_around_the_hit(client: Client, world: World, sato: User) -> None:
    imported(1, by=sato, title="Отчёт", text="слово " * 200 + "сусальное золото " + "слово " * 50)
    page = client.get(f"/ru{LIST}", {"q": "золото"}).content.decode()
    assert "сусальное <mark>золото</mark>" in page
    assert "…слово" in page


def test_a_hit_in_another_language_says_in_which(client: Client, world: World, sato: User) -> None:
    report = imported(1, by=sato, title="Байкал", text="Лёд и снег.")
    row = translated(report, "ja", "バイカル湖", "氷と雪です。", by=sato, state=TranslationState.DRAFT)
    assert found(client, "氷") == []
    ActivityReportTranslation.objects.get(pk=row.pk)
    row.state = TranslationState.SHOWN
    row.save()
    page = compact(client.get(f"/ru{LIST}", {"q": "氷"}).content.decode())
    assert re.search(r'Найдено в тексте на японском[^<]*: ?<span lang="ja">[^<]*<mark>氷</mark>と雪です。', page)
    assert "Найдено в тексте" not in client.get(f"/ru{LIST}", {"q": "снег"}).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_a_search_costs_the_same_for_one_and_for_three(
    client: Client, world: World, sato: User, django_assert_num_queries: Any, number: int
) -> None:
    for n in range(number):
        imported(n, by=sato, city=world.kazan.city, program=world.cultural)
    with django_assert_num_queries(9):
        assert client.get(f"/en{LIST}", {"q": "отчёт"}).status_code == 200


def test_of_very_many_the_newest_are_shown_and_the_number_is_not_counted(
    client: Client, world: World, sato: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(8):
        imported(n, by=sato, moment=NOW - timedelta(days=n), title="Лёд" if n in (1, 2, 3, 6) else "Снег")
    monkeypatch.setattr(search, "MOST_COUNTED", 3)
    whole = client.get("/en" + LIST, {"q": "лёд"}).content.decode()
    assert "More than 3 Activity Reports as of" in whole
    assert "More than" not in client.get("/en" + LIST, {"q": "лёд", "until": "2000-01-01"}).content.decode()
    for looked_through in (1, 3, 100):  # the page is found where hits stand close together, and where they do not
        monkeypatch.setattr(search, "LOOKED_THROUGH", looked_through)
        hits = search.find(Q(), ("лед",), NOW)
        first = feed.page(hits, NOW, size=2)
        second = feed.page(hits, NOW, Place(first.next), size=2)
        assert [[card.slug for card in page.rows] for page in (first, second)] == [
            ["old-1", "old-2"],
            ["old-3", "old-6"],
        ]
        back = feed.page(hits, NOW, Place(second.previous, backwards=True), size=2)
        assert back.rows == first.rows
        assert not second.next
        one = feed.page(search.find(Q(slug="old-6"), ("лед",), NOW), NOW)
        assert [card.slug for card in one.rows] == ["old-6"]


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "withdrawn"])
@pytest.mark.parametrize("most", [0, 1000])
def test_nothing_is_found_of_what_is_not_public(
    client: Client, world: World, sato: User, monkeypatch: pytest.MonkeyPatch, status: str, most: int
) -> None:
    monkeypatch.setattr(search, "MOST_COUNTED", most)
    imported(1, by=sato, title="Тайное слово", status=status)
    shown = imported(2, by=sato, title="Явное слово")
    translated(shown, "en", "A secret word", by=sato, state=TranslationState.DRAFT)
    imported(3, by=sato, title="Слово завтра", moment=clock.now() + timedelta(days=1))
    assert found(client, "слово") == ["old-2"]
    assert found(client, "secret") == []


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("\u200b", "There is nothing to search for in it"),
        ("« »", "There is nothing to search for in it"),
        ("a b c d e f g h i j k", "These are too many words: search for 10 at most."),
        ("x" * 101, "at most 100 characters"),
    ],
)
def test_what_cannot_be_searched_is_said(client: Client, world: World, sato: User, query: str, sentence: str) -> None:
    imported(1, by=sato)
    page = client.get(f"/en{LIST}", {"q": query}).content.decode()
    assert sentence in page
    assert '<details class="full more fold">' in page, "the mistake stands in no filter"
    assert "<mark>" not in page


def test_hits_are_found_by_their_keys() -> None:
    for text in ("ｶﾞｸｾｲのｶｻﾞﾝ", "Ёлкина\u00a0и\u200bго", "ﬁre  ＡＢＣ", "Й и\u0306", "plain"):
        key = "".join(piece for piece in hits._keyed(text)[0])
        assert " ".join(key.split()) == search_key(text)
    assert hits.spans("да да нет", ["да"]) == [(0, 2), (3, 5)]
    assert hits.spans("abcabc", ["abc", "bca"]) == [(0, 6)]
    assert hits.marked("<b> & b", ["b"]) == "&lt;<mark>b</mark>&gt; &amp; <mark>b</mark>"
    assert hits.words_of(" Ёж  ёж ЁЖ два ") == ("еж", "два")
    assert hits.words_of('раз «Два  три» „нет“ 『雪の 中』"') == ("раз", "два три", "нет", "雪の 中")
    for text in ("Ёж — тоже", "雪の中", "straße ёж", "а\u0301ист", "два  раза"):  # quick and slow say the same
        key, places = hits._keyed(text)
        assert len(places) == len(key)
        assert places[0][0] == 0
    assert hits.marked("straße ёж", ["еж"]) == "straße <mark>ёж</mark>"
    assert hits.marked("а\u0301ист", ["а"]) == "<mark>а\u0301</mark>ист"


# --- Atom and sitemap ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ja", "en", "ru"])
def test_feed_readers_are_told_of_each_report_in_their_language(
    client: Client, world: World, sato: User, language: str
) -> None:
    report = imported(1, by=sato, title="Байкал & лёд", text="Лёд <прозрачный>.")
    translated(report, "ja", "バイカル", "氷です。", by=sato)
    answer = client.get(f"/{language}{LIST}feed.xml")
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    assert {"max-age=50", "must-revalidate"} <= set(answer.headers["Cache-Control"].split(", "))
    assert "Last-Modified" not in answer.headers, "caches would keep for days what was withdrawn"
    (entry,) = ElementTree.fromstring(answer.content).iter(f"{ATOM}entry")  # noqa: S314 the portal's own
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.attrib["href"] == f"http://testserver{page_of(report, language)}"
    assert entry.findtext(f"{ATOM}title") == ("バイカル" if language == "ja" else "Байкал & лёд")
    assert entry.findtext(f"{ATOM}author/{ATOM}name", "").startswith("Автор 1")
    assert 'type="application/atom+xml" title="' in (page := client.get(f"/{language}{LIST}").content.decode())
    assert f'href="/{language}{LIST}feed.xml"' in page


@pytest.mark.parametrize("number", [1, 3])
def test_feed_and_sitemap_cost_the_same_for_one_and_for_three(
    client: Client, world: World, sato: User, django_assert_num_queries: Any, number: int
) -> None:
    imported(0, by=sato)
    before = client.get("/sitemap.xml").content.decode().count("<loc>")
    for n in range(1, number):
        imported(n, by=sato)
    with django_assert_num_queries(4):
        client.get(f"/en{LIST}feed.xml")
    assert client.get("/sitemap.xml").content.decode().count("<loc>") == before + number - 1


def test_the_sitemap_holds_a_report_in_the_languages_in_which_it_is(client: Client, world: World, sato: User) -> None:
    report = imported(1, by=sato)
    translated(report, "en", "Report", by=sato)
    translated(report, "ja", "レポート", by=sato, state=TranslationState.DRAFT)
    page = compact(client.get("/sitemap.xml").content.decode())
    assert f"<loc>http://testserver{page_of(report, 'ru')}</loc>" in page
    assert f"<loc>http://testserver{page_of(report, 'en')}</loc>" in page
    assert f"{page_of(report, 'ja')}" not in page
    assert f'hreflang="x-default" href="http://testserver{page_of(report, "en")}"' in page


# --- S20: a canary in every text -------------------------------------------------------------------------------------

CANARY = "\"'><svg onload=alert(1)>]]><script>x</script>{{ 7 }}"


class Elements(HTMLParser):
    """The elements of a page with their attributes' names."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(name for name, _value in attrs)))


def elements(client: Client, path: str, **query: str) -> list[tuple[str, tuple[str, ...]]]:
    parser = Elements()
    parser.feed(client.get(path, query).content.decode())
    return sorted(set(parser.found))


@pytest.mark.parametrize("language", ["ja", "en", "ru"])
def test_what_somebody_has_typed_makes_no_element(client: Client, world: World, sato: User, language: str) -> None:
    """Control: the same page of a harmless report has the same kinds of elements; a canary let through is found."""

    def pages(number: int, words: str) -> list[Any]:
        report = imported(number, by=sato, title=words, text=words, city=world.kazan.city, program=world.cultural)
        author = report.authors.get()
        author.pen_name, author.affiliation = words[:100], words
        author.save()
        translated(report, "ja", words, words, by=sato)
        return [
            elements(client, page_of(report, language)),
            elements(client, f"/{language}{LIST}"),
            elements(client, f"/{language}{LIST}", q=words[:40]),
        ]

    imported(0, by=sato, city=world.kazan.city)
    harmless = pages(1, "Harmless words of some length")
    assert pages(2, CANARY) == harmless
    feed = client.get(f"/{language}{LIST}feed.xml")
    assert not [one for one in ElementTree.fromstring(feed.content).iter() if not one.tag.startswith(ATOM)]  # noqa: S314
    parser = Elements()
    parser.feed(CANARY)
    assert ("svg", ("onload",)) in parser.found
    assert "script" not in {one.tag for one in ElementTree.fromstring(feed.content).iter()}  # noqa: S314


def test_structured_data_ends_only_where_the_portal_ends_it(client: Client, world: World, sato: User) -> None:
    report = imported(1, by=sato, title="</script><svg onload=alert(1)>", text="x")
    page = client.get(page_of(report)).content.decode()
    assert "<svg" not in page
    assert page.count("</script>") == 1
