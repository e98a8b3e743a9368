"""Of a picture only its pixels are kept, upright (S32), and what decoding takes is bounded (S29, S30)."""

import io
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

from kanazawa_exchange.lib import uploads
from kanazawa_exchange.lib.content_types import PNG
from kanazawa_exchange.lib.uploads import picture_costs, pictures

from . import corpus
from .corpus import picture, scene, upload

FORMATS = ["JPEG", "PNG", "WEBP", "AVIF"]
KEPT = {"AVIF": "JPEG"}
"""What becomes another kind."""
STRUCTURE = {
    "JPEG": {0xE0, 0xDB, 0xC0, 0xC4, 0xDA},  # JFIF head, tables, frame, scan
    "PNG": {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"},
    "WEBP": {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"},
    "AVIF": {b"av01"},
}


def stored(content: bytes, policy: uploads.Policy = uploads.PHOTOS) -> bytes:
    with uploads.taken(upload(content), policy) as taken:
        taken.stream.seek(0)
        return taken.stream.read()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def segments(content: bytes) -> set[object]:
    """Markers of a JPEG, chunks of a PNG or WebP, items of an AVIF."""
    if content[:2] == b"\xff\xd8":
        found, at = set(), 2
        while content[at + 1] != 0xDA:
            found.add(content[at + 1])
            at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        return found | {0xDA}
    if content[4:8] == b"ftyp":
        return {kind for kind in (b"av01", b"Exif", b"mime") if kind in content}
    order, at, behind = ("big", 8, 4) if content[:4] == b"\x89PNG" else ("little", 12, 0)
    found = set()
    while at < len(content):
        if order == "big":
            length, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        else:
            length, kind = int.from_bytes(content[at + 4 : at + 8], "little"), content[at : at + 4]
            length += length % 2
        found.add(kind)
        at += 8 + length + behind
    return found


# --- Nothing but pixels ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FORMATS)
def test_no_segment_is_left_that_is_not_the_picture(kind: str) -> None:
    content = corpus.with_everything(kind)
    assert not segments(content) <= STRUCTURE[kind]  # control: the upload tells more than the picture
    assert segments(stored(content)) <= STRUCTURE[KEPT.get(kind, kind)]


@pytest.mark.parametrize("kind", FORMATS)
def test_no_word_of_place_camera_author_or_profile_is_left(kind: str) -> None:
    content = corpus.with_everything(kind)
    new = stored(content)
    assert b"Secret" in content
    assert b"Secret" not in new
    result = opened(new)
    assert dict(result.getexif()) == {}
    assert set(result.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "loop", "background"}
    assert opened(new).tobytes()[:30] == opened(stored(picture(kind))).tobytes()[:30]


@pytest.mark.parametrize(("kind", "kept"), [("JPEG", "comment"), ("PNG", "icc_profile")])
def test_control_a_plain_re_save_keeps_some_of_it(kind: str, kept: str) -> None:
    """Hence the new image."""
    image = opened(corpus.with_everything(kind))
    image.load()
    assert kept in opened(picture(kind, image)).info


def test_what_stands_behind_a_jpeg_is_left_behind() -> None:
    assert b"MotionPhoto" not in stored(picture("JPEG") + b"MotionPhoto_Data")
    assert len(stored(corpus.several())) < len(stored(picture("JPEG"))) + 100


# --- Upright ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_upright_however_the_telephone_was_held(orientation: int, kind: str) -> None:
    result = opened(stored(corpus.held(orientation, kind))).convert("L")
    assert result.size == (120, 80)
    corners = [result.getpixel(place) for place in ((5, 5), (115, 5), (5, 75), (115, 75))]
    assert [corner < 128 for corner in corners] == [True, False, False, False]


@pytest.mark.parametrize("orientation", range(2, 9))
def test_control_without_the_turn_it_lies_on_its_side(orientation: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "_TURNS", {})
    result = opened(stored(corpus.held(orientation))).convert("L")
    assert result.size != (120, 80) or result.getpixel((5, 5)) > 128


# --- The picture itself ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "kept"),
    [("L", "L"), ("1", "L"), ("P", "RGB"), ("RGB", "RGB"), ("RGBA", "RGBA"), ("LA", "RGBA"), ("I;16", "L")],
)
def test_colours_and_transparency_are_kept(given: str, kept: str) -> None:
    result = opened(stored(picture("PNG", scene(mode=given))))
    assert result.mode == kept


def test_sixteen_bits_of_grey_become_eight() -> None:
    grey = Image.new("I;16", (4, 4), 40_000)
    assert opened(stored(picture("PNG", grey))).getpixel((0, 0)) == 40_000 // 256


def test_a_png_too_large_for_the_place_is_kept_as_a_jpeg_on_white(monkeypatch: pytest.MonkeyPatch) -> None:
    noise = Image.effect_noise((600, 600), 90).convert("RGBA")
    noise.putalpha(0)
    content = picture("PNG", noise)
    narrow = uploads.Policy((PNG,), most_bytes=len(content) + 9)
    assert opened(stored(content, narrow)).format == "PNG"
    monkeypatch.setitem(pictures._OPTIONS, "PNG", {"compress_level": 0})
    result = opened(stored(content, narrow))
    assert result.format == "JPEG"
    assert result.getpixel((300, 300)) == (255, 255, 255)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_large_picture_is_kept_at_the_size_of_a_sheet_without_seams(kind: str) -> None:
    slope = Image.linear_gradient("L").resize((3600, 3300)).convert("RGB" if kind == "JPEG" else "L")
    result = opened(stored(picture(kind, slope))).convert("L")
    assert result.width * result.height <= pictures.MOST_KEPT
    assert abs(result.width / result.height - 3600 / 3300) < 0.01
    column = [result.getpixel((7, row)) for row in range(result.height)]
    assert max(abs(one - other) for one, other in pairwise(column)) <= 3


# --- Within the memory there is --------------------------------------------------------------------------------------

MEASURED = """
import pathlib, resource, sys
import django
django.setup()
from kanazawa_exchange.lib import uploads
from tests.uploads.corpus import upload
resource.setrlimit(resource.RLIMIT_DATA, (512_000_000, 512_000_000))
def peak():
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]) / 1024
def outcome(content):
    try:
        with uploads.taken(upload(content), uploads.PHOTOS):
            return "taken"
    except uploads.UploadRefused:
        return "refused"
for name in sys.argv[1:]:
    content = pathlib.Path(name).read_bytes()
    open("/proc/self/clear_refs", "w").write("5")  # the peak begins anew
    before = peak()
    print(pathlib.Path(name).name, outcome(content), round(peak() - before))
"""
ROOT = Path(__file__).resolve().parents[2]


def python(code: str, *words: str) -> str:
    """What a process of its own says."""
    surroundings = os.environ | {"DJANGO_SETTINGS_MODULE": "kanazawa_exchange.settings", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code, *words]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=surroundings)
    assert done.returncode == 0, done.stderr[-600:]
    return done.stdout


