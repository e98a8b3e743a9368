"""An import of a workbook beside the mere reading of its cells, and beside django-import-export."""

import json
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from kanazawa_exchange.accounts.models import Person, PersonName, Role, User
from kanazawa_exchange.lib import clock
from mobility.models import Mobility
from mobility.services import imports
from tests.factories import PersonFactory, RoleGrantFactory

from . import import_parts, stay_table
from . import project as bench_project
from .measuring import Out, milliseconds
from .records import add_people, settle
from .scoring import Times, holds, say

OFFICE = "bench-office@example.org"
COMPARED, PREVIEW = 10_000, 300
BAR_FLOOR, AIM_FLOOR = 1.5, 0.4
BAR_PLAIN, BAR_TUNED = 20, 3
BAR_MEMORY, BAR_FLAT = 150, 1.1
WRITTEN = (
    *("mobility_importrow", "mobility_importbatch", "mobility_mobility", "mobility_historicalmobility"),
    *("accounts_personword", "accounts_personname", "accounts_historicalpersonname", "accounts_transition"),
    *("accounts_transitionnote", "accounts_overruling"),
)


def run(rows: int, out: Out) -> bool:
    """Fill an empty, migrated PostgreSQL with the places, import, measure, print; True when all bars are kept."""
    if connection.vendor != "postgresql":
        out.write("This bench asks PostgreSQL; name one in DATABASE_URL, or none for one of the bench's own.\n")
        return False
    began = time.monotonic()
    bench_project.create(stay_table.YEARS)
    with TemporaryDirectory() as folder:
        few = min(rows, COMPARED)
        small, large = _table(Path(folder), few), _table(Path(folder), rows)
        preview(_table(Path(folder), PREVIEW), office(), out)
        little, much = _import(small, few, out), _import(large, rows, out) if rows > few else None
        kept = [_beside_reading(large, rows, much or little, out), _memory(little, much, out)]
        kept += _beside_others(small, few, little, out)
    say(out, f"measured in {time.monotonic() - began:.0f} s\n")
    return all(kept)


def office() -> User:
    """Whoever imports."""
    user = User.objects.create_user(email=OFFICE, person=PersonFactory())
    RoleGrantFactory(person=user.person, role=Role.COORDINATOR)
    return user


def preview(path: Path, by: User, out: Out) -> None:
    """What somebody waits for who sends a table of a usual size: read and looked at."""
    seconds = milliseconds(lambda: imports.check(import_parts.taken(path, by), by=by, now=clock.now())) / 1000
    say(out, f"{f'preview of {PREVIEW} rows, s':40}{seconds:.2f}\n")
    _clear()


# --- Ours, and the mere reading ------------------------------------------------------------------------------------------


def _import(path: Path, rows: int, out: Out) -> dict[str, float]:
    found = _apart("ours", path)
    if rows <= COMPARED:
        found["written"] = _written_again()
    found["all"] = sum(found[part] for part in ("read", "check", "apply"))
    words = ", ".join(f"{part} {found[part]:.1f}" for part in ("read", "check", "apply"))
    say(
        out,
        f"{f'import of {rows:,} rows, s':40}{found['all']:.1f} ({words}), {rows / found['all']:,.0f} rows a second\n",
    )
    if "written" in found:
        say(out, f"{'the rows that it wrote, by COPY alone, s':40}{found['written']:.1f}\n")
    _clear()
    return found


