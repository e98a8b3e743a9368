"""./run is plain sh and says in a clear sentence what a machine lacks."""

import os
import shutil
import subprocess
import sys

import pytest

from .processes import ROOT


def run(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    kept = {"PATH": os.environ["PATH"], "HOME": env.pop("HOME", "/nonexistent")}
    return subprocess.run(["sh", "run", *words], cwd=ROOT, env=kept | env, capture_output=True, text=True, timeout=300)


@pytest.mark.parametrize("shell", ["sh", "dash", "bash"])
def test_every_shell_can_read_it(shell):
    if not shutil.which(shell):
        pytest.skip(f"no {shell} here")
    done = subprocess.run([shell, "-n", "run"], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_an_unknown_word_prints_the_words_it_knows():
    done = run("dance")
    assert done.returncode == 2
    assert "./run test [--faults] [--parity]" in done.stdout


def test_an_old_python_gets_the_remedy(tmp_path):
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = -V ] && { echo Python 3.9.2; exit; }\nexit 1\n')
    old.chmod(0o755)
    done = run("manage", "check", PYTHON=str(old), VENV=str(tmp_path / "venv"))
    assert done.returncode == 1
    assert "Needs Python 3.11 to 3.14" in done.stderr
    assert "3.9.2" in done.stderr
    assert "apt install python3" in done.stderr


def test_a_missing_venv_module_gets_the_remedy(tmp_path):
    bare = tmp_path / "python3"
    real = sys.executable
    bare.write_text(f'#!/bin/sh\ncase "$*" in *ensurepip*) exit 1;; esac\nexec {real} "$@"\n')
    bare.chmod(0o755)
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in ("sh", "cat", "cksum", "dirname", "sed", "mkdir", "env"):
        (tools / tool).symlink_to(shutil.which(tool))
    done = run("manage", "check", PYTHON=str(bare), VENV=str(tmp_path / "venv"), PATH=str(tools))
    assert done.returncode == 1
    assert "sudo apt install python3-venv" in done.stderr


def test_nothing_in_it_needs_an_address_of_the_outside_world():
    words = (ROOT / "run").read_text().split()
    assert [w for w in words if "://" in w and "127.0.0.1" not in w and "portal.example.org" not in w] == []


def test_the_addresses_in_mails_lead_to_the_port_that_is_served(tmp_path):
    code = "from kanazawa_exchange import settings; print(settings.PORTAL_URL)"
    inherited = {name: value for name, value in os.environ.items() if name != "PORTAL_URL"}
    environment = {**inherited, "PORT": "8321", "PORTAL_DATA_DIR": str(tmp_path)}

    output = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=True
    )

    assert output.stdout.strip() == "http://127.0.0.1:8321"
