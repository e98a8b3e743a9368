"""The same faults, and those of servers, where the work is shared over PostgreSQL and Valkey, with a scheduler of its own."""

import pytest

from tests import trial_servers
from tests.platform import processes

from .faults import BY_FILES, BY_SERVERS, WORKS
from .runs import felt, set_aside, withstood
from .trials import Served

pytestmark = pytest.mark.faults
ALL = BY_FILES | BY_SERVERS
"""What can strike on files, too, strikes one kind of work here and both there."""


@pytest.fixture(scope="module")
def servers():
    with trial_servers.private_folder() as folder:
        try:
            with trial_servers.everything(folder) as running:
                env = processes.environment(folder / "data", **running.environment)
                processes.prepare(env)
                beat = Served(env, folder, running).process("beat")
                yield running, env
                assert processes.stop(beat) == [0], "the scheduler has lived through all faults"
        except trial_servers.CannotStart as reason:
            pytest.skip(f"not run: {reason}")


@pytest.fixture
def portal(servers, tmp_path):
    running, env = servers
    trial = Served(env, tmp_path, running)
    trial.forget([statement for work in WORKS.values() for statement in work.forget])
    yield trial
    trial.kill_workers()


@pytest.mark.parametrize(
    ("name", "work"),
    [(name, work) for name in ALL for work in WORKS if name in BY_SERVERS or work == "scoring"],
)
def test_nothing_is_lost_and_nothing_stands_twice(portal, name, work):
    withstood(portal, work, ALL[name])


@pytest.mark.parametrize("name", BY_SERVERS)
def test_control_without_its_guard_the_fault_is_felt(portal, name):
    felt(portal, BY_SERVERS[name])


def test_poison_is_set_aside_and_the_rest_is_done(portal):
    set_aside(portal)
