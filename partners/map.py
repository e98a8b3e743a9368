"""The map of the partners: land without borders, one drawn route through the cities, distances and time differences."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape
from math import asin, cos, hypot, radians, sin, sqrt
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.colours import COLOURS

EARTH_RADIUS_KM = 6371
INK, INDIGO, PAPER, WHITE = COLOURS["sumi"], COLOURS["ai"], COLOURS["paper"], COLOURS["surface"]
TIME_INK, GOLD_LINE, HALO = "#3D434D", "#B99A4B", "#F5EDD6"  # of the map alone, as is the gold leaf of the land
LEAF = ("#EFE2BC", "#EBDCB0", "#F3E8CA", "#E7D5A2", "#F0E5C4", "#E9D9AB")
SERIF = "Hashi Serif, Portal Sans, Portal Sans JP, serif"
SANS = "Hashi Sans, Portal Sans, Portal Sans JP, sans-serif"

Place = tuple[int, int, str]
"""Where a label stands beside its city: dx, dy, anchor."""
Point = tuple[float, float]
Box = tuple[float, float, float, float]

# a city that is not named here finds a free place by itself
LABELS: dict[str, Place] = {
    "kanazawa": (0, 44, "middle"),
    "vladivostok": (-6, -40, "end"),
    "irkutsk": (0, 44, "middle"),
    "krasnoyarsk": (6, -40, "middle"),
    "barnaul": (-8, 44, "middle"),
    "kazan": (-10, 46, "end"),
    "moscow": (-20, 2, "end"),
    "saint-petersburg": (20, -6, "start"),
}
PLACES: tuple[Place, ...] = (
    (0, 44, "middle"), (0, -40, "middle"), (20, -2, "start"), (-20, -2, "end"),
    (8, 50, "start"), (-8, 50, "end"), (8, -42, "start"), (-8, -42, "end"), (18, 20, "start"), (-18, 20, "end"),
)  # fmt: skip


@dataclass(frozen=True)
class Stop:
    """A city on the map, its name already in the reader's language; `kind` is home, hub or stop.

    `note`: what stands under its name; the time difference where it is None.
    """

    slug: str
    name: str
    latitude: float
    longitude: float
    time_zone: str
    kind: str = "stop"
    on_route: bool = True
    url: str = ""
    """Where the city's name leads; nowhere on paper."""
    note: str | None = None


@cache
def land() -> dict[str, Any]:
    return json.loads((Path(__file__).parent / "data" / "land.json").read_text(encoding="utf-8"))


def project(longitude: float, latitude: float) -> Point:
    """Conic equal-area, as the land was drawn, so that any place falls where it belongs; in px of the frame."""
    how = land()["projection"]
    south, north = (radians(value) for value in how["parallels"])
    cone = (sin(south) + sin(north)) / 2
    constant = 1 + sin(south) * (2 * cone - sin(south))
    radius = sqrt(max(0.0, constant - 2 * cone * sin(radians(latitude)))) / cone
    angle = radians(longitude - how["meridian"]) * cone
    x, y = radius * sin(angle), sqrt(constant) / cone - radius * cos(angle)
    return round(how["x"] + how["scale"] * x, 1), round(how["y"] - how["scale"] * y, 1)


def distance_km(one: Stop, other: Stop) -> int:
    """The great circle between two cities, rounded to 10 km."""
    a, b = radians(one.latitude), radians(other.latitude)
    half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(other.longitude - one.longitude) / 2) ** 2
    return round(2 * EARTH_RADIUS_KM * asin(sqrt(half)) / 10) * 10


def distance_words(km: int) -> str:
    return _("about %(km)s km") % {"km": formats.number(km)} if km else "—"


def time_words(hours: float) -> str:
    """The difference from Japan: 同じ, −6時間, +1 h."""
    if not hours:
        return _("the same")
    sign = "+" if hours > 0 else formats.MINUS
    return _("%(difference)s h") % {
        "difference": sign + formats.number(abs(hours), decimals=0 if hours % 1 == 0 else 1)
    }


def time_from_japan(stop: Stop, on: date) -> str:
    """What the clocks of a city say beside ours."""
    return _("Japan time") if stop.kind == "home" else time_words(formats.hours_between(stop.time_zone, on))


