"""A whole run tries a few tests of real parts once more, and nothing else."""

import json
import os
import subprocess
import sys

import pytest

from tests.second_attempt import AT_MOST, LAST_FAILED, REAL_PARTS, main, may_be_tried_again

from .processes import ROOT

FAULT = "tests/faults/test_power_cut.py::test_one"
BROWSER = "tests/browser/test_survey.py::test_two[chromium]"
PLAIN = "tests/mobility/test_today.py::test_three"


@pytest.mark.parametrize(
    ("failed", "again"),
    [
        ([FAULT], True),
        ([FAULT, BROWSER, "tests/platform/test_worker.py::test_four"], True),
        ([], False),
        ([PLAIN], False),
        (["tests/platform/test_settings.py::test_five"], False),
        ([FAULT, PLAIN], False),
        ([f"{FAULT}[{n}]" for n in range(AT_MOST + 1)], False),
    ],
)
def test_only_a_few_tests_of_real_parts_are_tried_again(failed, again):
    assert may_be_tried_again(failed) is again


@pytest.mark.parametrize("part", REAL_PARTS)
def test_the_real_parts_are_there(part):
    assert list(ROOT.glob(f"{part}*"))


def test_what_the_run_has_kept_is_read_and_named(tmp_path, capsys):
    assert main(tmp_path) == 1
    (tmp_path / LAST_FAILED).parent.mkdir(parents=True)
    (tmp_path / LAST_FAILED).write_text(json.dumps({FAULT: True}))
    assert main(tmp_path) == 0
    assert FAULT in capsys.readouterr().out


STUB = """#!/bin/sh
# a Python that fails the first whole run with the code given, and says what it was asked
echo "$*" >> "$SAID"
case "$*" in
  *" --last-failed "*) exit "$SECOND" ;;
  *"-m pytest"*) exit "$FIRST" ;;
  *"-m tests.second_attempt"*) exit "$AGAIN" ;;
  *) exec {python} "$@" ;;
esac
"""


@pytest.mark.parametrize(
    ("first", "again", "second", "code", "runs"),
    [(0, 0, 0, 0, 1), (1, 0, 0, 0, 2), (1, 0, 1, 1, 2), (1, 1, 0, 1, 1), (2, 0, 0, 2, 1)],
    ids=["all pass", "passes alone", "fails again", "must pass at once", "not a failed test"],
)
def test_run_gives_its_code(tmp_path, first, again, second, code, runs):
    stub, lock = tmp_path / "bin" / "python", "requirements.lock"
    stub.parent.mkdir()
    stub.write_text(STUB.format(python=sys.executable))
    stub.chmod(0o755)
    env = os.environ | {"VENV": str(tmp_path), "PYTHON": sys.executable, "SAID": str(tmp_path / "said")}
    env |= {"FIRST": str(first), "AGAIN": str(again), "SECOND": str(second)}
    size = subprocess.run(["cksum", lock], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()[:2]
    version = subprocess.run([sys.executable, "-V"], capture_output=True, text=True, check=True).stdout.strip()
    (tmp_path / f".{lock}").write_text(f"{' '.join(size)} {version}\n")
    done = subprocess.run(["./run", "test"], cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == code, done.stdout + done.stderr
    assert (tmp_path / "said").read_text().count("-m pytest") == runs
