"""The process that ./run becomes ends what it started, whatever the parts do; the real parts are in test_start_and_stop."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from . import processes

DONE = "pass"
LASTING = "import time; time.sleep(300)"
STUBBORN = "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(300)"
PARENT = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {STUBBORN!r}]); {STUBBORN}"
SUPERVISED = (
    "import os, time; from kanazawa_exchange import supervisor; supervisor.GRACE = 1.0; "
    "supervisor.end_with_supervisor(lambda: {}); time.sleep(300)"
)
LEAVING = SUPERVISED.format("os._exit(1)")
STAYING = "import signal; signal.signal(15, signal.SIG_IGN); " + SUPERVISED.format("None")
STARTED = "print('up', flush=True); "

CODE = """
import sys
from kanazawa_exchange import supervisor
supervisor.GRACE = 1.0
prepare, web, worker = (supervisor.Part("-c", code) for code in sys.argv[1:])
sys.exit(supervisor.Supervisor(prepare, web, worker, grace=1.0, again=0.2).run())
"""


class Supervised:
    """A supervisor with parts of a few words each; its output line by line."""

    def __init__(self, folder: Path, prepare: str = DONE, web: str = LASTING, worker: str = LASTING) -> None:
        self.folder, self.log = folder, folder / "log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", CODE, prepare, web, worker],
                cwd=processes.ROOT,
                env=os.environ | {"PORTAL_DATA_DIR": str(folder)},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def until_it_says(self, words: str, times: int = 1) -> None:
        processes.until(lambda: self.log.read_text().count(words) >= times, what=words)

    def end(self, seconds: float = 90) -> int:
        """Its exit code, when nothing of it is left."""
        code = self.process.wait(seconds)
        assert processes.running_on(self.folder) == {}
        return code


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_the_group_ends_everything(tmp_path, number):
    supervised = Supervised(tmp_path, web=STARTED + LASTING)
    supervised.until_it_says("up")
    os.killpg(supervised.process.pid, number)
    assert supervised.end() == 128 + number


def test_a_hang_up_that_was_ignored_from_the_start_is_ignored(tmp_path):
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does it
    try:
        supervised = Supervised(tmp_path, web=STARTED + LASTING)
    finally:
        signal.signal(signal.SIGHUP, before)
    supervised.until_it_says("up")
    os.killpg(supervised.process.pid, signal.SIGHUP)
    time.sleep(1)
    assert supervised.process.poll() is None
    supervised.process.terminate()
    assert supervised.end() == 128 + signal.SIGTERM


def test_what_ignores_term_is_killed_with_its_children(tmp_path):
    supervised = Supervised(tmp_path, web=PARENT, worker=PARENT)
    supervised.until_it_says("up", 4)
    began = time.monotonic()
    supervised.process.terminate()
    assert supervised.end() == 128 + signal.SIGTERM
    assert time.monotonic() - began >= 1


def test_children_of_a_dead_part_go_with_it(tmp_path):
    supervised = Supervised(tmp_path, worker=PARENT.rpartition("; import")[0])
    supervised.until_it_says("The worker ended (0); starting it again.", 3)

    def lasting() -> list[str]:
        return [command for command in processes.running_on(tmp_path).values() if "SIG_IGN" in command]

    processes.until(lambda: len(lasting()) <= 2, what="the end of the children of three dead parts")
    supervised.process.terminate()
    supervised.end()


def test_the_end_of_the_web_server_is_the_end_and_its_code_the_code(tmp_path):
    assert Supervised(tmp_path, web="import sys; sys.exit(7)").end() == 7


def test_a_web_server_that_was_killed_ends_the_portal_with_the_code_of_the_signal(tmp_path):
    assert Supervised(tmp_path, web="import os; os.kill(os.getpid(), 9)").end() == 128 + 9


def test_a_failed_preparation_starts_nothing(tmp_path):
    supervised = Supervised(tmp_path, prepare="import sys; sys.exit(3)", web=STARTED + LASTING)
    assert supervised.end() == 3
    assert "up" not in supervised.log.read_text()


def test_a_signal_while_it_prepares_ends_it(tmp_path):
    supervised = Supervised(tmp_path, prepare=STARTED + LASTING)
    supervised.until_it_says("up")
    supervised.process.terminate()
    assert supervised.end() == 128 + signal.SIGTERM
    assert "Starting" not in supervised.log.read_text()


@pytest.mark.parametrize("part", [LEAVING, STAYING])
def test_parts_end_when_the_supervisor_was_killed(tmp_path, part):
    supervised = Supervised(tmp_path, web=STARTED + part, worker=STARTED + part)
    supervised.until_it_says("up", 2)
    supervised.process.kill()
    supervised.process.wait()
    processes.until(lambda: not processes.running_on(tmp_path), what="the end of the parts")
