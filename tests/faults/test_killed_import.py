"""Killed at whatever moment of registering ten thousand rows: all of them or none; once more: complete, and nothing twice."""

import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import trial_servers
from tests.platform import processes

from .supervisor import Portal, moments

pytestmark = pytest.mark.faults

ROWS, KILLS, FEWER = 10_000, 2, 3_000
SAY = "from tests.faults import importing as it; it.say(it.{})"


@pytest.fixture(scope="module", params=["embedded", "servers"])
def portal(request, tmp_path_factory) -> Iterator[Portal]:
    folder = tmp_path_factory.mktemp("killed")
    if request.param == "embedded":
        with Portal(folder / "portal").prepare() as made:
            yield made
        return
    with trial_servers.private_folder() as private:
        try:
            servers = trial_servers.everything(private)
            running = servers.__enter__()
        except trial_servers.CannotStart as reason:
            pytest.skip(f"not run: {reason}")
        try:
            with Portal(private / "data", **running.environment).prepare() as made:
                yield made
        finally:
            servers.__exit__(None, None, None)


def asked(portal: Portal, call: str):
    return portal.python(SAY.format(call))


def killed(portal: Portal, act: str, uid: str, share: float, lots: int, steps: Path) -> float:
    """A process that registers is killed when so large a share of its lots is written, a moment later; how long it had worked."""
    steps.write_text("")
    process = portal.start_python(SAY.format(f"{act}({uid!r}, {str(steps)!r})"))
    began = time.monotonic()
    try:
        processes.until(
            lambda: len(steps.read_text()) >= share * lots or process.poll() is not None,
            600,
            what="a lot that is written",
        )
        time.sleep(random.Random(share).random())  # anywhere in the next lot
    finally:
        process.send_signal(signal.SIGKILL)
        _out, error = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL, error[-2000:]
    return time.monotonic() - began


def nothing(stored: dict) -> bool:
    left = {name: number for name, number in stored.items() if name not in ("rows", "state")}
    return (set(left.values()), stored["state"]) == ({0}, "checked")


def whole(stored: dict, rows: int) -> bool:
    """Each person, stay and line of history once; a past stay has begun and ended."""
    once = dict.fromkeys(("rows", "people", "names", "stays", "travellers", "lines of history", "written"), rows)
    return stored == {**once, "moves": 2 * rows, "state": "applied"}


def test_killed_at_any_moment_all_or_none(portal, tmp_path):
    made = asked(portal, f"make(0, {ROWS})")
    uid, lots = made["import"], ROWS // 1000
    assert made["counts"] == {"new": ROWS}
    for share in moments(KILLS):
        seconds = killed(portal, "apply", uid, share, lots, tmp_path / "steps")
        stored = asked(portal, f"stored({uid!r})")
        print(f"a process was killed after {share:.0%} of the rows, {seconds:.1f} s: {stored}")
        assert nothing(stored)
    asked(portal, f"begin({uid!r})")
    portal.start("worker")
    processes.until(lambda: asked(portal, "is_held()"), what="a worker that registers")
    time.sleep(random.Random(ROWS).uniform(0, 0.5))  # to ask took a second or two already
    portal.kill_everything()
    stored = asked(portal, f"stored({uid!r})")
    print(f"the worker was killed: {stored}")
    assert nothing(stored)
    asked(portal, "end_leases()")
    portal.start("worker")
    processes.until(lambda: asked(portal, "job_ended()"), 600, what="the end of the import")
    portal.stop()
    assert whole(asked(portal, f"stored({uid!r})"), ROWS)


def test_control_without_its_transaction_a_part_is_left(portal, tmp_path):
    uid = asked(portal, f"make({ROWS}, {FEWER})")["import"]
    killed(portal, "apply_without_its_transaction", uid, 0.3, FEWER // 1000, tmp_path / "steps")
    stored = asked(portal, f"stored({uid!r})")
    print(f"without the transaction: {stored}")
    assert 0 < stored["stays"] < FEWER
