"""Real processes for tests: a portal with its own folder, started and stopped by process id."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests import kept, trial_servers

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCTION = {
    "PORTAL_PRODUCTION": "1",
    "SECRET_KEY": "Zk3vX0pQ7sT9wL1mN5bC8dF2gH4jK6yR-aS_uE0iO3xV7zB1qW8e",
    "FIELD_KEY": "c2l4dGVlbi1ieXRlcy1hbmQtc2l4dGVlbi1tb3JlLSE=",
    "ALLOWED_HOSTS": "portal.example.ac.jp",
    "PORTAL_URL": "https://portal.example.ac.jp",
    "DATABASE_URL": "postgres://portal:secret@db/portal",
    "CELERY_BROKER_URL": "redis://broker:6379/0",
    "CACHE_URL": "redis://cache:6379/0",
    "CLAMD_URL": "tcp://clamd:3310",
}


def environment(folder: Path, **more: str) -> dict[str, str]:
    """What a process of a portal in `folder` sees; database and broker of the suite are not inherited unless given."""
    kept = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL", "PORT"}}
    return kept | {
        "PORTAL_DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "kanazawa_exchange.settings",
        "PYTHONWARNINGS": "ignore",
        "PORTAL_DEMO": "0",
        **more,
    }


def manage(env: dict[str, str], *words: str) -> str:
    """Runs manage.py to its end; its output."""
    done = subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def prepare(env: dict[str, str]) -> None:
    """`manage.py prepare`, made once: the tables take half a minute each time, and are the same for every folder without demo data."""
    if env["PORTAL_DEMO"] != "0":
        prepare(env | {"PORTAL_DEMO": "0"})
        manage(env, "prepare")
        return
    if "DATABASE_URL" in env:
        with kept.alone("dump.sql") as dump:
            trial_servers.fill(env["DATABASE_URL"], dump)
            manage(env, "prepare")
            trial_servers.keep(env["DATABASE_URL"], dump)
        return
    with kept.alone("prepared") as made:
        if not made.exists():
            part = made.with_name(f"{made.name}.part")
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir(mode=0o700)
            with kept.alone("migrated.sqlite3") as migrated:
                if migrated.exists():
                    shutil.copyfile(migrated, part / "portal.sqlite3")
            manage(environment(part), "prepare")
            part.rename(made)
        shutil.copytree(made, env["PORTAL_DATA_DIR"], dirs_exist_ok=True)


def start(env: dict[str, str], *command: str, log: Path | None = None) -> subprocess.Popen[bytes]:
    """Starts `python <command>` in a process group of its own, so that its children can be killed with it."""
    with open(log or os.devnull, "ab") as output:
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=env,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def stop(*running: subprocess.Popen[bytes], seconds: float = 90) -> list[int]:
    """TERM once for each, and KILL for the whole group where that is not enough; the exit codes."""
    for process in running:
        process.terminate()
    return [_wait(process, seconds) for process in running]


def _wait(process: subprocess.Popen[bytes], seconds: float) -> int:
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        kill(process)
        return -signal.SIGKILL


def kill(process: subprocess.Popen[bytes]) -> None:
    """kill -9 for a process and its children at once, as a power cut does it."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait(60)


def patience(seconds: float) -> float:
    """So many seconds of a machine that has nothing else to do, on this one as it is now."""
    return seconds * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def until(question: Callable[[], Any], seconds: float = 120, what: str | Callable[[], str] = "it") -> Any:
    """Asks until the answer is true; fails with `what` after so many seconds: a limit for what never comes, no bar of the portal.

    `what` may be a function that tells how things stand by then.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = question()
        if answer:
            return answer
        time.sleep(0.1)
    raise AssertionError(f"{what() if callable(what) else what} did not come about within {seconds} s")


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def fetch_once(address: str, timeout: float = 60, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Like fetch, but a redirect is the answer."""
    return fetch(address, timeout, urllib.request.build_opener(_Stay), **headers)


def fetch(
    address: str, timeout: float = 60, opener: urllib.request.OpenerDirector | None = None, /, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """(status, headers, body) of a GET, errors included; (0, {}, b"") when nobody answers."""
    request = urllib.request.Request(address, headers=headers)
    try:
        with (opener or urllib.request.build_opener()).open(request, timeout=timeout) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read()
    except OSError:
        return 0, {}, b""


def health(port: int) -> dict[str, Any]:
    """What /healthz says, or {} when nobody answers."""
    status, _, body = fetch(f"http://127.0.0.1:{port}/healthz")
    return json.loads(body) | {"code": status} if status in {200, 503} else {}


def children(pid: int) -> list[int]:
    """The processes that `pid` has started and that still run."""
    pids = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue  # it ended while we looked
        if int(parent) == pid and state != "Z":
            pids.append(int(stat.parent.name))
    return pids


def running_on(folder: Path) -> dict[int, str]:
    """The processes that were started for the portal in `folder`, whoever started them: id and command."""
    mark, commands = f"PORTAL_DATA_DIR={folder}".encode(), {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (process / "environ").read_bytes().split(b"\0") and is_alive(int(process.name)):
                commands[int(process.name)] = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
        except OSError:
            continue  # it ended while we looked
    return commands


def is_alive(pid: int) -> bool:
    """False for a process that has ended, waited for or not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
