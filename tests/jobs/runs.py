"""One run of long work through one fault, and what must be true of it in the end."""

import time

from tests.platform import processes

from . import kinds, scored
from .faults import STEADY, TORN, WORKS, Fault
from .scored import SCORING
from .trial_process import TOGETHER
from .trials import Trial, Work

QUIET = 6.0
"""Seconds after which a run without its guard is given up: more than a lease and a sweep."""
POISONED = {"lease": 6.5, "limits": (2, 6), "turn": 1.0, "pause": 0.02}
"""Between the two limits lies time to end what was interrupted, as in the product: whoever is killed as it waits for its next
message holds the lock of that queue."""


def struck(trial: Trial, work: Work, fault: Fault, off: tuple[str, ...] = ()) -> None:
    """The work begins, and the fault strikes in its middle."""
    trial.given(work, held=fault.held, pause=fault.pause, off=off)
    trial.worker(work.start)
    fault.strike(trial, work)


def finished(trial: Trial, seconds: float = 180) -> float:
    began = time.monotonic()
    processes.until(trial.ended, seconds, what=lambda: f"the end of the work: {trial.standing()}")
    return time.monotonic() - began


def withstood(trial: Trial, name: str, fault: Fault) -> None:
    """Nothing is lost, nothing stands twice, and nobody had to help, whatever the kind of work."""
    work = WORKS[name]
    struck(trial, work, fault)
    print(f"finished {finished(trial):.1f} s after the fault")
    assert trial.endings() == {"done"}
    assert trial.results(work) == [sorted(work.expected)] * trial.jobs()


def felt(trial: Trial, fault: Fault) -> None:
    """The control: without its guard the same run loses or doubles results.

    The guards are those of the engine, which does every kind of work alike, so one kind shows them.
    """
    struck(trial, STEADY, fault, fault.off)
    if fault.wrong == "unfinished":
        time.sleep(QUIET)
        assert not trial.ended()
    else:
        finished(trial)
        assert trial.stands_twice(STEADY)


def written_again(trial: Trial, *off: str) -> set[str]:
    """A result of the scoring whose end was lost is written once more; how the job ended."""
    struck(trial, SCORING, TORN, (TOGETHER, *off))
    finished(trial)
    assert trial.results(SCORING) == [sorted(SCORING.expected)]
    return trial.endings()


REASONS = {"loop": "SoftTimeLimitExceeded", "crash": "lost", "memory": "MemoryError"}


def set_aside(trial: Trial) -> None:
    """A row that loops without end, one that crashes its process, one that wants two gigabytes; all others are done.

    Parts of a test and answers of a scoring run: the answers are lost, and the run ends with all others scored.
    """
    trial.given(scored.POISONED, held=False, **POISONED)
    trial.worker(scored.POISONED.start)
    print(f"finished after {finished(trial, 300):.1f} s")
    neighbours = [f"{poison}/{n}" for poison in kinds.POISONS for n in (0, 2)]
    assert trial.results(STEADY)[0] == sorted([*STEADY.expected, *neighbours])
    assert trial.results(scored.POISONED)[1] == sorted(scored.POISONED.expected)
    failed = trial.failed()
    assert {poison: failed.pop(f"{poison}/1") for poison in kinds.POISONS} == REASONS
    assert sorted(failed.values()) == sorted(REASONS.values())
    assert trial.endings() == {"failed"}
    assert processes.is_alive(trial.running[0].pid)
