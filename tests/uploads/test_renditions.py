"""The files in which a picture is shown: never larger than it is, small in bytes, without a word about it, within the memory there is."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from kanazawa_exchange.lib.content_types import AVIF, JPEG, WEBP
from kanazawa_exchange.lib.uploads import avif, renditions
from kanazawa_exchange.lib.uploads.renditions import Rendition, planned

from . import corpus
from .corpus import picture, scene
from .test_pictures import STRUCTURE, large, opened, python, segments, veiled


def made(content: bytes) -> dict[Rendition, bytes]:
    stream = io.BytesIO(content)
    return dict(renditions.made(stream, planned(*renditions.size_of(stream))))


def photo(width: int = 1800, height: int = 1350, mode: str = "RGB") -> Image.Image:
    """Slopes of light, edges, and the grain of a sensor."""
    grain = Image.effect_noise((width, height), 12)
    image = ImageChops.add(large(width, height).rotate(20), grain.convert("RGB"), 2, 20)
    image.paste((160, 30, 60), (width // 4, height // 4, width // 2, height // 2))
    return image.convert(mode)


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        ((3000, 2250), [(480, 360), (960, 720), (1600, 1200)]),
        ((2250, 3000), [(360, 480), (720, 960), (1200, 1600)]),
        ((1600, 1200), [(480, 360), (960, 720), (1600, 1200)]),
        ((700, 500), [(480, 343), (700, 500)]),
        ((480, 480), [(480, 480)]),
        ((60, 40), [(60, 40)]),
        ((4096, 3), [(480, 1), (960, 1), (1600, 1)]),
    ],
)
def test_three_sizes_of_three_kinds_and_none_larger_than_the_picture(
    size: tuple[int, int], shown: list[tuple[int, int]]
) -> None:
    plan = planned(*size)
    assert [(one.width, one.height) for one in plan] == [pair for pair in shown for _kind in range(3)]
    assert [one.kind for one in plan[:3]] == [AVIF, WEBP, JPEG]
    assert len({one.name for one in plan}) == len(plan)
    assert all(renditions.kind_of_name(one.name) == one.kind for one in plan)


@pytest.mark.parametrize(
    "name", ["", "480", "480.png", "0480.webp", "../480.webp", "480.webp.exe", "480.WEBP", ".webp", "48000.webp"]
)
def test_nothing_else_is_the_name_of_one(name: str) -> None:
    assert renditions.kind_of_name(name) == ""


def test_where_no_avif_can_be_written_there_are_two_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(avif, "IS_HERE", False)
    assert {one.kind for one in planned(600, 400)} == {WEBP, JPEG}


def test_each_is_what_it_says_and_looks_like_the_picture() -> None:
    original = photo(1000, 750)
    for one, content in made(picture("JPEG", original, quality=90)).items():
        shown = opened(content)
        assert (Image.MIME[shown.format or ""], shown.size) == (one.kind, (one.width, one.height))
        wanted = original.resize(shown.size, Image.Resampling.LANCZOS)
        off = ImageChops.difference(wanted, shown.convert("RGB")).convert("L").resize((8, 8), Image.Resampling.BOX)
        assert off.getextrema()[1] < 12, one


def test_a_phone_fetches_less_than_it_would_of_the_picture_itself() -> None:
    content = picture("JPEG", photo(), quality=88)
    files = made(content)
    weights = {
        kind: {one.width: len(new) for one, new in files.items() if one.kind == kind} for kind in renditions.KINDS
    }
    assert all(sizes == dict(sorted(sizes.items(), key=lambda pair: pair[1])) for sizes in weights.values())
    assert weights[AVIF][1600] < weights[JPEG][1600] * 0.6
    assert weights[WEBP][1600] < weights[JPEG][1600]
    assert weights[AVIF][480] < len(content) / 20


def test_they_are_the_same_bytes_each_time() -> None:
    content = picture("PNG", photo(300, 200))
    assert made(content) == made(content)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_no_word_of_place_camera_author_or_profile_is_in_them(kind: str) -> None:
    """Even if the stored picture had any."""
    for one, content in made(corpus.with_everything(kind)).items():
        assert b"Secret" not in content
        assert segments(content) <= STRUCTURE[opened(content).format or ""] | {0xC2}, one  # a progressive frame


@pytest.mark.parametrize("mode", ["RGBA", "L", "RGB"])
def test_what_is_transparent_is_white_in_every_kind(mode: str) -> None:
    image = scene(mode=mode)
    if mode == "RGBA":
        image.putalpha(0)
    for content in made(picture("PNG", image)).values():
        corner = opened(content).convert("RGB").getpixel((5, 5))
        assert (min(corner) > 245) == (mode == "RGBA")  # type: ignore[type-var]


MEASURED = """
import io, pathlib, resource, sys
import django
django.setup()
from kanazawa_exchange.lib.uploads import renditions
resource.setrlimit(resource.RLIMIT_DATA, (512_000_000, 512_000_000))
def peak():
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]) / 1024
for name in sys.argv[1:]:
    stream = io.BytesIO(pathlib.Path(name).read_bytes())
    plan = renditions.planned(*renditions.size_of(stream))
    open("/proc/self/clear_refs", "w").write("5")  # the peak begins anew
    before = peak()
    print(pathlib.Path(name).name, sum(1 for _one in renditions.made(stream, plan)), round(peak() - before))
"""


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="measured on Linux")
def test_making_them_takes_less_than_100_mb_of_the_largest_picture_that_is_kept(tmp_path: Path) -> None:
    cases = {
        "jpeg": picture("JPEG", large(3425, 2569), quality=88),
        "png": picture("PNG", large(2569, 3425), compress_level=1),
        "webp": picture("WEBP", veiled(2580, 1940), method=0),
    }
    for name, content in cases.items():
        (tmp_path / name).write_bytes(content)
    lines = [line.split() for line in python(MEASURED, *(str(tmp_path / name) for name in cases)).splitlines()]
    assert [(name, count) for name, count, _size in lines] == [(name, "9") for name in cases]
    assert {name: size for name, _count, size in lines if int(size) > 99} == {}
