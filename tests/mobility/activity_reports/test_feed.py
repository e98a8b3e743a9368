"""The feed of Activity Reports and the page of one: what everybody reads, in which language, and how much it costs."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from kanazawa_exchange.accounts.models import Purpose, StaleText, User
from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.accounts.services.editing import save_edit
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.period import fiscal_year
from mobility.models import ActivityReport, ReportAuthor, TranslationState
from mobility.queries.activity_reports.cards import shortened
from partners.models import Institution
from tests import consents, factories
from tests.factories import World
from tests.markup import compact

from .published import LIST, imported, page_of, translated
from .writing import NOW, agrees, moved, withdraws, written


@pytest.fixture
def report(world: World, sato: User, aiko: User) -> ActivityReport:
    return written(world, sato, aiko, "published")


def text_of(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return compact(answer.content.decode())


# --- The feed --------------------------------------------------------------------------------------------------------


def test_a_card_says_what_who_where_and_when(client: Client, report: ActivityReport) -> None:
    page = text_of(client, f"/ru{LIST}")
    card = page.split('<article class="card report">')[1].split("</article>")[0]
    assert f'<a href="{page_of(report)}">Байкал зимой</a>' in card
    assert "участник" in card
    assert "Лёд прозрачный, и под ним видно дно." in card
    assert "Программа культурного обмена" in card
    assert "Казань" in card
    assert "русский" in card
    assert "18\u00a0февраля 2019\u00a0г." in card
    assert "**" not in card


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", "活動レポート 1件（2019年3月31日現在）"),
        ("en", "1 Activity Report as of 31\u00a0March 2019"),
        ("ru", "1 отчёт участника на 31\u00a0марта 2019\u00a0г."),
    ],
)
def test_the_total_names_its_day(client: Client, report: ActivityReport, language: str, words: str) -> None:
    assert words in text_of(client, f"/{language}{LIST}?until=2019-03-31")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (2, "2 отчёта участников"),
        (5, "5 отчётов участников"),
        (21, "21 отчёт участника"),
        (79, "79 отчётов участников"),
    ],
)
def test_a_russian_total_has_the_form_of_its_number(client: Client, sato: User, number: int, words: str) -> None:
    for n in range(number):
        imported(n, by=sato)
    assert f"{words} на 31\u00a0марта 2019\u00a0г." in text_of(client, f"/ru{LIST}?until=2019-03-31")


def test_a_day_ends_at_midnight_in_tokyo(client: Client, sato: User) -> None:
    midnight = datetime(2019, 3, 31, 15, 0, tzinfo=UTC)
    imported(1, by=sato, moment=midnight - timedelta(seconds=1))
    imported(2, by=sato, moment=midnight)
    page = text_of(client, f"/en{LIST}?until=2019-03-31")
    assert "1 Activity Report as of 31\u00a0March 2019" in page
    assert "old-1" in page
    assert "old-2" not in page
    assert "2 Activity Reports as of 1\u00a0April 2019" in text_of(client, f"/en{LIST}?until=2019-04-01")


def test_the_total_of_today_names_today(client: Client, report: ActivityReport, monkeypatch: Any) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    assert "1 Activity Report as of 1\u00a0March 2019" in text_of(client, f"/en{LIST}")


def test_the_newest_stands_first(client: Client, sato: User) -> None:
    for number, days in ((1, 0), (2, 2), (3, 1)):
        imported(number, by=sato, moment=NOW + timedelta(days=days))
    found = re.findall(r"/en/activity-reports/(old-\d)/", text_of(client, f"/en{LIST}"))
    assert found == ["old-2", "old-3", "old-1"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("city=kazan", ["old-1"]),
        ("program=cultural", ["old-2"]),
        ("fy=2017", ["old-1"]),
        ("fy=2018", ["old-2"]),
        ("language=ru", ["old-1", "old-2", "old-3"]),
        ("country=JP", ["old-2"]),
        ("city=kazan&country=JP", []),
        ("city=nowhere", ["old-1", "old-2", "old-3"]),
        ("until=2019-03-01", ["old-1", "old-2", "old-3"]),
        ("until=2019-02-28", []),
    ],
)
def test_the_address_filters(client: Client, world: World, sato: User, query: str, found: list[str]) -> None:
    imported(1, by=sato, city=world.kazan.city, country="RU", happened_on=date(2018, 3, 31))
    imported(2, by=sato, program=world.cultural, country="JP", happened_on=date(2018, 4, 1))
    imported(3, by=sato)
    page = text_of(client, f"/en{LIST}?{query}")
    assert sorted(re.findall(r'href="/en/activity-reports/(old-\d)/"', page)) == found


def test_the_day_of_a_fiscal_year_is_the_one_on_which_it_happened(client: Client, sato: User) -> None:
    day = date(2018, 3, 31)
    assert fiscal_year(day) == 2017
    imported(1, by=sato, happened_on=day)
    page = text_of(client, f"/en{LIST}")
    assert '<option value="2017">FY2017</option>' in page
    assert '<option value="2018">' not in page


def test_what_is_chosen_can_be_left_out(client: Client, world: World, report: ActivityReport) -> None:
    page = text_of(client, f"/ja{LIST}?city=kazan&until=2019-03-31")
    assert re.search(r'<a href="\?until=2019-03-31"> ?都市：カザン', page)
    assert re.search(r'<a href="\?city=kazan"> ?公開日（この日まで）：2019年3月31日', page)


def test_empty_boxes_leave_the_address(client: Client, report: ActivityReport) -> None:
    answer = client.get(f"/en{LIST}?city=&program=cultural")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/en{LIST}?program=cultural")


def test_a_visitor_who_filters_gets_no_session(client: Client, report: ActivityReport, settings: Any) -> None:
    answer = client.get(f"/en{LIST}?city=kazan")
    assert settings.SESSION_COOKIE_NAME not in answer.cookies


def test_a_day_that_is_none_says_so(client: Client, report: ActivityReport) -> None:
    page = text_of(client, f"/en{LIST}?until=2019-02-30")
    assert "errorlist" in page
    assert page_of(report, "en") in page


def test_an_empty_feed_has_a_page(client: Client, world: World) -> None:
    assert "公開された活動レポートはまだありません。" in text_of(client, f"/ja{LIST}")
    assert "0 Activity Reports as of" in text_of(client, f"/en{LIST}")


@pytest.mark.parametrize("number", [1, 3, 300])
def test_the_feed_costs_the_same_for_one_and_for_many(
    client: Client, world: World, sato: User, aiko: User, django_assert_num_queries: Any, number: int
) -> None:
    written(world, sato, aiko, "published")
    agrees(aiko, Purpose.PUBLICATION_OF_NAME)
    for n in range(number - 1):
        moment = NOW - timedelta(hours=n + 1)
        imported(n, by=sato, moment=moment, city=world.kazan.city, program=world.cultural)
    with django_assert_num_queries(12):
        assert client.get(f"/en{LIST}").status_code == 200


def test_every_report_stands_on_one_page_of_the_feed(client: Client, sato: User) -> None:
    for number in range(50):
        imported(number, by=sato, moment=NOW + timedelta(hours=number // 3))
    path, found = f"/en{LIST}?language=ru", []
    for _page in range(5):
        page = text_of(client, path)
        found += re.findall(r'href="/en/activity-reports/old-(\d+)/"', page)
        following = re.search(r'rel="next" href="([^"]*)"', page)
        if following is None:
            break
        path = f"/en{LIST}{following[1].replace('&amp;', '&')}"
    assert sorted(map(int, found)) == list(range(50))
    assert [int(number) // 3 for number in found] == sorted((n // 3 for n in range(50)), reverse=True)


def test_a_place_of_no_list_is_the_beginning(client: Client, report: ActivityReport) -> None:
    page = text_of(client, f"/en{LIST}?after=nonsense")
    assert "The address names no place in this list." in page
    assert page_of(report, "en") in page


# --- Who is named ----------------------------------------------------------------------------------------------------


def test_a_name_is_printed_on_a_consent_of_its_own(client: Client, report: ActivityReport, aiko: User) -> None:
    with override("en"):
        name = shown_names([consents.person_of(aiko).pk])[consents.person_of(aiko).pk].text
    assert name not in text_of(client, page_of(report, "en"))
    agrees(aiko, Purpose.PUBLICATION_OF_NAME)
    assert name in text_of(client, page_of(report, "en"))
    assert name in text_of(client, f"/en{LIST}")


def test_several_without_a_name_are_counted(client: Client, report: ActivityReport, sato: User) -> None:
    for number in range(2):
        person = factories.PersonFactory()
        save_edit(ReportAuthor(report=report, person=person, order=2 + number), by=sato, reason="imported")
    assert "3 participants" in text_of(client, page_of(report, "en"))
    assert "参加者3人" in text_of(client, page_of(report, "ja"))


# --- Languages -------------------------------------------------------------------------------------------------------


def test_the_original_stands_in_where_there_is_no_translation(client: Client, report: ActivityReport) -> None:
    page = text_of(client, page_of(report, "ja"))
    assert '<h1><span lang="ru">Байкал зимой</span></h1>' in page
    assert '<div class="prose written" lang="ru">' in page
    assert "<strong>прозрачный</strong>" in page
    head = page.split("</head>")[0]
    assert '<meta name="robots" content="noindex">' in head
    assert re.findall(r'<link rel="alternate" hreflang="(\w+)"', head) == ["ru"]
    assert f'<link rel="canonical" href="http://testserver{page_of(report, "ja")}">' in head


def test_a_translation_is_shown_once_its_state_is(client: Client, report: ActivityReport, sato: User) -> None:
    row = translated(report, "ja", "冬のバイカル", by=sato, state=TranslationState.DRAFT)
    for path in (page_of(report, "ja"), f"/ja{LIST}"):
        page = text_of(client, path)
        assert "冬のバイカル" not in page
        assert "Байкал зимой" in page
    row.state = TranslationState.SHOWN
    save_edit(row, by=sato, reason="shown")
    for path in (page_of(report, "ja"), f"/ja{LIST}"):
        page = text_of(client, path)
        assert "冬のバイカル" in page
        assert "Байкал зимой" not in page
        assert "原文：ロシア語" in page
    head = text_of(client, page_of(report, "ja")).split("</head>")[0]
    assert "noindex" not in head
    assert re.findall(r'<link rel="alternate" hreflang="(\w+)"', head) == ["ja", "ru"]


def test_a_third_language_never_stands_in(client: Client, report: ActivityReport, sato: User) -> None:
    translated(report, "en", "Baikal in winter", by=sato)
    page = text_of(client, page_of(report, "ja"))
    assert "Байкал зимой" in page
    assert "Baikal" not in page


def test_a_translation_names_its_translator_and_says_when_the_original_changed(
    client: Client, report: ActivityReport, sato: User, hayashi: User
) -> None:
    translated(report, "ja", "冬のバイカル", by=sato, translator=consents.person_of(hayashi))
    assert "が翻訳しました。" not in text_of(client, page_of(report, "ja"))
    agrees(hayashi, Purpose.PUBLICATION_OF_NAME)
    page = text_of(client, page_of(report, "ja"))
    assert "が翻訳しました。" in page
    assert "に更新されました。" not in page
    StaleText.objects.create(
        record_type="activityreport", record_id=report.pk, language="ja", since=datetime(2019, 7, 3, 1, tzinfo=UTC)
    )
    page = text_of(client, page_of(report, "ja"))
    assert re.search(r"原文は<time [^>]*>2019年7月3日（水）</time>に更新されました。", page)
    assert f'<a href="{page_of(report)}" hreflang="ru">' in page
    assert "更新されました" not in text_of(client, page_of(report))


# --- The page --------------------------------------------------------------------------------------------------------


def test_the_page_leads_to_hosts_programme_and_city(client: Client, world: World, report: ActivityReport) -> None:
    report.hosts.set([world.kazan])
    page = text_of(client, page_of(report, "en"))
    assert f'href="/en/partners/{Institution.objects.get(pk=world.kazan.pk).slug}/"' in page
    assert 'href="/en/programs/cultural/"' in page
    assert f'href="/en{LIST}?city=kazan"' in page


def test_it_shows_three_of_the_same_city_or_programme(
    client: Client, world: World, sato: User, report: ActivityReport
) -> None:
    elsewhere = factories.CityFactory()
    for number in range(4):
        imported(number, by=sato, city=world.kazan.city, moment=NOW + timedelta(days=number))
    imported(4, by=sato, city=elsewhere, moment=NOW + timedelta(days=9))
    imported(5, by=sato, city=elsewhere, program=world.cultural, moment=NOW + timedelta(days=8))
    near = text_of(client, page_of(report, "en")).split('id="related"')[1]
    assert re.findall(r'href="/en/activity-reports/(old-\d)/"', near) == ["old-5", "old-3", "old-2"]


def test_a_report_without_place_and_programme_has_a_page(client: Client, sato: User) -> None:
    page = text_of(client, page_of(imported(1, by=sato)))
    assert "Отчёт 1" in page
    assert 'id="related"' not in page
    assert "Автор 1 (КФУ)" in page


@pytest.mark.parametrize("number", [1, 3, 300])
def test_a_page_costs_the_same_beside_one_and_many(
    client: Client, world: World, sato: User, report: ActivityReport, django_assert_num_queries: Any, number: int
) -> None:
    report.hosts.set(Institution.objects.order_by("pk")[: 1 if number == 1 else 2])
    for n in range(number):
        imported(n, by=sato, city=world.kazan.city)
    with django_assert_num_queries(9):
        assert client.get(page_of(report)).status_code == 200


def test_search_engines_and_previews_are_told_what_it_is(
    client: Client, report: ActivityReport, aiko: User, sato: User
) -> None:
    agrees(aiko, Purpose.PUBLICATION_OF_NAME)
    head = client.get(page_of(report)).content.decode().split("</head>")[0]
    assert '<meta property="og:type" content="article">' in head
    assert '<meta property="og:title" content="Байкал зимой">' in head
    assert f'<meta property="og:url" content="http://testserver{page_of(report)}">' in head
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', head)
    (told,) = [json.loads(each) for each in found]
    assert (told["@type"], told["headline"], told["inLanguage"]) == ("Article", "Байкал зимой", "ru")
    assert told["datePublished"] == NOW.isoformat()
    assert [author["@type"] for author in told["author"]] == ["Person"]


def test_nobody_is_named_to_search_engines_without_a_consent(client: Client, report: ActivityReport) -> None:
    head = client.get(page_of(report)).content.decode().split("</head>")[0]
    assert '"Person"' not in head


# --- What everybody may not read -------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "withdrawn", "published"])
def test_only_a_published_report_has_a_page(
    client: Client, sign_in: Any, world: World, sato: User, aiko: User, status: str
) -> None:
    """Not for its author or the office either: they have pages of their own."""
    report = written(world, sato, aiko, status)
    slug = report.slug or "2019-02-kazan-00000000"
    is_public = status == "published"
    for reader in (client, sign_in(aiko), sign_in(sato)):
        for language in ("ja", "en", "ru"):
            assert reader.get(f"/{language}{LIST}{slug}/").status_code == (200 if is_public else 404)
            assert ("Байкал зимой" in text_of(reader, f"/{language}{LIST}")) is is_public


@pytest.mark.parametrize("way", ["withdraw", "take_down", "return", "consent"])
@pytest.mark.parametrize(
    "address",
    [
        "/{language}/activity-reports/",
        "/{language}/activity-reports/?q=Байкал",
        "/{language}/activity-reports/feed.xml",
        "/sitemap.xml",
        "{page}",
    ],
)
def test_what_is_taken_back_is_gone_at_once(
    client: Client, report: ActivityReport, sato: User, aiko: User, way: str, address: str
) -> None:
    """From list, search, feed, sitemap and its page, in every language."""
    addresses = {address.format(language=code, page=page_of(report, code)): code for code in ("ja", "en", "ru")}
    is_page = address == "{page}"
    assert all(f"{report.slug}/" in text_of(client, one) for one in addresses)
    if way == "consent":
        withdraws(aiko)
    else:
        moved(report, way, aiko if way == "withdraw" else sato)
    for one in addresses:
        page = text_of(client, one, 404 if is_page else 200)
        assert is_page or f"{report.slug}/" not in page
        assert "Байкал зимой" not in page


def test_a_beginning_ends_with_a_whole_word() -> None:
    assert shortened("Лёд прозрачный, и под ним", 17) == "Лёд прозрачный…"
    assert shortened("氷は透明で、底まで見えます。", 6) == "氷は透明で…"
    assert shortened("short", 17) == "short"
