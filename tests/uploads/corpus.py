"""Files made by code, good and bad: none is kept in the repository."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, PngImagePlugin

MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The harmless text that every scanner reports; in two parts, so that none reports this file."""


def upload(content: bytes, name: str = "paper.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


# --- PDF -------------------------------------------------------------------------------------------------------------


def pdf(*further: bytes, trailer: bytes = b"", catalog: bytes = b"", tail: bytes = b"") -> bytes:
    """One empty page, with further objects from number 4 on, and a table that is right."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        *further,
    ]
    out, places = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return (
        b"%sxref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n%s"
        % (
            *(out, size, table, size, trailer, len(out)),
            tail,
        )
    )


def stream(content: bytes, words: bytes = b"", packed: bool = True) -> bytes:
    data = zlib.compress(content) if packed else content
    filters = b"/Filter /FlateDecode" if packed else b""
    return b"<< %s %s /Length %d >>\nstream\n%s\nendstream" % (words, filters, len(data), data)


def object_stream(content: bytes) -> bytes:
    return stream(b"9 0 " + content, b"/Type /ObjStm /N 1 /First 4")


# --- Word ------------------------------------------------------------------------------------------------------------


def relation(kind: str, target: str, external: bool = True) -> str:
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="r1" Type="{RELATIONS}/{kind}" Target="{target}"{mode}/>'


def package(parts: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def docx(relations: str = "", body: str = "", main: str = MAIN, **parts: str | bytes) -> bytes:
    """`parts`: further parts, with __ for / and _ for the last dot."""
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    return package(
        {
            "[Content_Types].xml": types,
            "_rels/.rels": f"<Relationships>{relation('officeDocument', 'word/document.xml', False)}</Relationships>",
            "word/document.xml": f'<w:document xmlns:w="{WORDS}"><w:body>{body}</w:body></w:document>',
            "word/_rels/document.xml.rels": f"<Relationships>{relations}</Relationships>",
        }
        | {".".join(name.replace("__", "/").rsplit("_", 1)): content for name, content in parts.items()}
    )


def field(*pieces: str) -> str:
    """An instruction of a field, cut into runs."""
    return "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)


# --- Pictures --------------------------------------------------------------------------------------------------------


def scene(width: int = 60, height: int = 40, mode: str = "RGB") -> Image.Image:
    """White, with a dark square in the upper left corner."""
    picture = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(picture).rectangle((0, 0, width // 3, height // 3), fill=(20, 20, 120))
    return picture.convert(mode)


def picture(kind: str, image: Image.Image | None = None, **options: Any) -> bytes:
    buffer = io.BytesIO()
    (image or scene()).save(buffer, kind, **options)
    return buffer.getvalue()


def notes(orientation: int = 1) -> Image.Exif:
    """What a telephone writes: how it was held, who made it, where it was, and a note in its own format."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x0131] = orientation, "SecretCamera", "SecretSoftware"
    exif.get_ifd(0x8825).update({1: "N", 2: (36.0, 33.0, 41.0), 3: "E", 4: (136.0, 42.0, 3.0)})
    exif.get_ifd(0x8769).update({0x927C: b"SecretMakerNote", 0x9286: b"ASCII\0\0\0SecretComment"})
    return exif


XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><secret>SecretXmp</secret></x:xmpmeta>'


def profile() -> bytes:
    """A colour profile with words in it."""
    from PIL import ImageCms

    content = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return content + b"SecretProfile"


def held(orientation: int, kind: str = "JPEG") -> bytes:
    """A picture that is only upright when the note about the camera is obeyed."""
    back = {
        1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270,
    }[orientation]  # fmt: skip
    image = scene(120, 80)
    return picture(kind, image if back is None else image.transpose(back), exif=notes(orientation))


def with_everything(kind: str) -> bytes:
    """As much as the format can tell beside the picture."""
    options: dict[str, Any] = {"exif": notes(), "icc_profile": profile()}
    if kind in {"JPEG", "WEBP", "AVIF"}:
        options["xmp"] = XMP
    if kind == "JPEG":
        options["comment"] = "SecretJpegComment"
    if kind == "PNG":
        words = PngImagePlugin.PngInfo()
        words.add_text("Author", "SecretPngText")
        words.add_text("Long", "SecretPackedText" * 50, zip=True)
        words.add_itxt("XML:com.adobe.xmp", XMP.decode())
        options["pnginfo"] = words
    return picture(kind, **options)


def png_chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack("!I", len(content)) + kind + content + struct.pack("!I", zlib.crc32(kind + content))


def flood(width: int = 13_000, height: int = 13_000) -> bytes:
    """A PNG of one bit a pixel: some kilobytes that unpack to all the memory there is."""
    head = struct.pack("!IIBBBBB", width, height, 1, 0, 0, 0, 0)
    packer, rows = zlib.compressobj(9), b"\0" * (1 + (width + 7) // 8)
    data = b"".join([*(packer.compress(rows) for _row in range(height)), packer.flush()])
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", head) + png_chunk(b"IDAT", data) + png_chunk(b"IEND", b"")


def webp_claiming(width: int, height: int, animated: bool = False) -> bytes:
    """A head alone."""
    content = (
        bytes([0x02 if animated else 0, 0, 0, 0])
        + (width - 1).to_bytes(3, "little")
        + (height - 1).to_bytes(3, "little")
    )
    chunk = b"VP8X" + struct.pack("<I", len(content)) + content
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


def moving(kind: str) -> bytes:
    frames = [scene(), scene().rotate(90), scene().rotate(180)]
    return picture(kind, frames[0], save_all=True, append_images=frames[1:], duration=100)


def avif_saying(width: int, height: int, content: bytes) -> bytes:
    """An AVIF whose box of sizes says another size than its coded picture has."""
    at = content.index(b"ispe") + 8
    return content[:at] + struct.pack("!II", width, height) + content[at + 8 :]


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack("!I", 8 + len(content)) + kind + content


def avif_claiming(width: int, height: int, *, frames: int = 1, is_reduced: bool = True) -> bytes:
    """The table of one item, and its sequence header of 16 bits a side; of its frames nothing but their heads."""
    bits = "000" + "1" + ("1" + "00000" if is_reduced else "0" + "0" + "0" + "00000" + "0" * 12 + "00000")
    bits += "1111" + "1111" + f"{width - 1:016b}{height - 1:016b}"
    head = int(bits.ljust(128, "0"), 2).to_bytes(16, "big")
    item = bytes([0x0A, len(head)]) + head + b"\x32\x00" * frames
    entry = box(b"infe", struct.pack("!IHH4s", 2 << 24, 1, 0, b"av01") + b"\0")
    place = struct.pack("!IHHHHHHII", 1 << 24, 0x4400, 1, 1, 1, 0, 1, 0, len(item))
    table = bytes(4) + box(b"iinf", struct.pack("!IH", 0, 1) + entry) + box(b"iloc", place) + box(b"idat", item)
    return box(b"ftyp", b"avif\0\0\0\0avifmif1miaf") + box(b"meta", table)


def several(kind: str = "MPO") -> bytes:
    """As telephones save a photo with a second picture behind it."""
    return picture(kind, scene(), save_all=True, append_images=[scene(30, 20)])


HEIC_HEAD = struct.pack("!I", 24) + b"ftypheic\0\0\0\0mif1heic" + b"\0" * 40
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML = b"<!doctype html><html><script>alert(1)</script></html>"
PHP = b"<?php system($_GET['c']); ?>"
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + b"\0" * 60
ZIP = package({"index.html": HTML})
