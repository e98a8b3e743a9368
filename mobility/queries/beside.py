"""What the apps above tell on the page of a stay: lines that lead to their own pages about it."""

from collections.abc import Callable, Iterable

from kanazawa_exchange.lib.facts import Fact
from kanazawa_exchange.lib.viewer import Viewer

from ..models import Mobility

Source = Callable[[Mobility, Viewer], Iterable[Fact]]
_sources: list[Source] = []


def tell(source: Source) -> None:
    """Called once, when the apps are ready."""
    if source not in _sources:
        _sources.append(source)


def beside(stay: Mobility, user: Viewer) -> list[Fact]:
    return [fact for source in _sources for fact in source(stay, user)]
