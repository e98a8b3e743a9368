"""The commands of docker-compose.yml, run as plain processes on PostgreSQL and Valkey, make a healthy portal."""

import base64
import re

import pytest
import yaml

from tests import trial_servers
from tests.platform import processes

pytestmark = [pytest.mark.faults]
COMPOSE = yaml.safe_load((processes.ROOT / "docker-compose.yml").read_text())


@pytest.fixture(scope="module")
def servers():
    with trial_servers.private_folder() as folder:
        try:
            with trial_servers.everything(folder) as running:
                yield running
        except trial_servers.CannotStart as reason:
            pytest.skip(f"not run: {reason}")


@pytest.fixture(scope="module")
def env(servers):
    """What .env and the compose file set, with the servers of this test."""
    port = trial_servers.free_port()
    return processes.environment(
        servers.folder / "data",
        **servers.environment,
        PORTAL_PRODUCTION="1",
        PORTAL_DEMO="0",
        SECRET_KEY="k" * 60 + "0123456789",
        FIELD_KEY=base64.urlsafe_b64encode(b"p" * 32).decode(),
        ALLOWED_HOSTS="portal.example.org",
        PORTAL_URL="https://portal.example.org",
        EMAIL_URL="smtp://127.0.0.1:1",
        STATIC_ROOT=str(servers.folder / "static"),
        WEB_BIND=f"127.0.0.1:{port}",
        PORT=str(port),
    )


def command(service: str, schedule: str = "") -> list[str]:
    """What compose tells a container to run, without the interpreter; the scheduler's file lies elsewhere."""
    words = [schedule if "beat-schedule" in word else word for word in COMPOSE["services"][service]["command"]]
    return words[1:] if words[0] == "python" else ["-m", *words]


def address(env: dict[str, str]) -> str:
    return f"http://{env['WEB_BIND']}"


def test_migrate_web_worker_and_beat_make_a_healthy_portal(env, servers, tmp_path):
    words = [word for word in command("migrate") if word != "manage.py"]
    processes.manage(env, *words)
    processes.manage(env, "compile_catalogs")
    processes.manage(env, "collectstatic", "--noinput", "-v", "0")
    started = [
        processes.start(env, *command(name, str(tmp_path / "schedule")), log=tmp_path / name)
        for name in ("web", "worker", "beat")
    ]
    try:
        port = int(env["PORT"])
        answer = processes.until(lambda: _well(port), seconds=180, what="health: " + _logs(tmp_path))
        assert answer["status"] == "ok"
        through_proxy = {"Host": "portal.example.org", "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
        status, headers, page = processes.fetch(f"{address(env)}/ja/accounts/login/", **through_proxy)
        assert status == 200
        assert "Strict-Transport-Security" in headers
        style = re.search(rb'href="(/static/[^"]+\.css)"', page)[1].decode()
        assert re.search(r"\.[0-9a-f]{12}\.css$", style), "a name that changes with the content"
        status, headers, _ = processes.fetch(f"{address(env)}{style}", **through_proxy)
        assert (status, "immutable" in headers["Cache-Control"]) == (200, True)
        plain, headers, _ = processes.fetch_once(f"{address(env)}/ja/accounts/login/", Host="portal.example.org")
        assert (plain, headers["Location"]) == (301, "https://portal.example.org/ja/accounts/login/")
        other, _, _ = processes.fetch(
            f"{address(env)}/ja/accounts/login/", Host="evil.example.org", **{"X-Forwarded-Proto": "https"}
        )
        assert other == 400
        container = processes.start(env, "deploy/healthcheck.py", "database", "broker", log=tmp_path / "check")
        assert container.wait(120) == 0
    finally:
        codes = processes.stop(*started, seconds=120)
    assert codes == [0, 0, 0], _logs(tmp_path)
    for name in ("web", "worker", "beat"):
        lines = (tmp_path / name).read_text().splitlines()
        assert all({"time", "level", "message"} <= processes.json.loads(line).keys() for line in lines), lines
    assert (tmp_path / "web").read_text()


def _well(port: int) -> dict:
    status, _, body = processes.fetch(f"http://127.0.0.1:{port}/healthz", Host="portal.example.org")
    return processes.json.loads(body) if status == 200 else {}


def _logs(folder) -> str:
    return "\n".join(
        f"{path.name}: {path.read_text(errors='replace')[-1500:]}" for path in folder.iterdir() if path.is_file()
    )


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS", "FIELD_KEY"])
def test_production_refuses_to_start_without_its_secrets(env, missing):
    bare = {name: value for name, value in env.items() if name != missing}
    done = processes.subprocess.run(
        [processes.sys.executable, *command("migrate")],
        cwd=processes.ROOT,
        env=bare,
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert missing in done.stderr + done.stdout


def test_production_refuses_demo_people(env):
    done = processes.subprocess.run(
        [processes.sys.executable, "manage.py", "seed_demo"],
        cwd=processes.ROOT,
        env=env,
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
