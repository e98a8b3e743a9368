"""Pages of the partners: honest in every language, the same number of queries however long their lists."""

import re
from typing import Any

import pytest
from django.test import Client

from kanazawa_exchange.accounts.queries import history
from kanazawa_exchange.lib.states import Step
from partners import reference
from partners.models import Agreement, AgreementParty, Institution
from partners.moves import AGREEMENT_MOVES
from partners.services import agreements, institutions
from tests.factories import CityFactory, InstitutionFactory, PersonFactory, RoleGrantFactory, UserFactory
from tests.markup import compact

from .conftest import NOW


@pytest.fixture
def loaded(db: None) -> None:
    reference.load()


@pytest.mark.parametrize("language", ["ja", "en", "ru"])
def test_the_map_and_its_table_hold_the_same_stops(loaded: None, client: Client, language: str) -> None:
    page = client.get(f"/{language}/partners/").content.decode()
    svg = page[page.index("<svg") : page.index("</svg>")]
    table = page[page.index('<table class="stops">') :]
    for city in ("kanazawa", "kazan", "moscow"):
        name = {"ja": {"kanazawa": "金沢", "kazan": "カザン", "moscow": "モスクワ"}}.get(language, {}).get(city) or {
            "en": {"kanazawa": "Kanazawa", "kazan": "Kazan", "moscow": "Moscow"},
            "ru": {"kanazawa": "Канадзава", "kazan": "Казань", "moscow": "Москва"},
        }[language][city]
        assert f">{name}</text>" in svg
        assert f">{name}</th>" in table
    assert page.count("<h1") == 1
    assert "Natural Earth" in page


def test_the_public_list_counts_its_queries_whatever_the_number_of_partners(
    db: None, client: Client, django_assert_num_queries: Any
) -> None:
    def partners(number: int) -> None:
        for _ in range(number):
            InstitutionFactory(city=CityFactory())

    partners(1)
    client.get("/en/partners/")
    with django_assert_num_queries(4):
        client.get("/en/partners/")
    partners(2)
    with django_assert_num_queries(4):
        client.get("/en/partners/")


def test_a_partner_page_names_the_institution_in_three_languages(loaded: None, client: Client) -> None:
    page = compact(client.get("/en/partners/kazan-federal-university/").content.decode())
    assert '<span lang="ja">カザン連邦大学</span>' in page
    assert '<span lang="ru">Казанский (Приволжский) федеральный университет (КФУ)</span>' in page
    assert page.count('hreflang="x-default"') == 1
    assert "noindex" not in page


def test_a_partner_page_without_a_translation_says_so_and_is_not_announced(loaded: None, client: Client) -> None:
    riken = Institution.objects.get(slug="riken")
    institutions.edit(riken, {"description_ru": "", "name_ru": ""}, by=None, version=1)
    russian = compact(client.get("/ru/partners/riken/").content.decode())
    english = client.get("/en/partners/riken/").content.decode()
    assert '<meta name="robots" content="noindex">' in russian
    assert "Перевода пока нет" in russian
    assert re.search(r'<div class="prose" lang="en"><p>A national research institute', russian)
    assert '<link rel="alternate" hreflang="ru"' not in english
    assert '<link rel="alternate" hreflang="ja"' in english
    sitemap = client.get("/sitemap.xml").content.decode()
    assert "/en/partners/riken/" in sitemap
    assert "/ru/partners/riken/" not in sitemap


def test_an_unconfirmed_partner_carries_its_badge_for_the_office_alone(
    loaded: None, client: Client, sign_in: Any
) -> None:
    coordinator = UserFactory(person=PersonFactory())
    RoleGrantFactory(person=coordinator.person, role="coordinator")
    office = sign_in(coordinator)
    for address in ("/en/partners/", "/en/partners/saint-petersburg-state-university/"):
        assert "Unconfirmed partner" not in client.get(address).content.decode()
        assert "Unconfirmed partner" in office.get(address).content.decode()
    assert "provisional" in client.get("/en/partners/saint-petersburg-state-university/").content.decode()
    assert "provisional" not in client.get("/en/partners/kazan-federal-university/").content.decode()


def test_the_public_page_shows_type_and_year_of_signed_agreements_only(loaded: None, client: Client) -> None:
    Agreement.objects.create(title_en="SECRET DRAFT", type="exchange", scope="university").parties.create(
        institution=Institution.objects.get(slug="riken")
    )
    page = client.get("/en/partners/kazan-federal-university/").content.decode()
    assert "Double degree" in page
    assert "1998" in page
    assert "Memorandum on a double degree" not in page, "titles of agreements are the office's"
    assert "Agreements" not in client.get("/en/partners/riken/").content.decode().split("<main", 1)[1]


