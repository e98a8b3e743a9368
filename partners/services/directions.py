"""What is derived from countries and home sides above: an act that would turn registered stays is refused with their number."""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterator
from contextlib import contextmanager

from django.utils.translation import ngettext

from kanazawa_exchange.lib.refusals import Refused

Directed = Callable[[Collection[int]], Counter[Hashable]]
"""Ids of institutions → how many stays from or to them have the direction they were registered with."""

_directed: list[Directed] = []


def count_as_directed(directed: Directed) -> None:
    """An app above tells which of its stays have their direction from places; it is asked before and after a change."""
    _directed.append(directed)


@contextmanager
def keeping_directions(institutions: Collection[int], *, field: str) -> Iterator[None]:
    """Around a write, inside its transaction: no stay from or to these institutions may lose its direction by it.

    Errors: Refused at `field`.
    """
    before = _count(institutions) if institutions else Counter()
    yield
    if lost := (before - _count(institutions)).total() if before else 0:
        raise Refused(
            ngettext(
                "%(count)d registered mobility record would no longer have the direction of its programme run.",
                "%(count)d registered mobility records would no longer have the direction of their programme runs.",
                lost,
            )
            % {"count": lost},
            field=field,
        )


def _count(institutions: Collection[int]) -> Counter[Hashable]:
    return sum((directed(institutions) for directed in _directed), Counter())
