"""An address as a picture that a telephone reads: SVG, drawn here, since our pages take no data: addresses."""

from io import BytesIO

import segno

from kanazawa_exchange.lib.colours import COLOURS


def qr_code(text: str, *, border: int = 3) -> str:
    """The picture, with so many modules of quiet ground around it."""
    picture = BytesIO()
    segno.make(text, micro=False).save(
        picture, kind="svg", scale=4, border=border, dark=COLOURS["sumi"], light=COLOURS["surface"], xmldecl=False
    )
    return picture.getvalue().decode()
