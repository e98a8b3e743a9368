"""A real worker on files sends letters while it is killed and its mail server goes away: none is lost, and nobody has to help."""

import shutil

import pytest

from tests.mail_server import mail_server
from tests.mails.letter_process import GONE
from tests.mails.sending import FAULTS, OnFiles, felt, withstood
from tests.platform import processes

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("prepared")
    processes.prepare(processes.environment(folder))
    return folder


@pytest.fixture
def trial(prepared, tmp_path):
    """A portal of its own, and its mail server."""
    shutil.copytree(prepared, tmp_path / "portal")
    with mail_server() as server:
        server.unknown = {GONE}
        trial = OnFiles(
            processes.environment(tmp_path / "portal", EMAIL_URL=f"smtp://127.0.0.1:{server.port}"), tmp_path
        )
        trial.server = server
        yield trial
        trial.kill_workers()


@pytest.mark.parametrize("name", FAULTS)
def test_no_letter_is_lost(trial, name):
    withstood(trial, FAULTS[name])


@pytest.mark.parametrize("name", FAULTS)
def test_control_without_its_guard_the_fault_is_felt(trial, name):
    felt(trial, FAULTS[name])
