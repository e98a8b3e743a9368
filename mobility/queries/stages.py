"""Which records are stages of one stay: joined by links, however many steps away, and where a shared day stands between them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from ..models import Mobility, StageLink
from ..states import THERE
from .days import bounds, last_day

Links = Sequence[tuple[int, int]]
"""(id of the first stage, id of the second)."""

Stages = Mapping[int, frozenset[int]]
"""Id of a record → the ids of all stages of its stay, itself included; a record without links is missing."""


def links_of(people: Iterable[int]) -> Links:
    """The links between the stays of these people; one query."""
    links = StageLink.objects.filter(first__person_id__in=people)
    return list(links.order_by("pk").values_list("first_id", "second_id"))


def joined(links: Iterable[tuple[int, int]]) -> Stages:
    """The stays that these links make."""
    stays: dict[int, frozenset[int]] = {}
    for first, second in links:
        stay = stays.get(first, frozenset({first})) | stays.get(second, frozenset({second}))
        stays |= dict.fromkeys(stay, stay)
    return stays


def are_joined(stages: Stages, one: Mobility, other: Mobility) -> bool:
    """Whether two records are stages of one stay."""
    return other.pk in stages.get(one.pk, ())


def place(stay: Mobility) -> tuple[date, date, int]:
    """Its place among the stages of one stay: by first day, then by last day, then by number, as `eligible.IN_ORDER`."""
    start, end = bounds(stay)
    return start or date.max, end or date.max, stay.pk


def starts_before(one: Mobility, other: Mobility) -> bool:
    """Whether the first of two stays that have begun begins on an earlier day."""
    starts = one.actual_starts_on, other.actual_starts_on
    return starts[0] is not None and starts[1] is not None and starts[0] < starts[1]


def goes_on_into(one: Mobility, other: Mobility) -> bool:
    """Whether a stay, the end of which nobody has confirmed, counts on while a later one has begun."""
    return one.status in THERE and one.actual_ends_on is None and starts_before(one, other)


def hands_over(one: Mobility, other: Mobility) -> bool:
    """Whether a person leaves one of two places and arrives at the other on the same day; both stays have begun."""
    first, second = (one, other) if starts_before(one, other) else (other, one)
    return starts_before(first, second) and last_day(first) == second.actual_starts_on
