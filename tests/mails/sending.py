"""Portals whose letters go to a mail server of the test, and what strikes them: which guard answers it, and what goes wrong without."""

import json
import os
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.jobs.trials import Embedded, Served, Trial
from tests.mail_server import MailServer
from tests.mails.letter_process import GONE, LETTERS
from tests.platform import processes

SPEAK = "import django; django.setup(); from tests.mails import letter_process; letter_process.main()"
EXPECTED = {f"a{n}@example.org" for n in range(LETTERS)} - {GONE}
HANDS = 2
"""The children of a worker: each may have a letter that the server took and that nobody has marked when the worker is killed."""
QUIET = 8.0
"""Seconds, since a worker is there, after which a run without its guard is given up: more than two leases and many sweeps."""


class Letters(Trial):
    """Of a portal, its letters."""

    server: MailServer

    def process(self, role: str, **orders: Any) -> subprocess.Popen[bytes]:
        words = json.dumps({"role": role} | orders)
        return processes.start(self.env, "-c", SPEAK, words, log=self.folder / f"{role}.log")

    def send(self, **orders: Any) -> None:
        """A worker begins."""
        self.running.append(self.process(self.role, **orders))

    def write(self, **orders: Any) -> None:
        assert self.process("write", **orders).wait(180) == 0, self.told("write")

    def states(self) -> Counter[str]:
        return Counter(state for (state,) in self.ask("SELECT state FROM accounts_letter"))

    def is_over(self) -> bool:
        states = self.states()
        return bool(states) and states["waiting"] == 0

    def is_up(self) -> bool:
        return self.number("accounts_workerheartbeat WHERE name = 'worker start'") > 0

    def arrived(self) -> Counter[str]:
        return Counter(to for tos, _text in list(self.server.letters) for to in tos)


class OnFiles(Letters, Embedded):
    """SQLite, and messages in files."""


class OnServers(Letters, Served):
    """PostgreSQL and Valkey."""

    def forget(self) -> None:
        self.lose_messages()
        self.ask("DELETE FROM accounts_letter")


# --- What strikes ----------------------------------------------------------------------------------------------------


def the_writer_dies(trial: Letters, off: tuple[str, ...]) -> None:
    """Between its commit and the bell; nobody has heard of the letters."""
    held = str(trial.held)
    writer = trial.process("write", held=held, off=[guard for guard in off if guard == "row"])
    os.kill(trial.victim(), signal.SIGKILL)
    writer.wait(60)
    assert trial.number("accounts_auditevent WHERE event = 'letters_of_a_test'") >= 1, "the act stands"
    trial.send(off=[guard for guard in off if guard != "row"])


def the_worker_dies_before_sending(trial: Letters, off: tuple[str, ...]) -> None:
    trial.write()
    trial.send(held=str(trial.held), off=off)
    trial.victim()
    trial.kill_workers()
    trial.send(off=off)


def the_worker_dies_after_sending(trial: Letters, off: tuple[str, ...]) -> None:
    """The server has the letter, and its thanks are not heard any more."""
    has_it, is_dead = threading.Event(), threading.Event()

    def wait() -> None:
        if not has_it.is_set():
            has_it.set()
            is_dead.wait(120)

    trial.server.before_thanks = wait
    trial.write()
    trial.send(off=off)
    assert has_it.wait(120), trial.told()
    trial.kill_workers()
    is_dead.set()
    trial.send(off=off)


def the_server_is_away(trial: Letters, off: tuple[str, ...]) -> None:
    """It says that it is closing, whoever comes, and then is there again."""
    trial.server.is_closed = True
    trial.send(off=off)
    trial.write()
    processes.until(lambda: trial.server.connections >= 1, what=lambda: f"the first attempt: {trial.told()[-2000:]}")
    time.sleep(5)
    assert trial.states() == {"waiting": LETTERS}
    trial.server.is_closed = False


def two_workers_share_them(trial: Letters, off: tuple[str, ...]) -> None:
    trial.server.seconds = 0.3
    trial.write()
    trial.send(off=off)
    trial.send(off=off)


@dataclass(frozen=True)
class Fault:
    """What strikes, which guards its control takes away, what then goes wrong, and how many letters may go twice.

    `ends`: the control comes to an end, too, and is judged by it; else it is given up after a while.
    """

    strike: Callable[[Letters, tuple[str, ...]], None]
    off: tuple[str, ...]
    wrong: str
    twice: int = 0
    ends: bool = True


FAULTS = {
    "the writer dies": Fault(the_writer_dies, ("row",), "lost", ends=False),
    "the worker dies before sending": Fault(the_worker_dies_before_sending, ("mark afterwards",), "lost"),
    "the worker dies after sending": Fault(the_worker_dies_after_sending, ("one number",), "numbers", twice=HANDS),
    "the server is away": Fault(the_server_is_away, ("sweep",), "lost", ends=False),
}
OF_SEVERAL = {"two workers": Fault(two_workers_share_them, ("lease",), "twice")}
"""What needs servers; on files a second worker refuses to start."""


# --- What is true in the end -----------------------------------------------------------------------------------------


def withstood(trial: Letters, fault: Fault) -> None:
    """Every letter has arrived, those that the server had taken before the kill perhaps twice under one number; one address is refused."""
    fault.strike(trial, ())
    processes.until(trial.is_over, 180, what=lambda: f"the end of all letters: {trial.told()[-3000:]}")
    arrived = trial.arrived()
    assert set(arrived) == EXPECTED
    assert sum(arrived.values()) - len(EXPECTED) <= fault.twice
    assert trial.states() == {"taken": LETTERS - 1, "refused": 1}
    assert len(set(trial.server.numbers())) == len(EXPECTED)


def felt(trial: Letters, fault: Fault) -> None:
    """The control: without its guard the same run loses a letter, sends one twice or gives one two numbers."""
    fault.strike(trial, fault.off)
    if fault.ends:
        processes.until(trial.is_over, 180, what=lambda: f"the end of all letters: {trial.told()[-3000:]}")
    else:
        processes.until(trial.is_up, 180, what="a worker")
        time.sleep(QUIET)
    arrived = trial.arrived()
    if fault.wrong == "lost":
        assert set(arrived) < EXPECTED
    elif fault.wrong == "twice":
        assert sum(arrived.values()) > len(arrived)
    else:
        assert len(set(trial.server.numbers())) > len(arrived)
