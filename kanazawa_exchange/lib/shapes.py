"""The pieces of every drawing: SVG text in positions of percent or px, all colours as attributes."""

from html import escape

from .colours import COLOURS

FAMILY = "Hashi Sans, Portal Sans, Portal Sans JP, sans-serif"
INK, INK_2, HAIR, CONTROL = COLOURS["sumi"], COLOURS["sumi-2"], COLOURS["hair"], COLOURS["control"]
WHITE, BELOW = COLOURS["surface"], COLOURS["enji"]


def svg(css: str, height: int, width: int | None, inner: list[str]) -> str:
    if width is None:
        head = f'<svg class="{css}" width="100%" height="{height}" aria-hidden="true" focusable="false">'
    else:
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        )
    return head + "".join(inner) + "</svg>"


def text(
    words: str, x: str, y: float, *, fill: str = INK, anchor: str = "start", dx: int = 0, bold: bool = True
) -> str:
    weight = ' font-weight="600"' if bold else ""
    shift = f' dx="{dx}"' if dx else ""
    return (
        f'<text font-family="{FAMILY}" font-size="13"{weight} fill="{fill}" x="{x}"{shift} y="{y}" '
        f'text-anchor="{anchor}">{escape(words)}</text>'
    )


def vertical(
    css: str, stroke: str, x: str, y1: int | str, y2: int | str, *, width: float = 1, opacity: str = ""
) -> str:
    extra = f' stroke-opacity="{opacity}"' if opacity else ""
    return (
        f'<line class="{css}" stroke="{stroke}" stroke-width="{width:g}"{extra} x1="{x}" x2="{x}" y1="{y1}" y2="{y2}"/>'
    )


def rect(css: str, fill: str, x: str, y: int, width: str, height: int) -> str:
    return f'<rect class="{css}" fill="{fill}" x="{x}" y="{y}" width="{width}" height="{height}"/>'
