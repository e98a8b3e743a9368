"""The map of the reports says how many there are of each city under the filter of its address, and its table says the same."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from kanazawa_exchange.accounts.models import User
from tests.factories import CityFactory, World
from tests.markup import compact

from .published import LIST, imported
from .writing import NOW

MAP = f"/en{LIST}?view=map"


@pytest.fixture
def reports(world: World, sato: User) -> World:
    """Two of Kazan, one of them in Japanese; one of Irkutsk; one of a city without a partner; one of none."""
    cities = [world.kazan.city, world.kazan.city, world.irkutsk.city, CityFactory(slug="perm", name_en="Perm"), None]
    for number, city in enumerate(cities):
        imported(
            number, by=sato, city=city, language="ja" if number == 0 else "ru", moment=NOW - timedelta(days=number)
        )
    return world


def page_at(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return compact(answer.content.decode())


def drawn(page: str) -> dict[str, tuple[str, str]]:
    """City → the words under its name in the picture, and where it leads."""
    label = r'(?:<a href="([^"]*)">)?<text class="city"[^>]*>([^<]+)</text><text class="tz"[^>]*>([^<]*)</text>'
    return {name: (words, unescape(url)) for url, name, words in re.findall(label, page)}


def tabled(page: str) -> dict[str, tuple[str, str]]:
    """The same of the table."""
    table = page.split("<tbody")[1].split("</tbody>")[0]
    line = r'<th scope="row">(?:<a href="([^"]*)">)?([^<]+)(?:</a>)?</th>\s*<td class="n">(\d+)</td>'
    return {name.strip(): (words, unescape(url)) for url, name, words in re.findall(line, table)}


def test_picture_and_table_say_the_same_and_the_numbers_make_the_total(client: Client, reports: World) -> None:
    page = page_at(client, MAP)
    table = tabled(page)
    assert {name: words for name, (words, _url) in table.items()} == {
        "Irkutsk": "1", "Kazan": "2", "Perm": "1", "About no city": "1"
    }  # fmt: skip
    assert "5 Activity Reports as of" in page
    picture = drawn(page)
    assert {name: picture[name] for name in table if name != "About no city"} == {
        name: said for name, said in table.items() if name != "About no city"
    }
    assert picture["Kanazawa"] == ("", "")


def test_a_city_leads_to_its_reports_under_the_same_filter(client: Client, reports: World) -> None:
    page = page_at(client, f"{MAP}&language=ru")
    assert tabled(page)["Kazan"] == ("1", f"/en{LIST}?language=ru&city=kazan")
    listed = page_at(client, tabled(page)["Kazan"][1])
    assert listed.count('class="card report"') == 1
    assert "1 Activity Report as of" in listed


def test_list_and_map_lead_to_each_other_and_keep_the_filter(client: Client, reports: World) -> None:
    assert 'href="?language=ru&amp;view=map"' in page_at(client, f"/en{LIST}?language=ru")
    page = page_at(client, f"{MAP}&language=ru")
    assert re.search(r'href="\?language=ru" *>', page)
    assert '<input type="hidden" name="view" value="map">' in page
    assert re.search(r'href="\?view=map" *>[^<]*Written in', page), "without the filter it is still the map"


def test_a_map_of_nothing_says_so(client: Client, reports: World) -> None:
    page = page_at(client, f"{MAP}&q=nowhere")
    assert "No Activity Report matches these filters." in page
    assert "<svg" not in page


@pytest.mark.parametrize("more", [1, 3])
def test_the_map_costs_the_same_for_one_and_for_three(
    client: Client, world: World, sato: User, django_assert_num_queries: Any, more: int
) -> None:
    for number in range(more):
        imported(number, by=sato, city=world.kazan.city if number else CityFactory())
    with django_assert_num_queries(8):
        page_at(client, MAP)
