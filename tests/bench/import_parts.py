"""One whole import of a workbook of stays in a process of its own, and the same cells read by openpyxl and copied as text."""

import json
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from django.db import connection

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock, copy
from kanazawa_exchange.lib.tables import tables
from mobility.models import ImportBatch
from mobility.services import imports
from mobility.services.import_stays import STAYS

from . import stay_table

TEXTS = [f"c{place}" for place in range(len(stay_table.KEYS))]


def ours(path: Path, by: User) -> dict[str, float]:
    """Seconds of each part, and the memory that the process needed at the most, in MB."""
    parts = {"before, MB": peak_mb()}

    def timed(name: str, act: Callable[[], ImportBatch]) -> ImportBatch:
        began = time.perf_counter()
        batch = act()
        parts[name] = time.perf_counter() - began
        return batch

    batch = timed("read", lambda: taken(path, by))
    batch = timed("check", lambda: imports.check(batch, by=by, now=clock.now()))
    if set(batch.counts) != {"new"}:
        raise RuntimeError(f"the check found {batch.counts}")
    batch = timed("apply", lambda: imports.apply(batch, by=by, now=clock.now()))
    return parts | {"peak, MB": peak_mb(), "rows": batch.counts["written"]}


def taken(path: Path, by: User) -> ImportBatch:
    with path.open("rb") as file:
        (table,) = tables(file, path.name)
        return imports.take(STAYS, imports.sheet_of(table, STAYS, path.name), by=by, now=clock.now())


def floor(path: Path) -> dict[str, float]:
    """The cells read by openpyxl, row by row, and copied as text into a table without any constraint."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_cells")
        cursor.execute(f"CREATE TABLE bench_cells ({', '.join(f'{name} text' for name in TEXTS)})")
    began = time.perf_counter()
    sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
    rows = ((*row, *[None] * (len(TEXTS) - len(row))) for row in sheet.iter_rows(values_only=True))
    copy.insert_rows("bench_cells", TEXTS, rows)
    return {"floor": time.perf_counter() - began}


def peak_mb() -> float:
    found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def main(act: str, path: str, email: str) -> None:
    """What a process of the bench does; it prints its figures as its last line."""
    found: Any = ours(Path(path), User.objects.get(email=email)) if act == "ours" else floor(Path(path))
    sys.stdout.write(json.dumps(found) + "\n")
