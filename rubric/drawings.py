"""Results as drawings for the cells of a table: levels, who rose and fell, and the leading figure with its interval.

They can be read without colour: levels by lightness, who fell as an outline and who rose as a surface, a figure whose interval
leaves out zero as a full point and any other as a ring.
"""

from dataclasses import dataclass

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.colours import COLOURS
from kanazawa_exchange.lib.shapes import BELOW, CONTROL, HAIR, INK, INK_2, WHITE, rect, svg, text, vertical

from .scoring.tables import Counts
from .statistics.cohorts import Finding, finding
from .statistics.movement import Movement
from .statistics.results import Interval

STEPS = tuple(COLOURS[name] for name in ("step-0", "step-1", "step-2", "ai"))
ROSE, POINT = COLOURS["kusa"], COLOURS["ai"]
LEVELS_HIGH, MOVED_HIGH, FOREST_HIGH, AXIS_HIGH, YEARS_HIGH = 26, 30, 34, 22, 150
LETTER = 4.7
"""Percent that a digit takes of the narrowest bar of those who moved."""
ROOM, ROOM_PER_DIGIT = 0.02, 0.03
"""The share of a bar that a number inside needs."""


def step_colour(level: int, levels: int) -> str:
    """The colour of a level: the lowest is the lightest, the highest the darkest, with even steps between them."""
    place = level / max(1, levels - 1) * (len(STEPS) - 1)
    lower = min(int(place), len(STEPS) - 2)
    return _between(STEPS[lower], STEPS[lower + 1], place - lower)


