"""Figures as bars: SVG text for the cells of a table, the same on the page and in a document.

On a page a bar is 100 % wide, without viewBox: positions in percent, text in px, so nothing distorts on a phone. For a
document the same function takes a width in px. All colours stand as attributes, since no style sheet reaches an image
inside a PDF.
"""

from dataclasses import dataclass
from unicodedata import east_asian_width

from .colours import COLOURS
from .shapes import BELOW, CONTROL, HAIR, INK, INK_2, WHITE, rect, svg, text, vertical

MINUS = "\u2212"
NARROW = 180  # px of the narrowest bars on a page
MARKS_READABLE = 110  # more seams than this in one bar run together

OUTBOUND, INBOUND = "outbound", "inbound"
BAND = {OUTBOUND: COLOURS["ai-tint"], INBOUND: COLOURS["odo-tint"]}
WITHIN = {OUTBOUND: COLOURS["ai"], INBOUND: COLOURS["odo"]}
BEYOND = {OUTBOUND: COLOURS["ai-bright"], INBOUND: COLOURS["odo-bright"]}
SHORT = {OUTBOUND: "d", INBOUND: "a"}

ROW, FIRST_ROW, AXIS = 60, 84, 26


@dataclass(frozen=True)
class Scale:
    """One scale for all bars of a table: its end, the step of the grid, how many students one mark stands for."""

    top: int
    step: int
    mark: int

    def percent(self, value: float) -> str:
        return f"{value / self.top * 100:.3f}".rstrip("0").rstrip(".") + "%"

    def ticks(self) -> range:
        return range(0, self.top + 1, self.step)


@dataclass(frozen=True)
class Annotation:
    """The words that explain the first bar of a table; the rest is learned from it."""

    plan: str
    actual: str


def nice_scale(largest: int) -> Scale:
    """The smallest round end that leaves a fifth of room beside the largest figure: 65 gives 80 in steps of 20."""
    room, power = max(5, largest * 1.2), 1
    while True:
        for step in (power, 2 * power, 5 * power):
            for count in (3, 4, 5):
                if step * count >= room:
                    return Scale(step * count, step, _mark(largest))
        power *= 10


def _mark(largest: int) -> int:
    """One mark is one student while marks stay readable, then five, ten, fifty and so on."""
    mark, factor = 1, 5
    while largest / mark > MARKS_READABLE:
        mark *= factor
        factor = 2 if factor == 5 else 5
    return mark


@dataclass(frozen=True)
class Bar:
    """The numbers of one row. `first_plan` stood before a revision; `ahead` are planned and not there yet.

    While its year runs (`is_open`) nobody is said to be missing.
    """

    direction: str
    plan: int | None
    actual: int
    first_plan: int | None = None
    ahead: int = 0
    is_open: bool = False


def bar(row: Bar, scale: Scale, *, annotation: Annotation | None = None, width: int | None = None) -> str:
    """One row: pale band and tick for the plan, unit marks for the actual, a brighter tone beyond the plan.

    Below the plan the band stays open and says by how much. A hollow tick stands where the plan was before a revision;
    hollow marks are the stays that are still ahead.
    """
    top = 24 if annotation else 0
    inner = [
        *_grid(scale),
        *_band_and_marks(row.direction, row.plan, row.actual, scale, top),
        *_seams(row.plan, row.actual, scale, top),
        *_hollow_marks(row, scale, top),
        *_plan_ticks(row.plan, row.first_plan, scale, top),
        *_words(row, scale, annotation, top),
    ]
    return svg(f"b{' first' if annotation else ''}", FIRST_ROW if annotation else ROW, width, inner)


def _grid(scale: Scale) -> list[str]:
    return [
        vertical("grid0" if tick == 0 else "grid", CONTROL if tick == 0 else HAIR, scale.percent(tick), 0, "100%")
        for tick in scale.ticks()
    ]


def _band_and_marks(direction: str, plan: int | None, actual: int, scale: Scale, top: int) -> list[str]:
    """The band up to the plan, the actual on it, and what goes beyond."""
    kind, at = SHORT[direction], scale.percent
    parts = [] if plan is None else [rect(f"band {kind}", BAND[direction], "0", top + 10, at(plan), 40)]
    within = actual if plan is None else min(plan, actual)
    parts.append(rect(f"in {kind}", WITHIN[direction], "0", top + 18, at(within), 24))
    if plan is not None and actual > plan:
        parts.append(rect(f"sp {kind}", BEYOND[direction], at(plan), top + 18, at(actual - plan), 24))
    return parts


def _seams(plan: int | None, actual: int, scale: Scale, top: int) -> list[str]:
    """Between the unit marks, stronger at every tenth."""
    return [
        vertical(
            "seam",
            WHITE,
            scale.percent(value),
            top + 18,
            top + 42,
            opacity=".28" if value % (scale.mark * 10) else ".95",
        )
        for value in range(scale.mark, actual, scale.mark)
        if value != plan
    ]