def _written_again() -> float:
    """Seconds in which PostgreSQL takes the rows of the import once more, with their indexes and constraints, each as it stands
    in the end and with nothing worked out: no way of importing can be quicker than that and the reading.
    """
    office = "(SELECT person_id FROM accounts_user)"
    sources = {table: f"SELECT {_columns(table)} FROM {table}" for table in WRITTEN}
    sources["accounts_person"] = f"SELECT {_columns('accounts_person')} FROM accounts_person WHERE id NOT IN {office}"
    sources["accounts_historicalperson"] = (
        f"SELECT {_columns('accounts_historicalperson')} FROM accounts_historicalperson WHERE id NOT IN {office}"
    )
    with ExitStack() as stack:
        files = {table: stack.enter_context(TemporaryFile()) for table in sources}
        with connection.cursor() as cursor:
            for table, file in files.items():
                cursor.cursor.copy_expert(f"COPY ({sources[table]}) TO STDOUT", file)
                file.seek(0)
        _clear()
        began = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            for table, file in files.items():
                cursor.cursor.copy_expert(f"COPY {table} ({_columns(table)}) FROM STDIN", file)
        return time.perf_counter() - began


def _columns(table: str) -> str:
    """Those that are not computed by the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(column_name) FROM information_schema.columns"
            " WHERE table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
            [table],
        )
        return ", ".join(name for (name,) in cursor.fetchall())


def _beside_reading(path: Path, rows: int, ours: dict[str, float], out: Out) -> bool:
    floor = _apart("floor", path)["floor"]
    say(out, f"{f'openpyxl and COPY of {rows:,} rows, s':40}{floor:.1f}\n")
    ratio = Times([ours["all"] / floor])
    return holds(out, f"import / openpyxl and COPY, aim {AIM_FLOOR:g}", ratio, at_most=BAR_FLOOR)


def _memory(little: dict[str, float], much: dict[str, float] | None, out: Out) -> bool:
    most = much or little
    say(out, f"{'memory of a process before it, MB':40}{most['before, MB']:.0f}\n")
    kept = holds(out, "most memory, MB", Times([most["peak, MB"]]), at_most=BAR_MEMORY)
    if much is None:
        return kept
    flat = Times([much["peak, MB"] / little["peak, MB"]])
    return holds(out, "memory, all rows / a tenth", flat, at_most=BAR_FLAT) and kept


def _apart(act: str, path: Path) -> dict[str, float]:
    """In a process of its own, whose memory is nobody else's."""
    code = f"import django; django.setup(); from tests.bench import import_parts; import_parts.main({act!r}, {str(path)!r}, {OFFICE!r})"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


# --- The others ----------------------------------------------------------------------------------------------------------


def _beside_others(path: Path, rows: int, ours: dict[str, float], out: Out) -> list[bool]:
    """They are given all people beforehand."""
    from . import import_export_way  # of the lock of development alone

    kept = []
    contestants: tuple[tuple[str, Any, int], ...] = (
        ("tuned", import_export_way.tuned(), BAR_TUNED),
        ("defaults", import_export_way.Stays, BAR_PLAIN),
    )
    for name, resource, bar in contestants:
        _register_people(rows)
        seconds = milliseconds(lambda resource=resource: import_export_way.run(path, resource)) / 1000
        say(out, f"{f'django-import-export, {name}, s':40}{seconds:.1f}, {rows / seconds:,.0f} rows a second\n")
        kept.append(holds(out, f"{name} / import", Times([seconds / ours["all"]]), at_least=bar))
        _clear()
    return kept


def _register_people(rows: int) -> None:
    numbers = sorted({row[stay_table.KEYS.index("student_number")] for row in stay_table.table(rows)})
    first = (Person.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    add_people(len(numbers), first)
    with connection.cursor() as cursor:
        statement = "UPDATE accounts_person SET student_number = %s WHERE id = %s"
        cursor.executemany(statement, [(number, first + place) for place, number in enumerate(numbers)])
    settle()


def _table(folder: Path, rows: int) -> Path:
    path = folder / f"{rows}.xlsx"
    if not path.exists():
        stay_table.write(path, rows)
    return path


def _clear() -> None:
    """No stay, no import and nobody but the office, as before."""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(WRITTEN)} CASCADE")
        cursor.execute("DELETE FROM accounts_historicalperson WHERE id NOT IN (SELECT person_id FROM accounts_user)")
        cursor.execute("DELETE FROM accounts_person WHERE id NOT IN (SELECT person_id FROM accounts_user)")
    settle((Person, PersonName, Mobility))
