"""How the tests of attacks ask: refused before a row, in flat memory; or taken, in the control without the guard."""

import io
import time
import tracemalloc

import pytest

from kanazawa_exchange.lib.tables import refusals as why
from kanazawa_exchange.lib.tables import tables

MEGABYTE = 1024 * 1024

FLAT = 12 * MEGABYTE  # of memory for a file that is refused


def refused(data: bytes, refusal: type[why.TableRefused], name: str = "x.xlsx") -> None:
    """The file is refused so, before its rows, in flat memory; how long it takes is printed."""
    file = io.BytesIO(data)
    tracemalloc.start()
    began = time.process_time()
    try:
        with pytest.raises(refusal):
            tables(file, name)
        took, (_now, peak) = time.process_time() - began, tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    print(f"{refusal.__name__}: {len(data) / MEGABYTE:.1f} MB refused after {took:.2f} s with {peak / MEGABYTE:.1f} MB")
    assert peak < FLAT
    assert took < 20


def taken(data: bytes, name: str = "x.xlsx") -> int:
    """The control: nothing refuses the file; the number of its rows."""
    return sum(1 for table in tables(io.BytesIO(data), name) for _row in table.rows)
