"""Drawn pictures for the demo's Activity Reports, in place of photos: no person stands in any of them."""

import io
import random
import re
from collections.abc import Callable
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from kanazawa_exchange.lib.content_types import JPEG

WIDTH, HEIGHT, FINER = 1200, 900, 2
"""Pixels, and how many times finer it is drawn, so that its edges are smooth."""
SHEET = Path(__file__).parents[1] / "static" / "kanazawa_exchange" / "css" / "portal.css"
HOUSE = dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9A-Fa-f]{6})\b", SHEET.read_text(encoding="utf-8")))
"""The colours of the portal by their names, as its style sheet writes them."""
SKIES = (
    ("#C9D6EA", HOUSE["odo-tint"]),
    (HOUSE["ai-tint"], "#F3E8CA"),
    ("#F4D9C6", "#F9F0DD"),
    ("#9FB3D4", HOUSE["ai-tint"]),
)
FIELD = "#DCE4EF"
INDIGO, DEEP, GOLD, STONE, SNOW, MOSS, BARK = (
    HOUSE["ai"],
    HOUSE["ai-deep"],
    HOUSE["kin"],
    HOUSE["control"],
    HOUSE["paper"],
    "#5E7F4B",
    "#4B3D2F",
)

Draw = ImageDraw.ImageDraw
Scene = Callable[[Draw, random.Random], None]


def _hills(draw: Draw, chance: random.Random, top: int, colour: str, rough: int = 90) -> None:
    """A ridge from edge to edge, filled down to the bottom."""
    points = [(x, top + chance.randint(-rough, rough)) for x in range(-60, WIDTH + 121, 120)]
    _polygon(draw, [(-60, HEIGHT), *points, (WIDTH + 120, HEIGHT)], colour)


def _polygon(draw: Draw, points: list[tuple[int, int]], colour: str) -> None:
    draw.polygon([(x * FINER, y * FINER) for x, y in points], fill=colour)


def _box(draw: Draw, left: int, top: int, right: int, bottom: int, colour: str) -> None:
    draw.rectangle((left * FINER, top * FINER, right * FINER, bottom * FINER), fill=colour)


def _line(draw: Draw, points: list[tuple[int, int]], colour: str, width: int = 3) -> None:
    draw.line([(x * FINER, y * FINER) for x, y in points], fill=colour, width=width * FINER, joint="curve")


def _disc(draw: Draw, x: int, y: int, radius: int, colour: str) -> None:
    draw.ellipse([FINER * one for one in (x - radius, y - radius, x + radius, y + radius)], fill=colour)


def _ice(draw: Draw, chance: random.Random) -> None:
    _hills(draw, chance, 400, "#8CA2C6", 70)
    _hills(draw, chance, 470, "#6D88B4", 40)
    _box(draw, 0, 520, WIDTH, HEIGHT, "#BFD0E6")
    for _crack in range(9):
        x, y = chance.randint(0, WIDTH), 520
        points = [(x, y)]
        while y < HEIGHT:
            x, y = x + chance.randint(-110, 110), y + chance.randint(40, 110)
            points.append((x, y))
        _line(draw, points, SNOW, chance.randint(2, 6))


def _river(draw: Draw, chance: random.Random) -> None:
    _hills(draw, chance, 500, "#9DAF8B", 40)
    _box(draw, 0, 590, WIDTH, HEIGHT, "#7E99C4")
    for place in range(6):
        _box(draw, 90 + 200 * place, 520, 120 + 200 * place, 660, STONE)
        draw.arc([FINER * one for one in (115 + 200 * place, 520, 295 + 200 * place, 700)], 180, 360, STONE, 14 * FINER)
    _box(draw, 0, 490, WIDTH, 525, STONE)
    for _wave in range(30):
        x, y = chance.randint(0, WIDTH), chance.randint(690, HEIGHT)
        _line(draw, [(x, y), (x + chance.randint(40, 140), y)], HOUSE["step-1"], 3)


def _harbour(draw: Draw, chance: random.Random) -> None:
    _hills(draw, chance, 470, "#7C94BA", 60)
    _box(draw, 0, 560, WIDTH, HEIGHT, "#3F629C")
    for x in (180, 420, 860):
        _line(draw, [(x, 620), (x, 360), (x + 190, 330)], DEEP, 9)
        _line(draw, [(x + 150, 336), (x + 150, 470)], DEEP, 3)
    ship = chance.randint(480, 600)
    _polygon(draw, [(ship, 640), (ship + 420, 640), (ship + 370, 720), (ship + 50, 720)], DEEP)
    _box(draw, ship + 70, 580, ship + 210, 640, SNOW)
    _box(draw, ship + 250, 600, ship + 370, 640, GOLD)


def _pine(draw: Draw, chance: random.Random) -> None:
    """A pine whose branches are held by ropes against the snow, as in the gardens of Kanazawa (雪吊り)."""
    _hills(draw, chance, 640, "#A9B99B", 30)
    _box(draw, 0, 720, WIDTH, HEIGHT, FIELD)
    x = chance.randint(520, 680)
    _box(draw, x - 16, 420, x + 16, 760, BARK)
    for height, reach in ((470, 150), (550, 240), (640, 330)):
        _polygon(draw, [(x, height - 80), (x + reach, height + 40), (x - reach, height + 40)], MOSS)
    for step in range(-7, 8):
        _line(draw, [(x, 150), (x + step * 60, 720)], HOUSE["odo-bright"], 2)
    _line(draw, [(x, 140), (x, 480)], BARK, 6)


