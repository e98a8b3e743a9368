"""The same where the letters are rows of PostgreSQL and the bell rings over Valkey, and two workers share them."""

import pytest

from tests import trial_servers
from tests.mail_server import mail_server
from tests.mails.letter_process import GONE
from tests.mails.sending import FAULTS, OF_SEVERAL, OnServers, felt, withstood
from tests.platform import processes

pytestmark = pytest.mark.faults
ALL = FAULTS | OF_SEVERAL


@pytest.fixture(scope="module")
def servers():
    with trial_servers.private_folder() as folder:
        try:
            with trial_servers.everything(folder) as running:
                env = processes.environment(folder / "data", **running.environment)
                processes.prepare(env)
                yield running, env, folder
        except trial_servers.CannotStart as reason:
            pytest.skip(f"not run: {reason}")


@pytest.fixture
def trial(servers, tmp_path, request):
    running, env, _folder = servers
    with mail_server() as server:
        server.unknown = {GONE}
        trial = OnServers(env | {"EMAIL_URL": f"smtp://127.0.0.1:{server.port}"}, tmp_path, running)
        trial.server = server
        trial.forget()
        off = ["sweep"] if "control" in request.node.name and "server is away" in request.node.name else []
        beat = trial.process("beat", off=off)
        yield trial
        trial.kill_workers()
        processes.stop(beat)


@pytest.mark.parametrize("name", ALL)
def test_no_letter_is_lost(trial, name):
    withstood(trial, ALL[name])


@pytest.mark.parametrize("name", ALL)
def test_control_without_its_guard_the_fault_is_felt(trial, name):
    felt(trial, ALL[name])