def large(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """With so few colours that as a PNG too it is small."""
    return Image.linear_gradient("L").resize((width, height)).convert(mode)


def veiled(width: int, height: int) -> Image.Image:
    image = large(width, height, "RGBA")
    image.putalpha(large(width, height, "L"))
    return image


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="measured on Linux")
def test_decoding_takes_less_than_100_mb(tmp_path: Path) -> None:
    """In a process of its own with at most 512 MB."""
    turned = corpus.notes(6)
    cases = {
        "flood": ("refused", corpus.flood()),
        "webp-flood": ("refused", corpus.webp_claiming(16_000, 16_000)),
        "webp-6-megapixels": ("refused", picture("WEBP", large(3000, 2000), method=0)),
        "jpeg-24-megapixels-progressive": (
            "refused",
            picture("JPEG", large(6000, 5000), progressive=True, subsampling=0),
        ),
        "jpeg-48-megapixels": ("taken", picture("JPEG", large(8000, 6000), exif=turned)),
        "jpeg-12-megapixels": ("taken", picture("JPEG", large(4000, 3000), progressive=True, exif=turned)),
        "png-13-megapixels": ("taken", picture("PNG", large(4160, 3120), compress_level=1, exif=turned)),
        "avif-12-megapixels": ("refused", picture("AVIF", large(4000, 3000), speed=10)),
        "avif-that-says-less": ("refused", corpus.avif_saying(60, 40, picture("AVIF", large(5500, 5300), speed=10))),
        "avif-6-megapixels": ("taken", picture("AVIF", large(3000, 2100), speed=10, subsampling="4:4:4")),
        "avif-5-megapixels-transparent": ("taken", picture("AVIF", veiled(2580, 1940), speed=10)),
        "webp-5-megapixels": ("taken", picture("WEBP", large(2580, 1940), method=0)),
    }
    for name, (_outcome, content) in cases.items():
        (tmp_path / name).write_bytes(content)
    lines = [line.split() for line in python(MEASURED, *(str(tmp_path / name) for name in cases)).splitlines()]
    assert [(name, outcome) for name, outcome, _size in lines] == [(name, case[0]) for name, case in cases.items()]
    assert {name: size for name, _outcome, size in lines if int(size) >= 100} == {}
    assert {name: size for name, outcome, size in lines if outcome == "refused" and int(size) >= 20} == {}


