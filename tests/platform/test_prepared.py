"""A prepared portal is used again by the suite only as long as nothing that makes it has changed."""

from pathlib import Path

import pytest

from .processes import PREPARED_BY, ROOT, made_by

MIGRATION = "programs/migrations/0001_initial.py"


@pytest.mark.parametrize("pattern", PREPARED_BY)
def test_what_makes_it_is_there(pattern: str) -> None:
    assert list(ROOT.glob(pattern))


@pytest.mark.parametrize(
    "path", [MIGRATION, *(pattern.replace("*", "programs", 1).replace("*", "_texts") for pattern in PREPARED_BY)]
)
def test_a_change_of_what_makes_it_makes_it_anew(tmp_path: Path, path: str) -> None:
    before = made_by(tmp_path)
    file = tmp_path / path
    file.parent.mkdir(parents=True)
    file.write_text("one")
    first = made_by(tmp_path)
    file.write_text("other")
    assert len({before, first, made_by(tmp_path)}) == 3


def test_another_file_changes_nothing(tmp_path: Path) -> None:
    before = made_by(tmp_path)
    (tmp_path / "views.py").write_text("one")
    assert made_by(tmp_path) == before