def _hollow_marks(row: Bar, scale: Scale, top: int) -> list[str]:
    """One outline for each mark of those ahead; the last may stand for less than a whole mark."""
    end, stroke = row.actual + row.ahead, WITHIN[row.direction]
    return [
        f'<rect class="ah {SHORT[row.direction]}" fill="{WHITE}" stroke="{stroke}" stroke-width="1.5" '
        f'x="{scale.percent(start)}" y="{top + 20}" width="{scale.percent(min(scale.mark, end - start))}" height="20"/>'
        for start in range(row.actual, end, scale.mark)
    ]


def _plan_ticks(plan: int | None, first_plan: int | None, scale: Scale, top: int) -> list[str]:
    ticks = []
    if first_plan is not None and first_plan != plan:
        ticks.append(
            f'<rect class="plan0" fill="{WHITE}" stroke="{INK}" stroke-width="1" x="{scale.percent(first_plan)}" '
            f'y="{top + 7}" width="4" height="46"/>'
        )
    if plan is not None:
        at = scale.percent(plan)
        ticks.append(vertical("halo", WHITE, at, top + 18, top + 42, width=6))
        ticks.append(vertical("plan", INK, at, top + 7, top + 53, width=3))
    return ticks


def _words(row: Bar, scale: Scale, annotation: Annotation | None, top: int) -> list[str]:
    at, words, plan, actual = scale.percent, [], row.plan, row.actual
    short = f"{MINUS}{plan - actual}" if plan is not None and actual < plan and not row.is_open else ""
    if annotation and plan is not None:
        anchor = "start" if plan < scale.top * 0.08 else "middle"
        words.append(text(f"{annotation.plan} {plan}", at(plan), 20, anchor=anchor))
    if annotation and not short:
        behind = actual + row.ahead
        covered = plan is not None and row.is_open and behind < plan < behind + scale.top * 0.2
        place = plan if covered and plan is not None else behind
        words.append(text(f"{annotation.actual} {actual}", at(place), top + 35, dx=8))
    if short and plan is not None:
        beside = f"{annotation.actual} {actual} ({short})" if annotation else short
        open_band = not annotation and (plan - actual) / scale.top >= 0.12
        words.append(text(beside, at(actual if open_band else plan), top + 35, fill=BELOW, dx=8))
    return words


def axis(scale: Scale, unit: str, *, width: int | None = None, space: bool = True) -> str:
    """The figures under the bars; the last one names the unit (`space` between them, but not in Japanese).

    Figures before it are left out where there is no room for them beside those words.
    """
    inner = []
    whole = f"{scale.top}{' ' if space else ''}{unit}"
    for tick in scale.ticks():
        last = tick == scale.top
        anchor = "start" if tick == 0 else "end" if last else "middle"
        inner.append(vertical("grid", HAIR, scale.percent(tick), 0, 5))
        room = (1 - tick / scale.top) * (width or NARROW) - _length(str(tick)) / 2
        if last or tick == 0 or _length(whole) <= room:
            words = whole if last else str(tick)
            inner.append(text(words, scale.percent(tick), 20, fill=INK_2, anchor=anchor, bold=False))
    return svg("axis", AXIS, width, inner)


def _length(words: str) -> int:
    """About how long the words of the axis are, in px, with a little air: a Japanese letter is twice as wide as a digit."""
    return 4 + sum(13 if east_asian_width(letter) in "WF" else 7 for letter in words)


def swatch(kind: str) -> str:
    """The small pictures of the key: `actual`, `beyond`, `ahead`, `plan`, and `first_plan` for a plan before its revision."""
    if kind == "actual":
        seams = "".join(
            f'<line class="seam" stroke="{WHITE}" stroke-opacity=".4" x1="{x}" x2="{x}" y1="3" y2="15"/>'
            for x in (7, 14, 21, 28)
        )
        inner = rect("in d", WITHIN[OUTBOUND], "0", 3, "34", 12) + seams
    elif kind == "beyond":
        inner = rect("sp d", BEYOND[OUTBOUND], "0", 3, "17", 12) + rect("sp a", BEYOND[INBOUND], "17", 3, "17", 12)
    elif kind == "ahead":
        inner = "".join(
            f'<rect class="ah {SHORT[way]}" fill="{WHITE}" stroke="{WITHIN[way]}" stroke-width="1.5" x="{x}" y="4" '
            'width="14" height="10"/>'
            for way, x in ((OUTBOUND, 1), (INBOUND, 18))
        )
    elif kind == "first_plan":
        inner = (
            f'<rect class="plan0" fill="{WHITE}" stroke="{INK}" stroke-width="1" x="7" y="1" width="4" height="16"/>'
        )
    else:
        inner = rect("band d", BAND[OUTBOUND], "0", 0, "17", 18) + vertical("plan", INK, "17", 0, 18, width=3)
    return f'<svg width="{20 if "plan" in kind else 34}" height="18" aria-hidden="true" focusable="false">{inner}</svg>'
