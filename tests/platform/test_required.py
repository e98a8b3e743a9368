"""Where a program is promised, a test that is skipped for want of it fails; elsewhere it says why it was skipped."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import required

from .processes import ROOT

LACKING = """
import pytest
def test_proxy():
    pytest.skip("no nginx on this machine")
def test_other():
    pytest.skip("PostgreSQL has no such limit")
"""


@pytest.mark.parametrize(
    ("promised", "code", "counted"),
    [("", 0, "2 skipped"), ("chromium", 0, "2 skipped"), ("chromium nginx", 1, "1 failed, 1 skipped")],
)
def test_a_skip_for_want_of_a_promised_program_fails(promised, code, counted, tmp_path: Path):
    (tmp_path / "test_lacking.py").write_text(LACKING)
    words = ["-p", "tests.required", "-p", "no:django", "-p", "no:cacheprovider", "-c", os.devnull]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *words, str(tmp_path)],
        cwd=ROOT,
        env=os.environ | {"MUST_RUN": promised},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, counted in done.stdout) == (code, True), done.stdout + done.stderr


def test_a_module_that_cannot_be_collected_fails_too(tmp_path: Path):
    (tmp_path / "test_lines.py").write_text(
        "import pytest\npytest.importorskip('no_such', reason='import-linter comes with ./run check')\n"
    )
    words = ["-p", "tests.required", "-p", "no:django", "-p", "no:cacheprovider", "-c", os.devnull]
    command = [sys.executable, "-m", "pytest", "-q", *words, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | {"MUST_RUN": "linters"}, capture_output=True, text=True)
    assert done.returncode not in {0, 5}, done.stdout


def test_each_reason_is_that_of_a_test():
    """A reason that was reworded would let its skips pass again."""
    others = [path for path in (ROOT / "tests").rglob("*.py") if path.name not in {"required.py", "test_required.py"}]
    texts = "\n".join(path.read_text() for path in others)
    assert [words for words in required.WANTING.values() if words not in texts] == []


def test_the_ci_promises_only_what_is_known():
    promised = set(re.findall(r"promised\+=\((\w+)\)", (ROOT / ".ci/run").read_text()))
    assert promised == set(required.WANTING)
