"""How many rows a list has: counted to a bound, so that the number costs as little in a list of millions."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

BOUND = 10_000
"""So far a page counts. What lies beyond is told as more than this many."""


@dataclass(frozen=True)
class Total:
    """The number of rows; with `is_more` there are more than that many."""

    number: int
    is_more: bool = False


def counted(rows: QuerySet[Any], bound: int = BOUND) -> Total:
    """The number of rows as far as the bound, by one query that reads no more of them."""
    number = rows.order_by().values("pk")[: bound + 1].count()
    return Total(min(number, bound), number > bound)