def test_control_without_the_look_at_the_head_a_flood_takes_what_it_wants(tmp_path: Path) -> None:
    path = tmp_path / "flood"
    path.write_bytes(corpus.flood(9000, 9000))
    code = f"""
from PIL import Image
Image.MAX_IMAGE_PIXELS = None
with Image.open({str(path)!r}) as image:
    image.convert("RGBA")
print(int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]) // 1024)
"""
    assert path.stat().st_size < 40_000
    assert int(python(code)) > 300


def test_control_the_decoder_of_an_avif_believes_the_coded_picture(tmp_path: Path) -> None:
    """Hence the look into it: the size that the file says is that of a stamp."""
    path = tmp_path / "lie"
    path.write_bytes(corpus.avif_saying(60, 40, picture("AVIF", large(5500, 5300), speed=10)))
    code = "from kanazawa_exchange.lib.uploads import pictures\npictures._refuse_coded = lambda found: None\n"
    _name, outcome, size = python(MEASURED.replace("def peak", code + "def peak"), str(path)).split()
    assert outcome == "taken"
    assert int(size) > 40


def test_pillow_itself_refuses_what_it_only_warns_of() -> None:
    """A second line behind our own look at the head."""
    code = """
import io, django
django.setup()
from kanazawa_exchange.lib.uploads import pictures
from tests.uploads import corpus
try:
    pictures.Image.open(io.BytesIO(corpus.flood(8000, 7000)))
except pictures.Image.DecompressionBombWarning:
    print("refused")
"""
    assert python(code) == "refused\n"
    assert Image.MAX_IMAGE_PIXELS == picture_costs.MOST_PIXELS


@pytest.mark.parametrize(
    ("head", "size"),
    [
        (picture("WEBP", scene(61, 43)), (61, 43, 1)),
        (picture("WEBP", scene(61, 43), lossless=True), (61, 43, 1)),
        (corpus.webp_claiming(7000, 9000), (7000, 9000, 1)),
        (corpus.moving("WEBP"), (60, 40, 2)),
    ],
)
def test_the_size_of_a_webp_is_read_from_its_head(head: bytes, size: tuple[int, int, int]) -> None:
    assert picture_costs.size_of_webp(io.BytesIO(head)) == picture_costs.Size(*size)


def test_with_the_extra_a_heic_becomes_a_jpeg_that_tells_nothing() -> None:
    pillow_heif = pytest.importorskip("pillow_heif", reason="the extra heif is not installed")
    pillow_heif.register_heif_opener()
    content = picture("HEIF", scene(120, 80), exif=corpus.notes(), xmp=corpus.XMP, quality=90)
    result = stored(content)
    assert b"Secret" in content
    assert b"Secret" not in result
    assert segments(result) <= STRUCTURE["JPEG"]
    assert opened(result).size == (120, 80)
