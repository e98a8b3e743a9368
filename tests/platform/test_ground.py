"""The portal starts on ground that bears it, and says in one sentence why not and what helps; its files are its own."""

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError
from django.db.utils import ConnectionHandler

from kanazawa_exchange.lib import ground
from kanazawa_exchange.lib.private_files import make_private

from . import processes


def prepare(folder: Path) -> subprocess.CompletedProcess[str]:
    """The start of a portal on this folder, as ./run begins it."""
    code = (
        "import os, sys; os.umask(0o022); from kanazawa_exchange.lib.private_files import keep_private; keep_private();"
    )
    code += "sys.argv = ['manage.py', 'prepare']; exec(open('manage.py').read())"
    environment = processes.environment(folder, PORTAL_DEMO="0")
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, cwd=processes.ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


def begun(folder: Path) -> Path:
    """A database with a table that fills many pages."""
    folder.mkdir(exist_ok=True)
    path = folder / "portal.sqlite3"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE t (text)")
        database.executemany("INSERT INTO t VALUES (?)", [("x" * 3000,)] * 50)
    database.close()
    return path


def broken_head(path: Path) -> None:
    path.write_bytes(b"no database at all " * 300)


def broken_page(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(4096 * 3))


@pytest.mark.parametrize("damage", [broken_head, broken_page])
def test_a_damaged_database_is_one_sentence_with_its_remedy(tmp_path: Path, damage: Any) -> None:
    path = begun(tmp_path / "portal")
    damage(path)

    done = prepare(path.parent)

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    lines = [line for line in done.stderr.splitlines() if line]
    assert lines == [
        f"CommandError: The database {path} is damaged. Restore the newest backup (docs/deploy.md), or move the file away to"
        " begin anew."
    ]


def connect(name: str) -> Any:
    options = {"ENGINE": "kanazawa_exchange.lib.sqlite3", "NAME": name, "OPTIONS": {"transaction_mode": "IMMEDIATE"}}
    return ConnectionHandler({"default": options})["default"]


def refusal(connection: Any) -> str:
    try:
        with pytest.raises(ground.Unfit) as raised:
            ground.check_database(connection)
    finally:
        connection.close()
    return str(raised.value)


def test_a_read_only_database_is_one_sentence_with_its_remedy(tmp_path: Path, db: None) -> None:
    path = begun(tmp_path)

    said = refusal(connect(f"file:{path}?mode=ro"))

    assert "cannot be written" in said
    assert "chown" in said
    assert "\n" not in said


def test_a_missing_folder_and_a_held_database_are_told_apart(tmp_path: Path, db: None) -> None:
    path = begun(tmp_path)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        held = connect(str(path))
        held.settings_dict["OPTIONS"]["timeout"] = 0.1
        assert "is held by another program" in refusal(held)
    finally:
        holder.close()
    assert "cannot be opened" in refusal(connect(str(tmp_path / "nowhere" / "portal.sqlite3")))


def test_a_full_database_is_told(tmp_path: Path) -> None:
    fault = DatabaseError("x")
    fault.__cause__ = sqlite3.OperationalError("x")
    fault.__cause__.sqlite_errorcode = sqlite3.SQLITE_FULL  # type: ignore[attr-defined]

    assert "the disk is full. Free some space" in ground._sentence(connect(str(tmp_path / "a")), fault)


def test_a_sound_database_is_left_as_it_is(tmp_path: Path, db: None) -> None:
    path = begun(tmp_path)
    connection = connect(str(path))

    ground.check_database(connection)

    assert ground.has_room(tmp_path, connection)
    connection.close()


# --- Whose the files are ------------------------------------------------------------------------------------------------
def open_to_others(folder: Path) -> list[str]:
    return [str(path) for path in (folder, *folder.rglob("*")) if stat.S_IMODE(path.lstat().st_mode) & 0o077]


@pytest.mark.parametrize("had", ["nothing", "files that all could read"])
def test_what_the_portal_keeps_is_private_to_its_owner(tmp_path: Path, had: str) -> None:
    folder = tmp_path / "portal"
    if had != "nothing":
        (folder / "mail").mkdir(parents=True, mode=0o755)
        (folder / "mail" / "letter.log").write_text("x")
        begun(folder)
        folder.chmod(0o755)
        assert open_to_others(folder)

    done = prepare(folder)

    assert done.returncode == 0, done.stderr
    assert (folder / "portal.sqlite3").exists()
    assert open_to_others(folder) == []


@pytest.mark.parametrize("place", ["shared", "home"])
def test_a_folder_that_is_not_the_portals_alone_is_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    folder = tmp_path / "all"
    folder.mkdir()
    folder.chmod(0o1777 if place == "shared" else 0o755)
    if place == "home":
        monkeypatch.setenv("HOME", str(folder))
    before = folder.stat().st_mode

    make_private(folder)

    assert folder.stat().st_mode == before
