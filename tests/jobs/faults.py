"""What strikes long work in a fault run, and which guard of the portal answers it."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.platform import processes

from . import kinds
from .scored import SCORING
from .trial_process import TOGETHER
from .trials import Served, Trial, Work, stop_at_once

RESULTS = "SELECT substr(detail, 38) FROM accounts_auditevent WHERE event = 'part_of_a_test' AND detail LIKE '{uid}:%'"
STEADY = Work("tests.jobs.kinds:start_steady", RESULTS, tuple(f"{n}" for n in range(kinds.STEADY)))
WORKS = {"steady": STEADY, "scoring": SCORING}
"""Further kinds of long work join here; `trials.py` says how."""
BEARABLE = 5.0
"""Seconds in which a job is started while the broker is away."""
OUTAGE = 6.0
"""Seconds for which the broker is away, while a sweep is due each second."""


def all_but_the_held_one(trial: Trial) -> int:
    """The process that holds the last part of its stage, when nobody works on another one.

    No message is left then, unless there is a later stage, for which workers come back each second.
    """
    victim = trial.victim()
    processes.until(lambda: trial.left() == 1 and (trial.to_do() > 1 or not trial.bells()), what="all but one part")
    return victim


def in_the_middle(trial: Trial) -> None:
    processes.until(lambda: trial.done() >= 2, what="the first results")
    assert trial.to_do() >= 2, "the fault must come in the middle of the work"


def a_child_dies(trial: Trial, work: Work) -> None:
    os.kill(all_but_the_held_one(trial), signal.SIGKILL)


def a_child_dies_between(trial: Trial, work: Work) -> None:
    """Where result and end are written apart: between the two."""
    os.kill(trial.victim(), signal.SIGKILL)


def the_worker_dies(trial: Trial, work: Work) -> None:
    all_but_the_held_one(trial)
    trial.kill_workers()
    trial.worker()


def the_messages_are_lost(trial: Trial, work: Work) -> None:
    """While both children are busy, and another job waits for one of them."""
    processes.until(lambda: trial.parts_held() == 2, what="two children at work")
    trial.start(work)
    trial.lose_messages()
    in_the_middle(trial)
    trial.let_go()


def the_broker_is_away(trial: Served, work: Work) -> None:
    """One job is under way, another one is started meanwhile: whoever does so waits for nobody."""
    in_the_middle(trial)
    trial.servers.broker.terminate()
    assert trial.start(work) < processes.patience(BEARABLE)
    time.sleep(OUTAGE)
    trial.servers.broker.start()


def the_database_starts_anew(trial: Served, work: Work) -> None:
    in_the_middle(trial)
    stop_at_once(trial.servers.postgres)
    time.sleep(1)
    trial.servers.postgres.start()


def two_workers_share_it(trial: Trial, work: Work) -> None:
    """Each has two children: a third part in somebody's hands belongs to the other worker."""
    trial.worker()
    processes.until(lambda: trial.parts_held() >= 3 or trial.stands_twice(work), what="both workers at one job")


def a_sleeper_wakes_up(trial: Trial, work: Work) -> None:
    """A child is stopped for longer than its lease, another one does its part, and it goes on."""
    victim = all_but_the_held_one(trial)
    os.kill(victim, signal.SIGSTOP)
    processes.until(trial.ended, what="the end of the job by another child")
    trial.let_go()
    os.kill(victim, signal.SIGCONT)
    processes.until(
        lambda: "taken over by somebody else" in trial.told() or trial.stands_twice(work), what="the late result"
    )


@dataclass(frozen=True)
class Fault:
    """What strikes, which guards its control takes away, and what then goes wrong."""

    strike: Callable[..., None]
    off: tuple[str, ...]
    wrong: str
    held: bool = False
    pause: float = 0.1


BY_FILES = {
    "kill -9 of a child": Fault(a_child_dies, ("sweep", "redelivery"), "unfinished", held=True),
    "kill -9 of the worker": Fault(the_worker_dies, ("sweep",), "unfinished", held=True),
    "lost messages": Fault(the_messages_are_lost, ("sweep",), "unfinished", held=True, pause=0.2),
    "a sleeper": Fault(a_sleeper_wakes_up, ("fencing",), "twice", held=True),
}
"""What can strike a portal on one computer, and any other."""
BY_SERVERS = {
    "no broker": Fault(the_broker_is_away, ("sweep",), "unfinished"),
    "no database": Fault(the_database_starts_anew, ("sweep",), "unfinished"),
    "two workers": Fault(two_workers_share_it, ("lease", "fencing"), "twice", pause=0.3),
}
"""What needs servers; on files a second worker refuses to start."""
TORN = Fault(a_child_dies_between, (TOGETHER,), "twice", held=True)
"""Only with its guard off: a result without its end is no state that a fault can leave."""
