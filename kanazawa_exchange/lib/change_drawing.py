"""One person's levels before and after, as SVG: a dumbbell for the cell of a table, and a small radar beside the table.

Neither stands alone: the numbers are in the table. On a page a dumbbell is 100 % wide, without viewBox; for a document it takes
a width in px. All colours stand as attributes, since no style sheet reaches an image inside a PDF.
"""

from collections.abc import Sequence
from html import escape
from math import cos, pi, sin

from .colours import COLOURS

BEFORE, AFTER, LINE, DOT = COLOURS["odo"], COLOURS["ai"], COLOURS["hair"], COLOURS["control"]
PAPER, INK = COLOURS["surface"], COLOURS["sumi"]
FAMILY = "Hashi Sans, Portal Sans, Portal Sans JP, sans-serif"
HEIGHT, MIDDLE = 30, 15
FIRST, ROOM = 6, 88
"""Percent: where level 0 stands, and how much room there is from it to the highest level."""
SIDE, CENTRE, RADIUS = 240, 120, 88


def dumbbell(before: int | None, after: int | None, highest: int, *, width: int | None = None) -> str:
    """A ring where it was before, a filled circle where it is now, a bar between them; a ring around a circle where both agree."""
    steps = range(highest + 1)
    inner = [f'<line x1="{_x(0, highest)}" x2="{_x(highest, highest)}" {_Y} stroke="{LINE}" stroke-width="2"/>']
    inner += [f'<circle cx="{_x(step, highest)}" cy="{MIDDLE}" r="3" fill="{DOT}"/>' for step in steps]
    if before is not None and after is not None and before != after:
        ends = f'x1="{_x(before, highest)}" x2="{_x(after, highest)}"'
        inner.append(f'<line class="way" {ends} {_Y} stroke="{AFTER}" stroke-width="5"/>')
    if after is not None:
        inner.append(f'<circle class="after" cx="{_x(after, highest)}" cy="{MIDDLE}" r="9" fill="{AFTER}"/>')
    if before is not None:
        inner.append(_ring(_x(before, highest), around=before == after))
    if width is None:
        head = f'<svg class="dumbbell" width="100%" height="{HEIGHT}" aria-hidden="true" focusable="false">'
    else:
        head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{HEIGHT}">'
    return head + "".join(inner) + "</svg>"


_Y = f'y1="{MIDDLE}" y2="{MIDDLE}"'


def _x(level: int, highest: int) -> str:
    return f"{FIRST + level * ROOM / max(highest, 1):.2f}".rstrip("0").rstrip(".") + "%"


def _ring(x: str, *, around: bool) -> str:
    radius, fill = (12.5, "none") if around else (7.5, PAPER)
    return f'<circle class="before" cx="{x}" cy="{MIDDLE}" r="{radius:g}" fill="{fill}" stroke="{BEFORE}" stroke-width="2.5"/>'


def radar(before: Sequence[int], after: Sequence[int], highest: int, *, title: str) -> str:
    """Both profiles over one web, whose corners have the numbers of the rows of the table, from the top to the right."""
    count = len(after)
    inner = [
        f'<polygon points="{_points([step] * count, highest)}" fill="none" stroke="{LINE}" stroke-width="1.5"/>'
        for step in range(1, highest + 1)
    ]
    for place in range(count):
        x, y = _corner(place, count, RADIUS)
        inner.append(f'<line x1="{CENTRE}" y1="{CENTRE}" x2="{x:.1f}" y2="{y:.1f}" stroke="{LINE}"/>')
    inner.append(
        f'<polygon class="after" points="{_points(after, highest)}" fill="{AFTER}" fill-opacity=".13" stroke="{AFTER}"'
        ' stroke-width="3" stroke-linejoin="round"/>'
    )
    inner.append(
        f'<polygon class="before" points="{_points(before, highest)}" fill="none" stroke="{BEFORE}" stroke-width="2.5"'
        ' stroke-dasharray="6 4" stroke-linejoin="round"/>'
    )
    inner += [_number(place, count) for place in range(count)]
    head = f'<svg class="radar" viewBox="0 0 {SIDE} {SIDE}" width="{SIDE}" height="{SIDE}" role="img">'
    return f"{head}<title>{escape(title)}</title>{''.join(inner)}</svg>"


def _corner(place: int, count: int, radius: float) -> tuple[float, float]:
    angle = 2 * pi * place / count
    return CENTRE + radius * sin(angle), CENTRE - radius * cos(angle)


def _points(levels: Sequence[int], highest: int) -> str:
    corners = (_corner(place, len(levels), RADIUS * level / max(highest, 1)) for place, level in enumerate(levels))
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)


def _number(place: int, count: int) -> str:
    x, y = _corner(place, count, RADIUS + 16)
    words = f'font-family="{FAMILY}" font-size="14" fill="{INK}" text-anchor="middle"'
    return f'<text x="{x:.1f}" y="{y + 5:.1f}" {words}>{place + 1}</text>'
