"""What the demo's applicants hand in: a transcript that says that it is invented, and a portrait of nobody."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

WORDS = b"BT /F1 18 Tf 72 760 Td (Transcript of records \\(invented\\)) Tj 0 -32 Td /F1 12 Tf (This paper belongs to the demo.) Tj ET"
OBJECTS = (
    b"<< /Type /Catalog /Pages 2 0 R >>",
    b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    b"<< /Length %d >>\nstream\n%s\nendstream" % (len(WORDS), WORDS),
    b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
)
SIZE = (350, 450)
SHADES = ((201, 214, 223), (214, 222, 203), (226, 214, 200), (214, 206, 224))
"""Of the walls before which they sit."""
COAT, HAIR, SKIN = (62, 76, 92), (40, 34, 32), (226, 192, 166)


def transcript() -> SimpleUploadedFile:
    """One page in PDF."""
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(OBJECTS, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(OBJECTS) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return SimpleUploadedFile("transcript.pdf", out + end % (size, table, size, len(out)))


def portrait(number: int) -> SimpleUploadedFile:
    """A drawn head in JPEG, before one of four walls."""
    image = Image.new("RGB", SIZE, SHADES[number % len(SHADES)])
    draw = ImageDraw.Draw(image)
    draw.ellipse((30, 310, 320, 620), fill=COAT)
    draw.ellipse((98, 90, 252, 270), fill=HAIR)
    draw.ellipse((110, 112, 240, 290), fill=SKIN)
    draw.rectangle((150, 270, 200, 330), fill=SKIN)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return SimpleUploadedFile("portrait.jpg", out.getvalue())
