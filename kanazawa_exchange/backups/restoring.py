"""Brings a backup back into an empty installation, and nothing else into it."""

import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from allauth.mfa.adapter import get_adapter
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from kanazawa_exchange.lib import whole_database
from kanazawa_exchange.lib.sealing import CannotOpen

from . import archive
from .archive import Unfit
from .making import KEY_PROOF, stored_files

Migrations = set[tuple[str, str]]


def restore(stream: IO[bytes]) -> archive.Manifest:
    """Check everything, then write. The installation is as empty as before when it fails. Errors: Unfit, CannotRead."""
    _refuse_occupied()
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.DATA_DIR) as name:
        folder = Path(name)
        manifest = archive.unpack(stream, folder)
        _refuse_foreign(manifest)
        _prepare_tables(set(manifest.database.migrations))
        written = _place_files(folder / archive.FILES, manifest)
        try:
            whole_database.read_in(folder / archive.DATABASE, manifest.database)
        except BaseException:
            _take_away(written)
            raise
    call_command("upgrade")
    return manifest


def _refuse_occupied() -> None:
    """Only into an empty installation: what is there would be lost, and half of each would be worse."""
    for table, rows in whole_database.occupied().items():
        raise Unfit(
            f"This installation is not empty ({table} holds {rows} rows). A backup is restored into an empty one."
        )
    for name in stored_files():
        raise Unfit(
            f"This installation is not empty (the file {name} is stored). A backup is restored into an empty one."
        )


def _refuse_foreign(manifest: archive.Manifest) -> None:
    if manifest.database.vendor != connection.vendor:
        raise Unfit(f"The backup is of {manifest.database.vendor}, and this installation uses {connection.vendor}.")
    try:
        readable = get_adapter().decrypt(manifest.key_proof) == KEY_PROOF
    except (CannotOpen, ValueError):
        readable = False
    if not readable:
        raise Unfit("FIELD_KEY is another one than that of the backup: nobody could sign in with a second factor.")
    unknown = set(manifest.database.migrations) - set(MigrationExecutor(connection).loader.graph.nodes)
    for app, name in sorted(unknown):
        raise Unfit(f"The backup is of a newer version ({manifest.version}): this one does not know {app}.{name}.")


def _prepare_tables(wanted: Migrations) -> None:
    """The tables as the backup has them; SQLite brings them along."""
    if connection.vendor == "sqlite":
        return
    executor = MigrationExecutor(connection)
    applied = set(executor.loader.applied_migrations)
    if not applied:
        executor.migrate(list(_last_of(executor, wanted)))
    elif applied != wanted:
        raise Unfit(
            "The backup is of an older version than the tables here. Restore it into a database without tables;"
            " it is brought up to date there."
        )


def _last_of(executor: MigrationExecutor, wanted: Migrations) -> Iterable[tuple[str, str]]:
    graph = executor.loader.graph
    for key in sorted(wanted):
        if not any(child.key in wanted and child.key[0] == key[0] for child in graph.node_map[key].children):
            yield key


def _place_files(folder: Path, manifest: archive.Manifest) -> list[Path]:
    root = Path(settings.MEDIA_ROOT)
    written: list[Path] = []
    for name in manifest.files:
        target = root / name.removeprefix(f"{archive.FILES}/")
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        written.append(target)
        shutil.move(folder / name.removeprefix(f"{archive.FILES}/"), target)
    return written


def _take_away(written: Iterable[Path]) -> None:
    for path in written:
        path.unlink(missing_ok=True)