def test_an_unknown_partner_is_not_there(db: None, client: Client) -> None:
    assert client.get("/en/partners/nobody/").status_code == 404


def test_lists_of_the_office_count_their_queries(
    world: Any, sato: Any, sign_in: Any, django_assert_num_queries: Any
) -> None:
    browser = sign_in(sato)
    addresses = {"/en/office/partners/institutions/": 4, "/en/agreements/": 6, "/en/office/partners/cities/": 4}

    def look() -> None:
        for address, number in addresses.items():
            browser.get(address)
            with django_assert_num_queries(number):
                assert browser.get(address).status_code == 200

    def add(number: int) -> None:
        for _ in range(number):
            agreement = Agreement.objects.create(title_en="A", type="exchange", scope="university")
            for side in (world.kazan, InstitutionFactory()):
                AgreementParty.objects.create(agreement=agreement, institution=side)

    add(1)
    look()
    add(2)
    look()


def test_the_history_tells_who_did_what_in_one_number_of_queries(
    draft: Agreement, world: Any, sato: Any, django_assert_num_queries: Any
) -> None:
    parts = [(AgreementParty, "agreement")]
    with django_assert_num_queries(5):
        history.timeline(draft, moves=AGREEMENT_MOVES, parts=parts)
    agreements.move(draft, "negotiate", Step(), by=sato, now=NOW)
    agreements.edit(draft, {"title_en": "Changed"}, by=sato, version=None)
    agreements.add_party(draft, {"institution": world.irkutsk, "unit": None}, by=sato)
    agreements.remove_party(draft.parties.last(), by=sato)
    with django_assert_num_queries(5):
        entries = history.timeline(draft, moves=AGREEMENT_MOVES, parts=parts)
    changes = [(c.label, c.before, c.after) for entry in entries for c in entry.changes]
    assert ("Title (English)", "Student exchange", "Changed") in changes
    assert ("Institution", "", "Irkutsk State University") in changes
    assert ("Institution", "Irkutsk State University", "") in changes
    assert any(entry.what == "Negotiations begun, effective 1\N{NO-BREAK SPACE}June 2018" for entry in entries)
    assert {entry.by for entry in entries} == {"SATO Test"}


def test_moving_an_agreement_on_its_page(draft: Agreement, sato: Any, sign_in: Any) -> None:
    browser = sign_in(sato)
    page = browser.get(f"/en/agreements/{draft.uid}/").content.decode()
    assert f"/en/agreements/{draft.uid}/moves/negotiate/" in page
    assert "moves/start/" not in page
    answer = browser.post(f"/en/agreements/{draft.uid}/moves/negotiate/", {"version": draft.version})
    assert answer.status_code == 302
    stale = browser.post(f"/en/agreements/{draft.uid}/moves/negotiate/", {"version": draft.version})
    assert stale.status_code == 409
    assert "Negotiations begun" in stale.text, "what happened meanwhile stands on the page"
    wrong = browser.post(
        f"/en/agreements/{draft.uid}/moves/terminate/", {"version": draft.version + 1, "on": "2018-05-01"}
    )
    assert wrong.status_code == 200
    assert list(wrong.context["form"].errors) == ["reason"]
    for calendar in ("start", "expire", "nonsense"):
        assert browser.post(f"/en/agreements/{draft.uid}/moves/{calendar}/", {"version": 2}).status_code == 404
    draft.refresh_from_db()
    assert draft.status == "negotiating"


@pytest.mark.parametrize("day", ["2018-02-30", "31.02.2018", "soon", "99999-01-01", "\u202e2018-01-01"])
def test_impossible_days_are_told_at_their_field(draft: Agreement, sato: Any, sign_in: Any, day: str) -> None:
    typed = {"title_en": "T", "type": "exchange", "scope": "university", "expires_on": day, "version": draft.version}
    answer = sign_in(sato).post(f"/en/agreements/{draft.uid}/edit/", typed)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["expires_on"]
    assert answer.context["form"]["expires_on"].value() == day


def test_every_city_on_the_map_leads_to_its_line_below(world: Any, client: Client) -> None:
    page = client.get("/en/partners/").content.decode()
    for city in ("kanazawa", "kazan", "irkutsk"):
        assert page.count(f'href="/en/partners/#{city}"') == 1
        assert page.count(f'<tr id="{city}"') == 1
    assert 'class="map" viewBox' in page
    assert 'role="group" aria-labelledby="map-title' in page
