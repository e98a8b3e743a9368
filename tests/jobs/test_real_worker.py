"""A real worker on files does long work while one fault after another strikes: nothing is lost or doubled, and nobody has to help."""

import shutil
import time

import pytest

from tests.platform import processes

from . import kinds
from .faults import BY_FILES, TORN, WORKS
from .runs import POISONED, QUIET, felt, set_aside, withstood, written_again
from .trials import Embedded

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("prepared")
    processes.prepare(processes.environment(folder))
    return folder


@pytest.fixture
def portal(prepared, tmp_path):
    """A portal of its own, which has been brought up to date."""
    shutil.copytree(prepared, tmp_path / "portal")
    trial = Embedded(processes.environment(tmp_path / "portal"), tmp_path)
    yield trial
    trial.kill_workers()


@pytest.mark.parametrize("work", WORKS)
@pytest.mark.parametrize("name", BY_FILES)
def test_nothing_is_lost_and_nothing_stands_twice(portal, name, work):
    withstood(portal, work, BY_FILES[name])


@pytest.mark.parametrize("name", [*BY_FILES, "torn"])
def test_control_without_its_guard_the_fault_is_felt(portal, name):
    felt(portal, BY_FILES.get(name, TORN))


def test_scoring_that_is_written_again_stands_once(portal):
    assert written_again(portal) == {"done"}


def test_control_scoring_that_cannot_be_written_again_fails(portal):
    assert written_again(portal, "second writing") == {"failed"}


def test_poison_is_set_aside_and_the_rest_is_done(portal):
    set_aside(portal)


@pytest.mark.parametrize(
    ("start", "without"), [("start_crashing", {"off": ["attempts"]}), ("start_looping", {"limits": (600, 900)})]
)
def test_control_without_limits_poison_keeps_the_work_from_its_end(portal, start, without):
    portal.orders = POISONED | without
    portal.worker(f"tests.jobs.kinds:{start}")
    processes.until(lambda: portal.done() >= kinds.STEADY, what="what can be done")
    time.sleep(QUIET)
    assert not portal.ended()
