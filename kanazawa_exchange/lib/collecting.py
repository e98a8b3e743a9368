"""Python's collector of circles, which looks through many objects again and again while very many are made that live for a moment."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_USUAL = gc.get_threshold()
SELDOM = (50_000, 20, 50)


@contextmanager
def seldom() -> Iterator[None]:
    """While it lasts the collector works a seventieth as often: a fifth of the time of a long import, for some MB of memory.

    It holds for the whole process; of several at once the first that ends ends it for all, which is slower and no more.
    """
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*_USUAL)