def drawn_route(points: Sequence[Point]) -> str:
    """A smooth path through the cities in their order; each leaves a city in the direction its neighbours give."""
    if len(points) < 2:
        return ""

    def tangent(index: int) -> Point:
        before, after = points[max(index - 1, 0)], points[min(index + 1, len(points) - 1)]
        length = hypot(after[0] - before[0], after[1] - before[1]) or 1.0
        return (after[0] - before[0]) / length, (after[1] - before[1]) / length

    path = f"M{points[0][0]},{points[0][1]}"
    for index in range(len(points) - 1):
        (bx, by), (cx, cy) = points[index], points[index + 1]
        reach = 0.3 * hypot(cx - bx, cy - by)
        (sx, sy), (ex, ey) = tangent(index), tangent(index + 1)
        path += f"C{bx + sx * reach:.1f},{by + sy * reach:.1f} {cx - ex * reach:.1f},{cy - ey * reach:.1f} {cx},{cy}"
    return path


# --- Labels that keep out of each other's way ------------------------------------------------------------------------
def _box(point: Point, place: Place, words: str, under: str) -> Box:
    width = max(sum(24 if ord(c) > 0x2E7F else 13.5 for c in words), sum(15 if ord(c) > 0x2E7F else 8.5 for c in under))
    dx, dy, anchor = place
    left = point[0] + dx - {"start": 0, "middle": width / 2, "end": width}[anchor]
    return left, point[1] + dy - 22, left + width, point[1] + dy + 24


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def place_labels(stops: Sequence[Stop], words: Sequence[tuple[str, str]]) -> list[Place]:
    """A place for every label: the tried one of a known city, else the place with the fewest collisions."""
    points = [project(stop.longitude, stop.latitude) for stop in stops]
    chosen = {index: LABELS[stop.slug] for index, stop in enumerate(stops) if stop.slug in LABELS}
    taken = [_box(points[index], place, *words[index]) for index, place in chosen.items()]
    for index in range(len(stops)):
        if index in chosen:
            continue
        nodes = [(x - 13, y - 13, x + 13, y + 13) for number, (x, y) in enumerate(points) if number != index]
        boxes = {place: _box(points[index], place, *words[index]) for place in PLACES}
        costs = {place: _cost(box, taken, nodes) for place, box in boxes.items()}
        chosen[index] = min(PLACES, key=costs.__getitem__)
        taken.append(boxes[chosen[index]])
    return [chosen[index] for index in range(len(stops))]


def _cost(box: Box, labels: Sequence[Box], nodes: Sequence[Box]) -> int:
    """How badly a label would stand there: outside the frame, over other labels, over cities."""
    frame = land()
    outside = box[0] < 4 or box[1] < 4 or box[2] > frame["width"] - 4 or box[3] > frame["height"] - 4
    return 3 * outside + 2 * sum(_meet(box, other) for other in labels) + sum(_meet(box, other) for other in nodes)


def _apart(points: Sequence[Point], distance: float = 68) -> list[Point]:
    """The numbers of the phone map: neighbours too close to be read are pushed apart."""
    moved = [list(point) for point in points]
    for _round in range(30):
        for i in range(len(moved)):
            for j in range(i + 1, len(moved)):
                dx, dy = moved[j][0] - moved[i][0], moved[j][1] - moved[i][1]
                gap = hypot(dx, dy)
                if gap >= distance:
                    continue
                push = (distance - gap) / 2
                ux, uy = (dx / gap, dy / gap) if gap else (1.0, 0.0)
                moved[i][0], moved[i][1] = moved[i][0] - ux * push, moved[i][1] - uy * push
                moved[j][0], moved[j][1] = moved[j][0] + ux * push, moved[j][1] + uy * push
    return [(round(x, 1), round(y, 1)) for x, y in moved]


# --- The picture -----------------------------------------------------------------------------------------------------
def _leaf_squares(width: int, height: int, size: int = 56) -> str:
    """Gold-leaf squares with the seams where two leaves overlap (箔足); the pattern is always the same. One path a shade."""
    shade = random.Random(4)  # noqa: S311 a pattern, not a secret
    squares = dict.fromkeys(LEAF, "")
    for y in range(0, height, size):
        for x in range(0, width, size):
            squares[LEAF[shade.randrange(6)]] += f"M{x} {y}h{size + 1}v{size + 1}h-{size + 1}z"
    leaves = "".join(f'<path d="{drawn}" fill="{colour}"/>' for colour, drawn in squares.items())
    down = "".join(f"M{x} 0v{height}" for x in range(size, width, size))
    across = "".join(f"M0 {y}h{width}" for y in range(size, height, size))
    seam = 'fill="none" stroke="#C9AE62" stroke-width="3" stroke-opacity=".38"'
    return f'{leaves}<path d="{down}" {seam}/><path d="{across}" {seam}/>'


