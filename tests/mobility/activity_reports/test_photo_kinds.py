"""Which photos the page of the authors takes, and what of them is stored and shown: pixels, upright, and no word (S28–S33)."""

import io
import re
from typing import Any

import pytest
from PIL import Image

from kanazawa_exchange.accounts.models import StoredFile, User
from kanazawa_exchange.accounts.services.disk import path_of
from kanazawa_exchange.lib.uploads import heif
from mobility.models import ReportPhoto
from tests.factories import World
from tests.uploads import corpus
from tests.uploads.corpus import picture, scene

from .test_photo_pages import file, posted
from .test_photos import done_at_once, english, work  # noqa: F401  fixtures of the same photos
from .writing import begun

GREY_16 = Image.new("I;16", (300, 200), 40_000)
KINDS = {
    "jpeg": (picture("JPEG", scene(300, 200)), "image/jpeg"),
    "png": (picture("PNG", scene(300, 200)), "image/png"),
    "webp": (picture("WEBP", scene(300, 200)), "image/webp"),
    "avif": (picture("AVIF", scene(300, 200)), "image/jpeg"),
    "cmyk": (picture("JPEG", scene(300, 200, "CMYK")), "image/jpeg"),
    "progressive": (picture("JPEG", scene(300, 200), progressive=True), "image/jpeg"),
    "16 bits": (picture("PNG", GREY_16), "image/png"),
    "palette with transparency": (picture("PNG", scene(300, 200, "P"), transparency=0), "image/png"),
    "with a profile": (picture("JPEG", scene(300, 200), icc_profile=corpus.profile()), "image/jpeg"),
    "two in one": (corpus.several(), "image/jpeg"),
}
REFUSED = {
    "svg": (corpus.SVG, "Only these kinds"),
    "gif": (picture("GIF", scene(300, 200)), "Only these kinds"),
    "bmp": (picture("BMP", scene(300, 200)), "Only these kinds"),
    "tiff": (picture("TIFF", scene(300, 200)), "Only these kinds"),
    "html": (corpus.HTML, "Only these kinds"),
    "php behind a gif": (b"GIF89a" + corpus.PHP, "Only these kinds"),
    "program": (corpus.EXE, "Only these kinds"),
    "pdf": (corpus.pdf(), "Only these kinds"),
    "archive behind a picture": (picture("JPEG") + corpus.ZIP, "two kinds"),
    "page behind a picture": (picture("PNG") + corpus.HTML, "two kinds"),
    "moving png": (corpus.moving("PNG"), "moves"),
    "moving webp": (corpus.moving("WEBP"), "moves"),
    "moving avif": (corpus.moving("AVIF"), "moves"),
    "flood": (corpus.flood(), "megapixels"),
    "webp that claims to be large": (corpus.webp_claiming(16_000, 16_000), "megapixels"),
    "avif that claims to be large": (corpus.avif_claiming(60_000, 60_000), ""),
    "cut off jpeg": (picture("JPEG", scene(600, 400))[:1500], ""),
    "cut off png": (picture("PNG", scene(600, 400))[:-40], ""),
    "cut off webp": (picture("WEBP", scene(600, 400))[:-40], ""),
    "head alone": (b"\xff\xd8\xff\xe0", ""),
}


def wide_and_high() -> bytes:
    """A PNG whose head says 10⁵ by 10⁵ pixels, with the few rows of another one."""
    small = corpus.flood(10, 10)
    head = (100_000).to_bytes(4, "big") * 2 + small[24:29]
    return small[:8] + corpus.png_chunk(b"IHDR", head) + small[33:]


REFUSED["flood of 10⁵ by 10⁵"] = (wide_and_high(), "megapixels")


def stored() -> tuple[StoredFile, bytes]:
    found = ReportPhoto.objects.select_related("file").get().file
    return found, path_of(found.file.name or "").read_bytes()


@pytest.mark.parametrize("name", KINDS)
def test_what_telephones_and_cameras_send_is_taken_whatever_it_is_called(
    name: str, world: World, sato: User, aiko: User, sign_in: Any
) -> None:
    content, kind = KINDS[name]
    answer = posted(
        sign_in(aiko), begun(world, sato, aiko), "add", photos=[file(0, "../../photo\u202egnp.exe", content)]
    )
    assert "1 photo is stored." in answer.text
    row, kept = stored()
    with Image.open(io.BytesIO(kept)) as shown:
        assert (Image.MIME[str(shown.format)], shown.mode in ("RGB", "RGBA", "L", "P")) == (kind, True)
        assert not {"exif", "icc_profile", "xmp", "comment"} & set(shown.info)
    assert row.content_type == kind
    assert re.fullmatch(r"documents/[0-9a-f]{32}", row.file.name or "")
    assert "/" not in row.original_name
    assert "\u202e" not in row.original_name


@pytest.mark.parametrize("name", REFUSED)
def test_anything_else_is_refused_with_its_reason_and_nothing_is_stored(
    name: str, world: World, sato: User, aiko: User, sign_in: Any
) -> None:
    content, words = REFUSED[name]
    answer = posted(sign_in(aiko), begun(world, sato, aiko), "add", photos=[file(0, "photo.jpg", content)])
    assert answer.status_code == 200
    assert f"photo.jpg: {words}" in answer.text or (words in answer.text and "photo.jpg: " in answer.text)
    assert (ReportPhoto.objects.count(), StoredFile.objects.count()) == (0, 0)
    assert not path_of("documents").is_dir() or not list(path_of("documents").iterdir())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("orientation", [3, 6])
def test_it_is_stored_and_shown_upright_without_where_it_was_taken(
    kind: str, orientation: int, world: World, sato: User, aiko: User, sign_in: Any
) -> None:
    client = sign_in(aiko)
    posted(client, begun(world, sato, aiko), "add", photos=[file(0, "a.jpg", corpus.held(orientation, kind))])
    _row, kept = stored()
    work()
    photo = ReportPhoto.objects.get()
    picture_of = photo.file.picture
    assert picture_of is not None
    answers = [client.get(f"/en/activity-reports/photos/{photo.uid}/{name}") for name in picture_of.renditions]
    assert {answer.status_code for answer in answers} == {200}
    shown = [answer.getvalue() for answer in answers]
    assert shown
    for content in (kept, *shown):
        assert b"Secret" not in content
        assert b"Exif" not in content
        if content[4:8] == b"ftyp":
            continue
        with Image.open(io.BytesIO(content)) as image:
            corner, middle = (image.convert("RGB").getpixel(at) for at in ((5, 5), (image.width - 5, image.height - 5)))
            assert image.width > image.height
            assert sum(corner) < 300 < 700 < sum(middle), "the dark square is in the upper left corner"


@pytest.mark.skipif(heif.IS_HERE, reason="the extra heif is installed")
def test_without_the_extra_a_heic_is_refused_with_the_way_to_a_jpeg(
    world: World, sato: User, aiko: User, sign_in: Any
) -> None:
    answer = posted(sign_in(aiko), begun(world, sato, aiko), "add", photos=[file(0, "a.heic", corpus.HEIC_HEAD)])
    assert "Most Compatible" in answer.text
    assert not StoredFile.objects.exists()
