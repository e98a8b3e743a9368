"""Portals of which a fault run kills the parts: one on files, one on PostgreSQL and Valkey; and the work that they are given.

A further kind of long work is put through all faults by one more `Work` in `WORKS` of `faults.py`. Its `start` is the path of a
function without parameters ("tests.jobs.kinds:start_steady") that makes what the work needs, such as people and answers, and starts
the job in a process of the portal; it may be called twice in one run, and the job has more than ten parts. `results` is SQL that gives
one line per stored result of the job `{pk}` or `{uid}`, on both databases, and `expected` is what these lines must be in the end, in
any order, each once. The kind itself needs neither pauses nor holds: the processes slow it down. Where the faults shall strike
another stage than the first, `stage` is its number; it has at least eight parts. `ready` is a function that every process of the
portal calls before it begins, for instance to cut small parts. `forget` is SQL that takes away what refers to jobs, before the next
run on the same servers.
"""

import json
import os
import signal
import sqlite3
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg2
import redis

from tests import trial_servers
from tests.platform import processes

STARTED = "The job was started in "
SPEAK = "import django; django.setup(); from tests.jobs import trial_process; trial_process.main()"


@dataclass(frozen=True)
class Work:
    """Long work to be put through the faults; the module says how another kind joins."""

    start: str
    results: str
    expected: tuple[str, ...]
    ready: str = ""
    stage: int = 0
    forget: tuple[str, ...] = ()


class Trial:
    """A portal of its own with its workers, and its database looked at from beside them."""

    role = ""

    def __init__(self, env: dict[str, str], folder: Path) -> None:
        self.env, self.folder = env, folder
        self.held = folder / "held"
        self.running: list[subprocess.Popen[bytes]] = []
        self.orders: dict[str, Any] = {}
        self.stage = 0

    # --- Processes ---------------------------------------------------------------------------------------------------

    def process(self, role: str, **orders: Any) -> subprocess.Popen[bytes]:
        return processes.start(
            self.env, "-c", SPEAK, json.dumps({"role": role} | orders), log=self.folder / f"{role}.log"
        )

    def given(self, work: Work, *, held: bool, **orders: Any) -> None:
        """The work of this run, and how its workers are to do it."""
        self.stage = work.stage
        self.orders = {"ready": work.ready, "stage": work.stage, "held": str(self.held) if held else "", **orders}

    def worker(self, start: str = "") -> subprocess.Popen[bytes]:
        """A worker as this run has ordered it; `start` is what it begins with."""
        worker = self.process(self.role, start=start, **self.orders)
        self.running.append(worker)
        return worker

    def start(self, work: Work) -> float:
        """Starts a job beside the workers; how many seconds that took, without the start of the process."""
        assert self.process("start", start=work.start, ready=work.ready).wait(180) == 0, self.told("start")
        return float(self.told("start").rpartition(STARTED)[2].split()[0])

    def victim(self) -> int:
        """The process that holds one part until `let_go`."""
        return int(processes.until(lambda: self.held.exists() and self.held.read_text(), what="a part that is held"))

    def let_go(self) -> None:
        self.held.with_name("go").touch()

    def kill_workers(self) -> None:
        for worker in self.running:
            processes.kill(worker)
        self.running.clear()

    def told(self, role: str = "") -> str:
        log = self.folder / f"{role or self.role}.log"
        return log.read_text(errors="replace") if log.exists() else ""

    def standing(self) -> str:
        """How things stand, for whoever reads why a run did not end."""
        parts = self.ask(
            "SELECT job_id, stage, state, count(*), max(attempts), max(leased_until), max(not_before) FROM accounts_jobpart"
            " GROUP BY job_id, stage, state ORDER BY job_id, stage, state"
        )
        alive = [processes.is_alive(worker.pid) for worker in self.running]
        return f"{parts}, workers alive: {alive}, messages: {len(self.messages())}, told: {self.told()[-3000:]}"

    # --- Rows --------------------------------------------------------------------------------------------------------

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        raise NotImplementedError

    def lose_messages(self) -> None:
        raise NotImplementedError

    def messages(self) -> list[str]:
        raise NotImplementedError

    def bells(self) -> int:
        """Messages about jobs that no worker has taken yet."""
        return sum("accounts.tasks.work_on" in text or "accounts.tasks.carry_on" in text for text in self.messages())

    def number(self, question: str) -> int:
        return int(self.ask(f"SELECT count(*) FROM {question}")[0][0])

    def jobs(self) -> int:
        return self.number("accounts_job")

    def ended(self) -> bool:
        return self.jobs() > 0 and self.number("accounts_job WHERE ended_at IS NULL") == 0

    def done(self) -> int:
        return self.number(f"accounts_jobpart WHERE state = 'done' AND stage = {self.stage}")

    def left(self) -> int:
        return self.number(f"accounts_jobpart WHERE state = 'waiting' AND stage = {self.stage}")

    def to_do(self) -> int:
        """Parts of any stage."""
        return self.number("accounts_jobpart WHERE state = 'waiting'")

    def parts_held(self) -> int:
        return self.number("accounts_jobpart WHERE lease IS NOT NULL")

    def endings(self) -> set[str]:
        return {ending for (ending,) in self.ask("SELECT ending FROM accounts_job")}

    def results(self, work: Work) -> list[list[str]]:
        """What is stored, job by job, in one order."""
        jobs = self.ask("SELECT id, uid FROM accounts_job ORDER BY id")
        questions = [work.results.format(pk=pk, uid=UUID(str(uid))) for pk, uid in jobs]
        return [sorted(str(row[0]) for row in self.ask(question)) for question in questions]

    def stands_twice(self, work: Work) -> bool:
        return any(len(set(lines)) < len(lines) for lines in self.results(work))

    def failed(self) -> dict[str, str]:
        return dict(self.ask("SELECT key, reason FROM accounts_jobpart WHERE state = 'failed'"))