def _birches(draw: Draw, chance: random.Random) -> None:
    _hills(draw, chance, 560, "#B9C3A4", 30)
    _box(draw, 0, 760, WIDTH, HEIGHT, "#E9D9AB")
    for place in range(13):
        x, wide = 30 + place * 95 + chance.randint(-25, 25), chance.randint(14, 26)
        _box(draw, x, 0, x + wide, 790 + chance.randint(-10, 40), SNOW)
        for _mark in range(14):
            y = chance.randint(10, 760)
            _box(draw, x, y, x + chance.randint(6, wide), y + 6, HOUSE["sumi"])


def _houses(draw: Draw, chance: random.Random) -> None:
    _hills(draw, chance, 460, "#93A6C6", 50)
    x = -40
    while x < WIDTH:
        wide, top = chance.randint(150, 230), chance.randint(470, 560)
        _box(draw, x, top, x + wide, 780, chance.choice((HOUSE["odo"], INDIGO, HOUSE["kodai"], HOUSE["kusa"], STONE)))
        _polygon(draw, [(x - 18, top), (x + wide // 2, top - 90), (x + wide + 18, top)], SNOW)
        for left in (x + 30, x + wide - 70):
            _box(draw, left, top + 70, left + 40, top + 130, "#FFD98A")
        x += wide + 12
    _box(draw, 0, 770, WIDTH, HEIGHT, FIELD)
    for _flake in range(140):
        _disc(draw, chance.randint(0, WIDTH), chance.randint(0, 760), chance.randint(2, 6), SNOW)


def _bench(draw: Draw, chance: random.Random) -> None:
    _box(draw, 0, 0, WIDTH, HEIGHT, HOUSE["ai-tint"])
    for y in (330, 690):
        _box(draw, 0, y, WIDTH, y + 26, STONE)
    for base in (330, 690):
        for place in range(5):
            x, colour = (
                120 + place * 230 + chance.randint(-30, 30),
                chance.choice((HOUSE["ai-bright"], GOLD, HOUSE["enji"], MOSS)),
            )
            _polygon(
                draw, [(x - 20, base - 210), (x + 20, base - 210), (x + 85, base), (x - 85, base)], HOUSE["surface"]
            )
            _polygon(draw, [(x - 42, base - 120), (x + 42, base - 120), (x + 85, base), (x - 85, base)], colour)
            _box(draw, x - 28, base - 226, x + 28, base - 206, "#BFD0E6")


SCENES: dict[str, tuple[Scene, dict[str, str]]] = {
    "ice": (_ice, {"ja": "絵：湖の氷と、その向こうの山", "en": "A drawing: ice on a lake, with mountains behind it", "ru": "Рисунок: лёд на озере, за ним горы"}),
    "river": (_river, {"ja": "絵：川に架かる石の橋", "en": "A drawing: a stone bridge over a river", "ru": "Рисунок: каменный мост через реку"}),
    "harbour": (_harbour, {"ja": "絵：船とクレーンのある港", "en": "A drawing: a harbour with a ship and cranes", "ru": "Рисунок: порт с кораблём и кранами"}),
    "pine": (_pine, {"ja": "絵：雪吊りをした松", "en": "A drawing: a pine held by ropes against the snow", "ru": "Рисунок: сосна, ветви которой держат верёвки от снега"}),
    "birches": (_birches, {"ja": "絵：白樺の林", "en": "A drawing: a wood of birches", "ru": "Рисунок: берёзовый лес"}),
    "houses": (_houses, {"ja": "絵：雪の降る家並み", "en": "A drawing: a row of houses in falling snow", "ru": "Рисунок: ряд домов под снегопадом"}),
    "bench": (_bench, {"ja": "絵：実験台に並ぶフラスコ", "en": "A drawing: flasks on the benches of a laboratory", "ru": "Рисунок: колбы на лабораторных столах"}),
}  # fmt: skip
PLACES = {
    "irkutsk": ("ice", "birches"),
    "kazan": ("river", "houses"),
    "vladivostok": ("harbour", "ice"),
    "kanazawa": ("pine", "houses"),
    "barnaul": ("birches", "river"),
}
OTHERS = ("bench", "houses", "birches")


def scene_for(city: str, number: int) -> str:
    """What the picture of a report shows: its city, and now and then something else, so that a list is not all alike."""
    places = OTHERS if number % 3 == 2 else PLACES.get(city, OTHERS)
    return places[number // 3 % len(places)]


def drawn(scene: str, number: int) -> SimpleUploadedFile:
    """The picture as a browser would send it; the same number always gives the same one."""
    chance = random.Random(number)  # noqa: S311 a pattern, not a secret
    image = Image.new("RGB", (WIDTH * FINER, HEIGHT * FINER))
    draw = ImageDraw.Draw(image)
    top, bottom = (Image.new("RGB", (1, 1), colour).getpixel((0, 0)) for colour in chance.choice(SKIES))
    for y in range(HEIGHT):
        share = y / HEIGHT
        colour = tuple(round(a + (b - a) * share) for a, b in zip(top, bottom, strict=True))  # type: ignore[arg-type]
        draw.rectangle((0, y * FINER, WIDTH * FINER, (y + 1) * FINER), fill=colour)
    _disc(draw, chance.randint(150, WIDTH - 150), chance.randint(120, 260), 60, SNOW)
    SCENES[scene][0](draw, chance)
    out = io.BytesIO()
    image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(out, "JPEG", quality=88)
    return SimpleUploadedFile(f"{scene}-{number}.jpg", out.getvalue(), content_type=JPEG)
