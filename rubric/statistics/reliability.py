"""Whether the items of one ability measure one thing: Cronbach's alpha (Psychometrika 16, 1951, 297-334)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .results import Figure, Method, Reason


@dataclass(frozen=True)
class ItemSums:
    """Exact sums over complete responses: of each item's points and of the products of each two items.

    `incomplete` responses lack an item. Sums of two cohorts add up.
    """

    n: int
    incomplete: int
    points: tuple[Fraction, ...]
    products: tuple[tuple[Fraction, ...], ...]

    def __add__(self, other: "ItemSums") -> "ItemSums":
        return ItemSums(
            self.n + other.n,
            self.incomplete + other.incomplete,
            _sum(self.points, other.points),
            tuple(_sum(row, more) for row, more in zip(self.products, other.products, strict=True)),
        )

    def variation(self, one: int, other: int) -> Fraction:
        """The covariance of two items times n (n - 1); alpha is a ratio and needs no more."""
        return self.n * self.products[one][other] - self.points[one] * self.points[other]


def _sum(points: tuple[Fraction, ...], more: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    return tuple(one + other for one, other in zip(points, more, strict=True))


@dataclass(frozen=True, kw_only=True)
class Alpha(Figure):
    """`alpha` is at most 1, and below 0 where items contradict one another; a reversed item must have been turned."""

    items: int
    alpha: float | None


def item_sums(items: int, responses: Iterable[Sequence[Fraction | int | None]]) -> ItemSums:
    """The sums over responses, each with the points of all `items` of one ability in the same order."""
    n = incomplete = 0
    points = [Fraction(0)] * items
    products = [[Fraction(0)] * items for _item in range(items)]
    for response in responses:
        found = [value for value in response if value is not None]
        if len(found) < items:
            incomplete += 1
            continue
        n += 1
        for place, value in enumerate(found):
            points[place] += value
            for other, more in enumerate(found):
                products[place][other] += value * more
    return ItemSums(n, incomplete, tuple(points), tuple(map(tuple, products)))


def cronbach_alpha(sums: ItemSums) -> Alpha:
    items = len(sums.points)
    own = sum((sums.variation(item, item) for item in range(items)), Fraction(0))
    total = sum((sums.variation(one, other) for one in range(items) for other in range(items)), Fraction(0))
    reason = _reason(sums.n, items, total)
    return Alpha(
        n=sums.n,
        missing=sums.incomplete,
        method=Method.CRONBACH,
        reason=reason,
        items=items,
        alpha=None if reason else float(Fraction(items, items - 1) * (1 - own / total)),
    )


def _reason(n: int, items: int, total: Fraction) -> Reason | None:
    if items < 2:
        return Reason.ONE_ITEM
    if n < 2:
        return Reason.ONE if n else Reason.NOBODY
    return None if total else Reason.NO_VARIANCE
