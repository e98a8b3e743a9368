"""What takes long to make and is the same each time, kept under the checksum of all that makes it: migrated tables, prepared portals.

It lies in the cache of pytest, which `--cache-clear` empties; `--create-db` migrates anew.
"""

import contextlib
import fcntl
import functools
import hashlib
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests import released_migrations

ROOT = Path(__file__).resolve().parent.parent
MADE_BY = (
    "kanazawa_exchange/management/commands/prepare.py",
    "kanazawa_exchange/management/commands/upgrade.py",
    "kanazawa_exchange/settings/__init__.py",
    "kanazawa_exchange/lib/guards.py",
    "*/reference*.py",
    "requirements.lock",
)


def made_by(root: Path = ROOT) -> str:
    """The checksum of all that makes it: migrations, what they call, the two commands, the libraries with tables of their own."""
    made = released_migrations.present(root)
    for pattern in MADE_BY:
        made |= {str(p.relative_to(root)): hashlib.sha256(p.read_bytes()).hexdigest() for p in root.glob(pattern)}
    versions = (sys.version, sqlite3.sqlite_version)
    return hashlib.sha256(repr((versions, sorted(made.items()))).encode()).hexdigest()[:16]


def place() -> Path:
    """The folder of what is kept: from one run of the suite to the next, where the checkout can be written."""
    kept = ROOT / ".pytest_cache" / "d" / "kept"
    nearest = next(path for path in (kept, *kept.parents) if path.exists())
    return kept if os.access(nearest, os.W_OK) else Path(os.environ["PORTAL_TEST_DIR"], "kept")


@contextlib.contextmanager
def alone(name: str, folder: Path | None = None) -> Iterator[Path]:
    """The path of what is kept as `name`, while no other process makes or copies it; what older files have made is gone."""
    folder = folder or place()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        path = folder / f"{name}-{made_by()}"
        for old in folder.glob(f"{name}-*"):
            if old != path:
                shutil.rmtree(old) if old.is_dir() else old.unlink()
        yield path


def migrated_once(connection: Any, *, anew: bool = False) -> None:
    """From now on the test database of this connection is a copy of the one that was migrated first."""
    creation = connection.creation
    create = _copied_file if connection.vendor == "sqlite" else _copied_template
    creation.create_test_db = functools.partial(create, connection, creation.create_test_db, anew)


def _copied_file(connection: Any, create: Callable[..., str], anew: bool, *args: Any, **options: Any) -> str:
    creation, prepare = connection.creation, connection.creation._create_test_db

    def copied(*words: Any, **more: Any) -> str:
        name: str = prepare(*words, **more)
        for left in ("-wal", "-shm"):  # of a run that was killed
            Path(name + left).unlink(missing_ok=True)
        if kept.exists():
            shutil.copyfile(kept, name)
        return name

    with alone("migrated.sqlite3") as kept:
        if anew:
            kept.unlink(missing_ok=True)
        creation._create_test_db = copied
        name = create(*args, **options)
        if not kept.exists():
            part = kept.with_name(f"{kept.name}.part")
            part.unlink(missing_ok=True)
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(part)])
            part.rename(kept)
    return name


def _copied_template(connection: Any, create: Callable[..., str], anew: bool, *args: Any, **options: Any) -> str:
    quoted = connection.ops.quote_name
    with alone("migrated") as kept, connection.creation._nodb_cursor() as cursor:
        if anew:
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted(kept.name)}")
        if connection.creation._database_exists(cursor, kept.name):
            connection.settings_dict["TEST"]["TEMPLATE"] = kept.name
            return create(*args, **options)
        name = create(*args, **options)
        connection.close()
        cursor.execute(f"CREATE DATABASE {quoted(kept.name)} TEMPLATE {quoted(name)}")
    return name