class Embedded(Trial):
    """SQLite, and messages in files."""

    role = "embedded"

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(Path(self.env["PORTAL_DATA_DIR"], "portal.sqlite3"), timeout=20) as database:
            return database.execute(question).fetchall()

    def _files(self) -> list[Path]:
        return list(Path(self.env["PORTAL_DATA_DIR"], "broker").glob("[!.]*.msg"))

    def lose_messages(self) -> None:
        for message in self._files():
            message.unlink(missing_ok=True)

    def messages(self) -> list[str]:
        try:
            return [message.read_text() for message in self._files()]
        except FileNotFoundError:
            return self.messages()  # one was taken meanwhile


class Served(Trial):
    """PostgreSQL and Valkey, with a scheduler of its own."""

    role = "worker"

    def __init__(self, env: dict[str, str], folder: Path, servers: trial_servers.Servers) -> None:
        super().__init__(env, folder)
        self.servers = servers

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        connection = psycopg2.connect(self.servers.postgres.url)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(question)
                return list(cursor.fetchall()) if cursor.description else []
        finally:
            connection.close()

    def lose_messages(self) -> None:
        with redis.Redis.from_url(self.env["CELERY_BROKER_URL"]) as broker:
            broker.flushall()

    def messages(self) -> list[str]:
        with redis.Redis.from_url(self.env["CELERY_BROKER_URL"]) as broker:
            return [message.decode() for message in broker.lrange("celery", 0, -1)]

    def forget(self, further: Sequence[str] = ()) -> None:
        """What the run before left; its results stay, under the number of its job."""
        self.lose_messages()
        for statement in further:
            self.ask(statement)
        self.ask("DELETE FROM accounts_jobpart")
        self.ask("DELETE FROM accounts_job")


def stop_at_once(server: trial_servers.Postgres) -> None:
    """An immediate stop of the database: it loses its connections and recovers from its log."""
    pid = server.pid
    os.kill(pid, signal.SIGQUIT)
    processes.until(lambda: not processes.is_alive(pid), what="the end of the database")
