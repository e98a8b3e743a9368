"""Kinds of long work for tests: they write what they did as lines of the ledger that anybody can count, and fail when they are told to."""

import os
from collections.abc import Sequence
from typing import Any

from kanazawa_exchange.accounts.models import AuditEvent, Job
from kanazawa_exchange.accounts.services import jobs
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.jobs import Held, Kind, Part, register

BAD = "bad"
EVENT = "part_of_a_test"


def suffer(what: str | None) -> None:
    """An error, a loop without end, the death of the process, too much memory; nothing for anything else."""
    match what:
        case "error":
            raise ValueError("told to fail")
        case "loop":
            while True:
                pass
        case "crash":
            os._exit(1)
        case "memory":
            len(bytearray(2 * 1024**3))


def _work(held: Held) -> str:
    """Suffers what `about` asks for."""
    suffer(held.part.about.get(BAD))
    return held.part.key


def _store(held: Held, outcome: Any) -> None:
    """One line per result, without any key: what is written twice is seen twice."""
    AuditEvent.objects.create(event=EVENT, detail=f"{held.job}:{outcome}")


def _split(part: Part) -> list[Part]:
    """A part of n rows becomes n parts; the row that is bad stays so."""
    return [
        Part(f"{part.key}/{n}", {BAD: part.about[BAD]} if n == part.about.get("row") else {}, 1, part.stage)
        for n in range(part.size)
    ]


WHOLE = Kind("test_whole", "Whole parts", _store, _work)
CUT = Kind("test_cut", "Parts that can be cut", _store, _work, split=_split)


def written(job: Job) -> list[str]:
    """The parts of a job whose result is stored, as often as it is."""
    lines = AuditEvent.objects.filter(event=EVENT, detail__startswith=f"{job.uid}:").order_by("pk")
    return [line.partition(":")[2] for line in lines.values_list("detail", flat=True)]


STEADY = 18
POISONS = ("loop", "crash", "memory")


def start_steady() -> Job:
    """Parts without any trouble."""
    return jobs.start(WHOLE, {}, [Part(f"{n}") for n in range(STEADY)], by=None, now=clock.now())


def start_poisoned(poisons: Sequence[str] = POISONS) -> Job:
    """Parts of three rows, the middle one of which is bad, among others."""
    bad = [Part(poison, {BAD: poison, "row": 1}, size=3) for poison in poisons]
    return jobs.start(CUT, {}, [*bad, *(Part(f"{n}") for n in range(STEADY))], by=None, now=clock.now())


def start_looping() -> Job:
    return start_poisoned(["loop"])


def start_crashing() -> Job:
    return start_poisoned(["crash"])


def known() -> None:
    for kind in (WHOLE, CUT):
        register(kind)
