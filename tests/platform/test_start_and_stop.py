"""./run as a whole: it ends within ten seconds whatever ends it, leaves nothing behind, and has a worker or says that it has none."""

import os
import pty
import select
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.trial_servers import free_port

from . import processes

SECONDS = 10
"""On a machine that is not overloaded."""
AT_ONCE = 5  # so many portals, each on its own files and port: much of their time they wait
# A process that leads its session takes the first terminal that it opens as its own: Ctrl-C and a hang-up come from there.
ON_A_TERMINAL = """
import os, sys
terminal = os.open(sys.argv[1], os.O_RDWR)
for number in (0, 1, 2):
    os.dup2(terminal, number)
os.execvp("sh", ["sh", "run"])
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a portal, and beside them an environment that ./run takes for installed."""
    folder = tmp_path_factory.mktemp("started") / "portal"
    tools = folder.parent / "venv" / "bin"
    tools.mkdir(parents=True)
    python = tools / "python"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    words = f'echo "$(cksum < requirements.lock) $({sys.executable} -V)"'
    mark = subprocess.run(["sh", "-c", words], cwd=processes.ROOT, capture_output=True, text=True, check=True)
    (tools.parent / ".requirements.lock").write_text(mark.stdout)
    processes.prepare(processes.environment(folder))
    return folder


class Start:
    """One ./run in a session of its own, on a terminal or without."""

    def __init__(self, folder: Path, log: Path, port: int | None = None) -> None:
        self.folder, self.log = folder, log
        self.port = port or free_port()
        self.began = time.time()
        self.env = processes.environment(
            folder, PORT=str(self.port), VENV=str(folder.parent / "venv"), PYTHON=sys.executable
        )
        self.terminal: int | None = None
        self.is_hung_up = False

    def plain(self) -> "Start":
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                ["sh", "run"], cwd=processes.ROOT, env=self.env, stdout=log, stderr=log, start_new_session=True
            )
        return self

    def on_a_terminal(self) -> "Start":
        self.terminal, theirs = pty.openpty()
        command = [sys.executable, "-c", ON_A_TERMINAL, os.ttyname(theirs)]
        self.process = subprocess.Popen(command, cwd=processes.ROOT, env=self.env, start_new_session=True)
        os.close(theirs)
        self.copier = threading.Thread(target=self._copy, args=(self.terminal,), daemon=True)
        self.copier.start()
        return self

    def _copy(self, terminal: int) -> None:
        """A terminal that nobody reads would stop who writes to it. One that is being read is not closed by closing it."""
        with self.log.open("ab", buffering=0) as log:
            while not self.is_hung_up and self.process.poll() is None:
                if select.select([terminal], [], [], 0.05)[0]:
                    try:
                        log.write(os.read(terminal, 4096))
                    except OSError:
                        time.sleep(0.05)  # nobody has opened the other end yet, or nobody has it any more

    def hang_up(self) -> None:
        self.is_hung_up = True
        self.copier.join()
        os.close(self.terminal)

    def until_it_serves(self) -> "Start":
        """Until a worker of this start was heard."""
        processes.until(self._is_well, seconds=180, what="a worker")
        return self

    def _is_well(self) -> bool:
        answer = processes.health(self.port)
        return answer.get("code") == 200 and answer["worker_heartbeat_seconds"] < time.time() - self.began - 1

    def part(self, words: str) -> int:
        """The main process of a part; its children carry the same words."""
        matching = [pid for pid, command in processes.running_on(self.folder).items() if words in command]
        [main] = [pid for pid in matching if os.getpgid(pid) == pid]
        return main

    def end(self) -> int:
        """Its exit code, when nothing of it is left; fails after ten seconds."""
        end = time.monotonic() + processes.patience(SECONDS)
        while self.process.poll() is None or processes.running_on(self.folder):
            assert time.monotonic() < end, (processes.running_on(self.folder), self.log.read_text()[-2000:])
            time.sleep(0.05)
        assert processes.health(self.port) == {}
        return self.process.returncode


@pytest.fixture
def log(tmp_path: Path, folder: Path) -> Iterator[Path]:
    """The output of the starts of a test; whatever lives on after a failed test is killed."""
    yield tmp_path / "log"
    for place in folder.parent.glob("portal*"):
        for pid in processes.running_on(place):
            os.kill(pid, signal.SIGKILL)


def test_term_for_the_group_ends_it(folder, log):
    start = Start(folder, log).plain().until_it_serves()
    os.killpg(start.process.pid, signal.SIGTERM)
    assert start.end() == 128 + signal.SIGTERM


def test_after_a_taken_port_the_next_start_has_a_worker_at_once_and_ctrl_c_ends_it(folder, log):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        first = Start(folder, log, port).plain()
        assert first.process.wait(180) == 1
        assert processes.running_on(folder) == {}
        assert f"PORT={port + 1} ./run" in log.read_text()

        second = Start(folder, log).on_a_terminal().until_it_serves()

    assert "already running" not in log.read_text()
    os.write(second.terminal, b"\x03")
    assert second.end() == 128 + signal.SIGINT


@pytest.mark.faults
def test_when_run_itself_is_killed_web_and_worker_end(folder, log):
    start = Start(folder, log).plain().until_it_serves()
    start.process.kill()
    assert start.end() == -signal.SIGKILL


@pytest.mark.faults
def test_a_terminal_that_is_closed_ends_it(folder, log):
    start = Start(folder, log).on_a_terminal().until_it_serves()
    start.hang_up()
    assert start.end() == 128 + signal.SIGHUP


@pytest.mark.faults
def test_a_killed_worker_comes_again_and_a_killed_web_server_ends_it(folder, log):
    start = Start(folder, log).plain().until_it_serves()
    start.began = time.time()
    os.kill(start.part("kanazawa_exchange.worker"), signal.SIGKILL)
    start.until_it_serves()
    assert "The worker ended (137); starting it again." in log.read_text()
    os.kill(start.part("manage.py serve"), signal.SIGKILL)
    assert start.end() == 128 + signal.SIGKILL


@pytest.mark.faults
def test_a_second_start_says_that_it_has_no_worker_and_has_one_when_the_first_has_ended(folder, log, tmp_path):
    first = Start(folder, log).plain().until_it_serves()
    second = Start(folder, tmp_path / "second").plain()
    processes.until(lambda: "No worker here until that one has ended." in second.log.read_text(), 180, "the sentence")
    os.killpg(first.process.pid, signal.SIGTERM)
    assert first.process.wait(processes.patience(SECONDS)) == 128 + signal.SIGTERM
    second.began = time.time()
    second.until_it_serves()
    os.killpg(second.process.pid, signal.SIGTERM)
    assert second.end() == 128 + signal.SIGTERM


@pytest.mark.faults
def test_term_for_the_group_ends_it_ten_times(folder, log, tmp_path):
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda number: _start_and_end(folder, tmp_path, number), range(10)))


def _start_and_end(prepared: Path, logs: Path, number: int) -> None:
    """One portal of its own beside the prepared one; TERM while it starts, or a while after its first heartbeat."""
    folder = prepared.with_name(f"portal-{number}")
    shutil.copytree(prepared, folder)
    start = Start(folder, logs / f"{number}").plain()
    if number % 4:
        start.until_it_serves()
        time.sleep(number % 3)
    else:
        time.sleep(1 + number / 4)
    os.killpg(start.process.pid, signal.SIGTERM)
    assert start.end() in {128 + signal.SIGTERM, -signal.SIGTERM}
