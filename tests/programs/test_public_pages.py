"""What anybody reads: programmes, the first page, the page about the project, and what search engines are told."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from partners.models import Contact
from partners.queries.places import partner_map
from programs.services import programs
from reports.models import CountingRule
from tests import factories
from tests.markup import compact
from tests.mobility.activity_reports.published import imported
from tests.mobility.activity_reports.writing import NOW


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return compact(answer.content.decode())


# --- Programmes ------------------------------------------------------------------------------------------------------


def test_a_programme_speaks_the_readers_language(world: Any, client: Client) -> None:
    assert "Программа культурного обмена" in text_of(client, "/ru/programs/cultural/")
    assert "文化交流プログラム" in text_of(client, "/ja/programs/cultural/")


def test_a_missing_translation_is_shown_as_what_it_is(world: Any, client: Client, sato: User) -> None:
    fields = {"name_ru": "", "description_ja": "短い滞在です。", "description_en": "", "description_ru": ""}
    programs.edit_program(world.cultural, fields, by=sato, version=1)

    page = text_of(client, "/ru/programs/cultural/")

    assert '<div class="prose" lang="ja"><p>短い滞在です。</p></div>' in page
    assert '<meta name="robots" content="noindex">' in page
    assert 'hreflang="ru" href="http' not in page.split("</head>")[0]
    assert 'hreflang="ja" href="http' in page.split("</head>")[0]


KNOWN = {
    "fields_of_study_en": "Physics",
    "period_en": "Two weeks",
    "cost_en": "Free",
    "languages_en": "English",
}


@pytest.mark.parametrize(
    ("known", "terms"),
    [
        (KNOWN, ["State", "Who", "Fields", "How long", "Leads to", "Cost and support", "Languages"]),
        ({"period_en": "Two weeks"}, ["State", "Who", "How long", "Leads to"]),
        ({}, ["State", "Who", "Leads to"]),
    ],
)
def test_the_definition_list_has_one_fixed_order_and_leaves_out_what_nobody_knows(
    world: Any, client: Client, sato: User, known: dict[str, str], terms: list[str]
) -> None:
    programs.edit_program(world.basic, known, by=sato, version=1)
    page = text_of(client, "/en/programs/basic/").split("<dl", 1)[1].split("</dl>")[0]
    assert [part.split("</dt>")[0] for part in page.split("<dt>")[1:]] == terms
    assert "ask the office" not in page


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("open", "Applications are being accepted."),
        ("preparing", "The next run is being prepared."),
        ("online", "The exchange goes on online."),
        ("suspended", "The exchange is suspended for now."),
        ("closed", "The funded period is over"),
    ],
)
def test_the_state_of_a_programme_is_told_in_neutral_words(
    world: Any, client: Client, sato: User, state: str, words: str
) -> None:
    programs.edit_program(world.cultural, {"state": state}, by=sato, version=1)
    assert words in text_of(client, "/en/programs/cultural/")


def test_places_of_this_year_are_printed(
    world: Any, client: Client, rule: CountingRule, monkeypatch: pytest.MonkeyPatch, sato: User
) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2018, 6, 1))
    programs.edit_run(world.outbound, {"places": 34}, by=sato, version=1)
    assert 'data-l="Places">34</td>' in text_of(client, "/en/programs/cultural/")


def test_the_first_page_tells_the_three_newest_of_the_news(world: Any, client: Client) -> None:
    assert 'id="news"' not in text_of(client, "/en/")
    for day in range(1, 5):
        factories.NewsFactory(title_en=f"ITEM{day}", published_at=datetime(2018, 6, day, tzinfo=UTC))
    factories.NewsFactory(title_en="DRAFT", draft=True)
    section = text_of(client, "/en/").split('id="news"')[1].split("</section>")[0]
    assert re.findall(r">(ITEM\d|DRAFT)<", section) == ["ITEM4", "ITEM3", "ITEM2"]


@pytest.mark.parametrize("more", [0, 2])
@pytest.mark.parametrize(("path", "queries"), [("/en/programs/", 2), ("/en/programs/cultural/", 9), ("/en/about/", 8)])
def test_public_pages_cost_the_same_for_one_and_for_three(
    world: Any, client: Client, django_assert_num_queries: Any, path: str, queries: int, more: int
) -> None:
    for _ in range(more):
        factories.ProgramFactory(project=world.project)
        factories.RunFactory(program=world.cultural)
        world.cultural.partnerships.create(institution=factories.InstitutionFactory())
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200


# --- The first page ----------------------------------------------------------------------------------------------------


@pytest.fixture
def rule(db: None) -> CountingRule:
    return CountingRule.objects.create(
        code="mext", name_en="MEXT", name_ja="文部科学省", description_en="students", valid_from=date(2017, 4, 1)
    )


def test_the_first_page_counts_by_a_named_rule_and_names_nobody(world: Any, client: Client, rule: CountingRule) -> None:
    gone = factories.PersonFactory(names=[("latin", "Secretova", "Vera", "")])
    world.sent(person=gone)
    world.received()
    world.sent(status="voided", uncounted_from=date(2018, 8, 1))

    page = text_of(client, "/en/")

    figure = page.split('href="/en/results/"')[2].split("</a>")[0]
    assert ('<b class="big">2</b>' in figure, "Participations" in figure) == (True, True)
    assert "MEXT" in page.split('href="/en/reports/counting-rules/mext/"')[1].split("</a>")[0]
    assert "Secretova" not in page
    assert "/reports/plan-actual/" not in page


def test_only_those_who_may_see_the_figures_are_led_to_them(
    world: Any, rule: CountingRule, sign_in: Any, hayashi: User, stranger: User
) -> None:
    world.sent()
    assert "/reports/plan-actual/" in text_of(sign_in(hayashi), "/en/")
    assert "/reports/plan-actual/" not in text_of(sign_in(stranger), "/en/")


def test_an_empty_portal_has_a_first_page_too(db: None, client: Client) -> None:
    for path in ("/ja/", "/en/about/", "/ru/programs/"):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("more", [1, 3])
def test_the_first_page_costs_the_same_for_one_and_for_three(
    world: Any, client: Client, sato: User, rule: CountingRule, django_assert_num_queries: Any, more: int
) -> None:
    for number in range(more):
        world.sent()
        imported(number, by=sato)
        Contact.objects.create(institution=world.kazan, name_en=f"Office {number}")
    with django_assert_num_queries(21):
        assert client.get("/en/").status_code == 200


def test_the_first_page_shows_the_newest_activity_reports_and_counts_all_of_them(
    world: Any, client: Client, sato: User
) -> None:
    for number in range(1, 5):
        imported(number, by=sato, moment=NOW + timedelta(days=number), title=f"REPORT{number}")
    page = text_of(client, "/en/")
    section = page.split('id="activity-reports"')[1].split("</section>")[0]
    assert re.findall(r">(REPORT\d)<", section) == ["REPORT4", "REPORT3", "REPORT2"]
    figure = re.search(r'href="/en/activity-reports/\?until=([\d-]+)">\s*<b class="big">(\d+)</b>', page)
    assert figure
    assert figure.groups() == (clock.today().isoformat(), "4")
    assert "4 Activity Reports as of" in text_of(client, f"/en/activity-reports/?until={figure[1]}")


def test_without_an_open_call_the_first_page_says_so_and_what_opens_next(world: Any, client: Client) -> None:
    section = text_of(client, "/en/").split('id="calls"')[1].split("</section>")[0]
    assert "No call is open at the moment." in section
    assert "/en/take-part/" in section


def test_the_open_call_that_closes_first_stands_first(world: Any, client: Client) -> None:
    for title, days in (("LATER", 20), ("SOON", 5), ("GONE", -1), ("TOCOME", 30)):
        opens = clock.now() + timedelta(days=10 if title == "TOCOME" else -10)
        closes = clock.now() + timedelta(days=days)
        factories.CallFactory(run=world.outbound, title_en=title, status="announced", opens_at=opens, closes_at=closes)
    section = text_of(client, "/en/").split('id="calls"')[1].split("</section>")[0]
    assert re.findall(r">(LATER|SOON|GONE|TOCOME)<", section) == ["SOON", "LATER"]
    assert re.findall(r'<b class="line">(.*?) left</b>', section)[0].startswith(("4 days", "5 days"))


def test_a_visitor_sees_what_is_on_offer_before_what_has_ended(world: Any, client: Client, rule: CountingRule) -> None:
    world.cultural.state = "closed"
    world.cultural.save()
    running = factories.ProgramFactory(project=factories.ProjectFactory(), state="open")
    page = text_of(client, "/en/")
    offered, earlier = page.index('id="on-offer"'), page.index("Earlier programmes")
    assert (
        offered < page.index(f"/en/programs/{running.slug}/") < earlier < page.index("/en/programs/cultural/", earlier)
    )
    assert page.count(f"/en/programs/{running.slug}/") == 1


def test_the_numbers_of_the_map_have_a_key(world: Any, client: Client) -> None:
    page = text_of(client, "/en/")
    for row in partner_map().rows:
        assert re.search(rf"<span>{row.number}</span>\s*<a [^>]*#{row.slug}", page)


def test_the_page_about_the_project_names_abilities_committees_and_milestones(world: Any, client: Client) -> None:
    world.committee_member("chair", kind="steering")
    factories.MilestoneFactory()
    factories.MilestoneFactory(happened_on=date(2019, 7, 16), exact="day")
    factories.MilestoneFactory(happened_on=date(2019, 3, 1), is_until=True, text_ru="")
    factories.MilestoneFactory(text_ru="НЕ ПУБЛИКУЕТСЯ", draft=True)
    page = text_of(client, "/ru/about/")
    for words in (
        "Пять компетенций",
        "steering",
        '<time datetime="2018-05">май 2018</time>',
        '<time datetime="2019-03">не позднее марта 2019\u00a0г.</time>',
        '<time datetime="2019-07-16">16\u00a0июля 2019\u00a0г.</time>',
        "только на английском",
    ):
        assert words in page, words
    assert page.index("май 2018") < page.index("не позднее марта") < page.index("16\u00a0июля")
    assert "НЕ ПУБЛИКУЕТСЯ" not in page


def test_a_programme_answers_what_is_asked_about_it_before_what_is_asked_about_all(world: Any, client: Client) -> None:
    factories.FaqFactory(question_en="ABOUTALL")
    factories.FaqFactory(question_en="ABOUTTHIS", program=world.cultural)
    factories.FaqFactory(question_en="ABOUTANOTHER", program=world.basic)
    factories.FaqFactory(question_en="DRAFT", program=world.cultural, draft=True)
    page = text_of(client, "/en/programs/cultural/")
    assert 0 < page.index("ABOUTTHIS") < page.index("ABOUTALL")
    assert "ABOUTANOTHER" not in page
    assert "DRAFT" not in page


# --- Search engines ----------------------------------------------------------------------------------------------------


def test_the_sitemap_lists_a_page_only_where_its_text_exists(world: Any, client: Client, sato: User) -> None:
    every = {f"description_{code}": "text" for code in ("ja", "en", "ru")}
    programs.edit_program(world.basic, every, by=sato, version=1)
    programs.edit_program(world.cultural, {"description_ja": "日本語だけ", "description_en": ""}, by=sato, version=1)

    page = text_of(client, "/sitemap.xml")

    assert "<loc>http://testserver/ru/programs/basic/</loc>" in page
    assert "<loc>http://testserver/ja/programs/cultural/</loc>" in page
    assert "<loc>http://testserver/ru/programs/cultural/</loc>" not in page
    assert 'hreflang="x-default" href="http://testserver/en/programs/basic/"' in page
    assert "/office/" not in page
    assert "target-plans" not in page


def test_robots_are_led_to_the_sitemap(db: None, client: Client) -> None:
    page = text_of(client, "/robots.txt")
    assert "Sitemap: http://testserver/sitemap.xml" in page
    assert "Disallow: /ru/office/" in page


def told(client: Client, path: str) -> Any:
    """What the page tells in the words of schema.org."""
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', client.get(path).content.decode())
    return json.loads(found)


def test_search_engines_are_told_what_each_page_is(world: Any, client: Client) -> None:
    factories.NewsFactory(slug="item", title_en="ITEM")
    factories.EventFactory(slug="talk", title_en="TALK", online_link="https://example.org/room")
    factories.PageFactory(slug="message", title_en="MESSAGE")
    kinds = {
        path: told(client, f"/en/{path}")["@type"]
        for path in ("", "news/item/", "pages/message/", "programs/cultural/")
    }
    assert kinds == {
        "": "WebSite",
        "news/item/": "NewsArticle",
        "pages/message/": "WebPage",
        "programs/cultural/": "EducationalOccupationalProgram",
    }
    item = told(client, "/en/news/item/")
    assert (item["headline"], item["mainEntityOfPage"]["breadcrumb"]["itemListElement"][1]["name"]) == ("ITEM", "News")


def test_an_event_is_told_with_its_time_and_where_one_takes_part(world: Any, client: Client) -> None:
    event = factories.EventFactory(
        slug="talk", title_en="TALK", place_en="Hall", online_link="https://example.org/room"
    )
    found = told(client, "/en/events/talk/")
    assert (found["@type"], found["startDate"]) == ("Event", event.starts_at.isoformat())
    assert found["location"][0]["name"] == "Hall"


@pytest.mark.parametrize("path", ["", "programs/cultural/", "news/item/"])
def test_a_preview_names_the_page_in_its_language(world: Any, client: Client, path: str) -> None:
    factories.NewsFactory(slug="item", title_ru="НОВОСТЬ")
    head = client.get(f"/ru/{path}").content.decode().split("</head>")[0]
    assert f'<meta property="og:url" content="http://testserver/ru/{path}">' in head
    assert '<meta property="og:locale" content="ru_RU">' in head
    assert '<meta property="og:locale:alternate" content="ja_JP">' in head
    assert f'<link rel="canonical" href="http://testserver/ru/{path}">' in head
