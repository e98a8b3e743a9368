"""The line of imports holds, and the contracts that prove it have teeth."""

import shutil
import subprocess
import sys

import pytest

from .processes import ROOT

grimp = pytest.importorskip("grimp", reason="import-linter comes with ./run check")


def lint(folder) -> subprocess.CompletedProcess[str]:
    code = "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command as lint; lint()"
    words = [sys.executable, "-c", code, "--no-cache"]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True)


@pytest.fixture
def copy(tmp_path):
    """The packages in a folder where a fault may be planted."""
    for name in ("kanazawa_exchange", "mobility", "partners", "programs", "reports", "rubric"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("static", "fonts", "__pycache__"))
    (tmp_path / "tests").mkdir()
    for name in ("__init__.py", "import_rooms.py"):
        shutil.copy(ROOT / "tests" / name, tmp_path / "tests" / name)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_imports_go_down_and_only_through_the_rooms(copy):
    done = lint(copy)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


@pytest.mark.parametrize(
    ("importer", "line", "sentence"),
    [
        ("partners/models/__init__.py", "import mobility.models", "Imports only go down BROKEN"),
        ("kanazawa_exchange/lib/clock.py", "import kanazawa_exchange.accounts.models", "Imports only go down BROKEN"),
        ("mobility/services/__init__.py", "import partners.forms", "which is no room of that app"),
        ("reports/__init__.py", "import mobility.views", "which is no room of that app"),
        *(
            (f"{app}/permissions.py", f"import {app.replace('/', '.')}.models", "the record: no models BROKEN")
            for app in ("kanazawa_exchange/accounts", "partners", "programs", "mobility", "reports")
        ),
        ("rubric/scoring/tables.py", "import django.utils.timezone", "no Django, no models BROKEN"),
        ("rubric/scoring/pairs.py", "import mobility.models", "no Django, no models BROKEN"),
        # a way round is no way either
        ("programs/queries/relations.py", "import programs.models", "the record: no models BROKEN"),
    ],
)
def test_control_a_planted_import_breaks_its_contract(copy, importer, line, sentence):
    with (copy / importer).open("a") as file:
        file.write(f"\n{line}\n")
    done = lint(copy)
    assert done.returncode == 1
    assert sentence in done.stdout, done.stdout[-2000:]
