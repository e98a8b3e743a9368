"""Every city is where it belongs, every label is legible, and no border is drawn."""

import os
from datetime import date
from pathlib import Path

import pytest
from defusedxml import ElementTree
from django.utils.translation import override

from partners import map as partner_map
from partners.map import Stop

GOLDEN = Path(__file__).parent / "golden" / "map_ru.svg"
SUMMER = date(2018, 7, 1)
# where the land's own generator put them, in px
KNOWN = {
    "kanazawa": (36.56, 136.66, 1083.8, 474.7),
    "vladivostok": (43.12, 131.89, 979.4, 430.9),
    "irkutsk": (52.29, 104.28, 668.7, 420.1),
    "krasnoyarsk": (56.01, 92.87, 561.4, 378.4),
    "kazan": (55.79, 49.12, 209.5, 295.9),
    "moscow": (55.75, 37.62, 130.9, 239.5),
    "saint-petersburg": (59.94, 30.32, 133.3, 152.7),
}
STOPS = [
    Stop("kanazawa", "Канадзава", 36.56, 136.66, "Asia/Tokyo", kind="home"),
    Stop("wako", "Вако", 35.78, 139.61, "Asia/Tokyo", on_route=False),
    Stop("vladivostok", "Владивосток", 43.12, 131.89, "Asia/Vladivostok"),
    Stop("irkutsk", "Иркутск", 52.29, 104.28, "Asia/Irkutsk"),
    Stop("krasnoyarsk", "Красноярск", 56.01, 92.87, "Asia/Krasnoyarsk"),
    Stop("barnaul", "Барнаул", 53.35, 83.78, "Asia/Barnaul"),
    Stop("kazan", "Казань", 55.79, 49.12, "Europe/Moscow", kind="hub"),
    Stop("moscow", "Москва", 55.75, 37.62, "Europe/Moscow"),
    Stop("saint-petersburg", "Санкт-Петербург", 59.94, 30.32, "Europe/Moscow"),
]


@pytest.mark.parametrize("slug", KNOWN)
def test_any_place_falls_where_the_land_was_drawn(slug: str) -> None:
    latitude, longitude, x, y = KNOWN[slug]
    assert partner_map.project(longitude, latitude) == pytest.approx((x, y), abs=0.11)


@pytest.mark.parametrize(
    ("slug", "km"),
    [
        ("vladivostok", 840),
        ("irkutsk", 3070),
        ("krasnoyarsk", 3900),
        ("kazan", 6580),
        ("moscow", 7240),
        ("saint-petersburg", 7370),
    ],
)
def test_distances_are_great_circles_to_ten_kilometres(slug: str, km: int) -> None:
    there = next(stop for stop in STOPS if stop.slug == slug)
    assert partner_map.distance_km(STOPS[0], there) == km


def drawn() -> str:
    with override("ru"):
        return partner_map.draw(STOPS, title="Карта", description="Одна <линия>", on=SUMMER)


def test_the_map_is_drawn_as_agreed() -> None:
    """The land itself is left out of the comparison file: it is data."""
    svg = drawn().replace(partner_map.land()["land"], "LAND")
    if os.environ.get("UPDATE_GOLDEN"):  # after looking at the picture
        GOLDEN.write_text(svg + "\n", encoding="utf-8")
    assert svg + "\n" == GOLDEN.read_text(encoding="utf-8")


def test_the_map_names_every_city_once_with_its_hours() -> None:
    root = ElementTree.fromstring(drawn())
    words = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    for stop in STOPS:
        assert words.count(stop.name) == 1
    assert words.count("−6 ч") == 3
    assert "+1 ч" in words


def test_the_thread_visits_the_cities_in_order_and_no_other() -> None:
    path = partner_map.drawn_route(
        [partner_map.project(stop.longitude, stop.latitude) for stop in STOPS if stop.on_route]
    )
    assert path.count("C") == len([stop for stop in STOPS if stop.on_route]) - 1
    assert f'd="{path}"' in drawn()


def test_one_city_alone_has_no_thread() -> None:
    with override("en"):
        svg = partner_map.draw(STOPS[:1], title="t", description="d", on=SUMMER)
    assert "thread" not in svg


def test_an_unknown_city_finds_a_place_that_covers_no_other_label() -> None:
    stops = [*STOPS, Stop("novosibirsk", "Новосибирск", 55.03, 82.92, "Asia/Novosibirsk")]
    words = [(stop.name, "−2 ч") for stop in stops]
    places = partner_map.place_labels(stops, words)
    boxes = [
        partner_map._box(partner_map.project(stop.longitude, stop.latitude), place, *word)
        for stop, place, word in zip(stops, places, words, strict=True)
    ]
    assert not any(partner_map._meet(boxes[-1], other) for other in boxes[:-1])


def test_numbers_of_the_phone_map_never_cover_each_other() -> None:
    points = partner_map._apart([partner_map.project(stop.longitude, stop.latitude) for stop in STOPS])
    gaps = [((ax - bx) ** 2 + (ay - by) ** 2) ** 0.5 for i, (ax, ay) in enumerate(points) for bx, by in points[:i]]
    assert min(gaps) > 50


def test_what_was_typed_stays_text() -> None:
    assert "<линия>" not in drawn()


def test_the_map_carries_nothing_the_policy_would_block() -> None:
    for element in ElementTree.fromstring(drawn()).iter():
        assert "style" not in element.attrib
        assert not element.tag.endswith("}style")


@pytest.mark.parametrize(
    ("language", "hours", "words"),
    [("ja", -6, "−6時間"), ("ru", 1, "+1 ч"), ("en", 0, "the same"), ("en", 5.5, "+5.5 h")],
)
def test_hours_are_written_in_the_language_of_the_page(language: str, hours: float, words: str) -> None:
    with override(language):
        assert partner_map.time_words(hours) == words