@cache
def _ground() -> str:
    frame = land()
    width, height, shape = frame["width"], frame["height"], frame["land"]
    lakes = "".join(
        f'<path d="{lake}Z" fill="{PAPER}" stroke="{GOLD_LINE}" stroke-width=".9"/>' for lake in frame["lakes"]
    )
    return (
        f'<defs><clipPath id="map-land"><path id="map-shape" d="{shape}"/></clipPath></defs>'
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>'
        f'<g clip-path="url(#map-land)">{_leaf_squares(width, height)}</g>'
        f'<use href="#map-shape" fill="none" stroke="{GOLD_LINE}" stroke-width=".9" stroke-linejoin="round"/>{lakes}'
    )


def _node(kind: str, point: Point) -> str:
    x, y = point
    if kind == "home":
        return (
            f'<rect class="node" x="{x - 10:.1f}" y="{y - 10:.1f}" width="20" height="20" '
            f'transform="rotate(45 {x} {y})" fill="{INDIGO}" stroke="{PAPER}" stroke-width="3"/>'
        )
    radius = 13 if kind == "hub" else 8
    ring = f'<circle class="node" cx="{x}" cy="{y}" r="{radius}" fill="{PAPER}" stroke="{INDIGO}" stroke-width="3"/>'
    return ring + (f'<circle class="node" cx="{x}" cy="{y}" r="6.5" fill="{INDIGO}"/>' if kind == "hub" else "")


def _label(point: Point, place: Place, name: str, under: str, *, is_note: bool) -> str:
    """A note is what the map is about, and is as large as the name."""
    look = f'font-size="24" font-weight="700" fill="{INDIGO}"' if is_note else f'font-size="15" fill="{TIME_INK}"'
    x, y, anchor = point[0] + place[0], point[1] + place[1], place[2]
    halo = f'stroke="{HALO}" stroke-width="4" stroke-linejoin="round" stroke-opacity=".85" paint-order="stroke"'
    return (
        f'<text class="city" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-family="{SERIF}" font-size="24" '
        f'font-weight="600" fill="{INK}" {halo}>{escape(name)}</text>'
        f'<text class="tz" x="{x:.1f}" y="{y + (26 if is_note else 20):.1f}" text-anchor="{anchor}" font-family="{SANS}" '
        f"{look} {halo}>{escape(under)}</text>"
    )


def _number(point: Point, number: int) -> str:
    x, y = point
    return (
        f'<circle cx="{x}" cy="{y}" r="27" fill="{INDIGO}" stroke="{PAPER}" stroke-width="5"/>'
        f'<text x="{x}" y="{y + 12:.1f}" text-anchor="middle" font-family="{SANS}" font-size="34" font-weight="700" '
        f'fill="{WHITE}">{number}</text>'
    )


def draw(stops: Sequence[Stop], *, title: str, description: str, on: date) -> str:
    """The map in the active language. The drawn route follows the order of the stops, as does the table below it."""
    points = [project(stop.longitude, stop.latitude) for stop in stops]
    words = [(stop.name, time_from_japan(stop, on) if stop.note is None else stop.note) for stop in stops]
    places = place_labels(stops, words)
    parts = [
        _opening(title, description, leads_on=any(stop.url for stop in stops)),
        _ground(),
        _route([point for point, stop in zip(points, stops, strict=True) if stop.on_route]),
        *(_node(stop.kind, point) for stop, point in zip(stops, points, strict=True)),
        '<g class="lbl">',
        *(
            _linked(_label(point, place, *word, is_note=stop.note is not None), stop.url)
            for point, place, word, stop in zip(points, places, words, stops, strict=True)
        ),
        '</g><g class="marks" display="none">',
        *(_number(point, number) for number, point in enumerate(_apart(points), 1)),
        "</g></svg>",
    ]
    return "".join(parts)


def _linked(label: str, url: str) -> str:
    return f'<a href="{escape(url)}">{label}</a>' if url else label


def _opening(title: str, description: str, *, leads_on: bool) -> str:
    """A picture whose cities lead somewhere is a group of links, not an image."""
    frame = land()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map" viewBox="0 0 {frame["width"]} {frame["height"]}" '
        f'role="{"group" if leads_on else "img"}" aria-labelledby="map-title map-description"><title id="map-title">{escape(title)}</title>'
        f'<desc id="map-description">{escape(description)}</desc>'
    )


def _route(points: Sequence[Point]) -> str:
    route = drawn_route(points)
    if not route:
        return ""
    line = 'fill="none" stroke-linecap="round" stroke-linejoin="round"'
    return (
        f'<path class="halo2" d="{route}" {line} stroke="{PAPER}" stroke-width="8" stroke-opacity=".85"/>'
        f'<path class="thread" d="{route}" {line} stroke="{INDIGO}" stroke-width="3"/>'
    )
