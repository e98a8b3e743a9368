"""A whole portal of real processes that a fault run may start, kill by process id and start again."""

import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.platform import processes
from tests.trial_servers import free_port

SPEAK = "import json, sys, django; django.setup()\n"


class Portal:
    """Web and worker in a folder of their own: the embedded stack, or production's when `env` names the servers."""

    def __init__(self, folder: Path, **env: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.env = processes.environment(folder, **{"LOG_LEVEL": "ERROR", **env})
        self.log = folder.parent / f"{folder.name}.log"
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def prepare(self) -> "Portal":
        self.folder.mkdir(parents=True, exist_ok=True)
        processes.prepare(self.env)
        return self

    def python(self, code: str, *words: str) -> Any:
        """Runs `code` inside Django with `words` in sys.argv; what it prints as its last line of JSON."""
        done = subprocess.run(
            [sys.executable, "-c", SPEAK + code, *words],
            cwd=processes.ROOT,
            env=self.env,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
        return json.loads(done.stdout.strip().splitlines()[-1]) if done.stdout.strip() else None

    def start_python(self, code: str, *words: str) -> subprocess.Popen[str]:
        """The same without waiting for it."""
        command = [sys.executable, "-c", SPEAK + code, *words]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=processes.ROOT, env=self.env, stdout=pipe, stderr=pipe, text=True)

    def start(self, *names: str) -> "Portal":
        """`web` (embedded), `gunicorn` or `worker`; waits until the pages answer."""
        commands = {
            "web": ["manage.py", "serve", str(self.port)],
            "gunicorn": ["-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "kanazawa_exchange.wsgi"],
            "worker": ["-m", "kanazawa_exchange.worker"],
        }
        for name in names:
            env = self.env | {"WEB_BIND": f"127.0.0.1:{self.port}"}
            self.running[name] = processes.start(env, *commands[name], log=self.log)
        if {"web", "gunicorn"} & set(names):
            try:
                processes.until(lambda: processes.health(self.port), what="the first answer")
            except AssertionError as error:
                raise AssertionError(f"{error}: {self.log.read_text()[-3000:]}") from error
        return self

    def kill_everything(self) -> None:
        """kill -9 for every process and its children at the same moment."""
        for process in self.running.values():
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue  # it had ended
        for process in self.running.values():
            process.wait(60)
        self.running.clear()

    def stop(self) -> None:
        processes.stop(*self.running.values())
        self.running.clear()

    def __enter__(self) -> "Portal":
        return self

    def __exit__(self, *error: object) -> None:
        self.kill_everything()


class Browser:
    """One person's connection: cookies, the token of the forms, and one request after another."""

    def __init__(self, address: str, session: str = "", timeout: float = 60) -> None:
        self.host = urlsplit(address).netloc
        self.timeout = timeout
        self.cookies = {"sessionid": session} if session else {}
        self.connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, dict[str, str], str]:
        """(status, headers, text); (0, {}, "") when nobody answers."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Cookie": cookies, "Accept-Language": "en"} | headers
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection(self.host, timeout=self.timeout)
            self.connection.request(method, path, body, sent)
            answer = self.connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException):
            self.close()
            return 0, {}, ""
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, dict(answer.headers), text

    def get(self, path: str) -> tuple[int, dict[str, str], str]:
        return self.ask("GET", path)

    def post(self, path: str, **fields: str) -> tuple[int, dict[str, str], str]:
        """Posts a form as a person does: with the token that a page has given."""
        if "csrftoken" not in self.cookies:
            self.get(path)
        return self.ask("POST", path, urlencode({"csrfmiddlewaretoken": self.cookies.get("csrftoken", ""), **fields}))

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None


def suite_database() -> dict[str, str]:
    """The database of the suite: with ./run test --parity its PostgreSQL, else nothing, which means SQLite."""
    return {"DATABASE_URL": os.environ["DATABASE_URL"]} if os.environ.get("PORTAL_PARITY") else {}


def moments(runs: int, seed: int = 2017) -> list[float]:
    """Repeatable shares of the work after which a fault strikes: early, later and late, never at the very beginning or end."""
    chance = random.Random(seed)
    return [0.1 + 0.6 * (run + chance.random()) / runs for run in range(runs)]


def p95(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)] if seconds else float("nan")


def timed(act: Any) -> tuple[float, Any]:
    """How long an act took, and what it gave."""
    began = time.monotonic()
    result = act()
    return time.monotonic() - began, result


def title(page: str) -> str:
    """The heading of a page, for messages of failed tests."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.S)
    return re.sub(r"<[^>]+>|\s+", " ", found[1]).strip() if found else page[:200]