def _between(one: str, other: str, share: float) -> str:
    parts = ((int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(low + (high - low) * share):02X}" for low, high in parts)


def _is_dark(colour: str) -> bool:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue < 140


def _percent(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") + "%"


def level_swatch(level: int, levels: int) -> str:
    """The small picture of a level in the key."""
    fill = step_colour(level, levels)
    box = f'<rect x="1" y="2" width="16" height="12" fill="{fill}" stroke="{CONTROL}" stroke-width="1"/>'
    return f'<svg width="18" height="16" aria-hidden="true" focusable="false">{box}</svg>'


def level_bar(counts: Counts, *, width: int | None = None) -> str:
    """How many stood on each level, from the lowest on; nobody is an empty frame."""
    n, inner, start = sum(counts), [], 0.0
    for level, count in enumerate(counts):
        if not count:
            continue
        share, fill = count / n, step_colour(level, len(counts))
        inner.append(rect("lv", fill, _percent(start * 100), 1, _percent(share * 100), LEVELS_HIGH - 2))
        if start:
            inner.append(vertical("seam", WHITE, _percent(start * 100), 1, LEVELS_HIGH - 1, width=1.5))
        if share >= ROOM + ROOM_PER_DIGIT * len(formats.number(count)):
            ink = WHITE if _is_dark(fill) else INK
            middle = _percent((start + share / 2) * 100)
            inner.append(text(formats.number(count), middle, 18, fill=ink, anchor="middle", bold=False))
        start += share
    inner.append(
        f'<rect fill="none" stroke="{CONTROL}" stroke-width="1" x="0" y="1" width="100%" height="{LEVELS_HIGH - 2}"/>'
    )
    return svg("res", LEVELS_HIGH, width, inner)


# --- Who rose and who fell -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reach:
    """How far the bars of a table go to either side, in shares of their pairs: all have one scale and one zero."""

    fell: float
    rose: float
    left: float
    right: float
    """Percent of the width between which the bars lie; the numbers stand outside."""

    @property
    def zero(self) -> float:
        return self.at(0)

    def at(self, share: float) -> float:
        whole = (self.fell + self.rose) or 1
        return self.left + (self.fell + share) / whole * (self.right - self.left)


def reach_of(moved: list[Movement]) -> Reach:
    counted = [one for one in moved if one.n]
    fell, rose = (max((len(formats.number(n)) for n in side), default=1) for side in _sides(counted))
    return Reach(
        max((one.fell / one.n for one in counted), default=0),
        max((one.rose / one.n for one in counted), default=0),
        left=LETTER * (fell + 1),
        right=100 - LETTER * (rose + 1),
    )


def _sides(moved: list[Movement]) -> tuple[list[int], list[int]]:
    return [one.fell for one in moved], [one.rose for one in moved]


def moved_bar(moved: Movement, reach: Reach, *, width: int | None = None) -> str:
    """Who fell to the left of the line, who rose to the right, each with its number."""
    if not moved.n:
        return svg("res", MOVED_HIGH, width, [])
    left, right, zero = reach.at(-moved.fell / moved.n), reach.at(moved.rose / moved.n), reach.zero
    outline = (
        f'<rect fill="{WHITE}" stroke="{BELOW}" stroke-width="2" x="{_percent(left)}" y="5" '
        f'width="{_percent(zero - left)}" height="20"/>'
    )
    return svg(
        "res",
        MOVED_HIGH,
        width,
        [
            *([outline] if moved.fell else []),
            *([rect("up", ROSE, _percent(zero), 4, _percent(right - zero), 22)] if moved.rose else []),
            vertical("zero", INK, _percent(zero), 0, MOVED_HIGH, width=1.5),
            text(formats.number(moved.fell), _percent(left), 20, fill=BELOW, anchor="end", dx=-6),
            text(formats.number(moved.rose), _percent(right), 20, fill=ROSE, dx=7),
        ],
    )


# --- The leading figure and its interval -----------------------------------------------------------------------------


def _across(value: float) -> str:
    """The place of a figure between -1 and +1."""
    return _percent(50 + value * 46)


def _point(moved: Movement, x: str, y: str) -> str:
    clear = finding(moved) in (Finding.MORE_ROSE, Finding.MORE_FELL)
    return f'<circle cx="{x}" cy="{y}" r="5.5" fill="{POINT if clear else WHITE}" stroke="{POINT}" stroke-width="2.5"/>'


def forest_bar(moved: Movement, *, width: int | None = None) -> str:
    """The figure of one cohort on the scale from -1 to +1."""
    inner = [vertical("grid", HAIR, _across(tick), 0, "100%") for tick in (-1, -0.5, 0.5, 1)]
    inner.append(vertical("zero", CONTROL, _across(0), 0, "100%", width=1.5))
    if moved.balance is not None and moved.interval is not None:
        inner += [*_whisker(moved.interval), _point(moved, _across(moved.balance), "17")]
    return svg("res", FOREST_HIGH, width, inner)


def _whisker(interval: Interval) -> list[str]:
    low, high = _across(interval.low), _across(interval.high)
    line = f'<line stroke="{INK}" stroke-width="2" x1="{low}" x2="{high}" y1="17" y2="17"/>'
    return [line, *(vertical("end", INK, end, 11, 23, width=2) for end in (low, high))]


def forest_axis(*, width: int | None = None) -> str:
    words = ((-1, f"{formats.MINUS}1"), (0, "0"), (1, "+1"))
    inner = [text(word, _across(value), 15, fill=INK_2, anchor="middle", bold=False) for value, word in words]
    return svg("res", AXIS_HIGH, width, inner)


def years_chart(years: list[tuple[str, Movement]], *, width: int | None = None) -> str:
    """The figure of one ability from year to year, with its intervals; years without pairs leave a gap."""
    inner = [
        f'<line stroke="{CONTROL if tick == 0 else HAIR}" stroke-width="1" x1="9%" x2="100%" y1="{_down(tick):g}" y2="{_down(tick):g}"/>'
        for tick in (-1, -0.5, 0, 0.5, 1)
    ]
    ticks = ((-1, f"{formats.MINUS}1"), (0, "0"), (1, "+1"))
    inner += [text(word, "7%", _down(tick) + 4.5, fill=INK_2, anchor="end", bold=False) for tick, word in ticks]
    for place, (label, moved) in enumerate(years):
        x = _percent(9 + (place + 0.5) / len(years) * 91)
        inner.append(text(label, x, YEARS_HIGH - 4, fill=INK_2, anchor="middle", bold=False))
        if moved.balance is not None and moved.interval is not None:
            high, low = f"{_down(moved.interval.high):g}", f"{_down(moved.interval.low):g}"
            inner.append(vertical("whisker", INK, x, high, low, width=2))
            inner.append(_point(moved, x, f"{_down(moved.balance):g}"))
    return svg("res", YEARS_HIGH, width, inner)


def _down(value: float) -> float:
    """px from the top for a figure between -1 and +1."""
    return round(8 + (1 - value) / 2 * (YEARS_HIGH - 38), 2)
