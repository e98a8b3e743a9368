"""What the suite keeps is used again only as long as nothing that makes it has changed."""

from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.kept import MADE_BY, ROOT, alone, made_by

MIGRATION = "programs/migrations/0001_initial.py"


@pytest.mark.parametrize("pattern", MADE_BY)
def test_what_makes_it_is_there(pattern: str) -> None:
    assert list(ROOT.glob(pattern))


@pytest.mark.parametrize(
    "path", [MIGRATION, *(pattern.replace("*", "programs", 1).replace("*", "_texts") for pattern in MADE_BY)]
)
def test_a_change_of_what_makes_it_makes_it_anew(tmp_path: Path, path: str) -> None:
    before = made_by(tmp_path)
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("one")
    first = made_by(tmp_path)
    file.write_text("other")
    assert len({before, first, made_by(tmp_path)}) == 3


def test_another_file_changes_nothing(tmp_path: Path) -> None:
    before = made_by(tmp_path)
    (tmp_path / "views.py").write_text("one")
    assert made_by(tmp_path) == before


def test_what_was_made_of_older_files_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / "thing-0123").touch()
    (tmp_path / "thing-4567").mkdir()
    (tmp_path / "another-0123").touch()
    with alone("thing", tmp_path) as path:
        path.touch()
    with alone("thing", tmp_path) as again:
        assert again.exists()
    assert {found.name for found in tmp_path.iterdir()} == {path.name, "thing.lock", "another-0123"}


def test_control_the_tables_of_the_suite_come_from_the_copy_and_are_those_of_the_migrations(db: None) -> None:
    executor = MigrationExecutor(connection)
    assert not executor.migration_plan(executor.loader.graph.leaf_nodes())
