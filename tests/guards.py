"""Guards of the suite: no test reaches the outside world, touches an installation, or inherits a language or deaf ears. Loaded first."""

import atexit
import ipaddress
import os
import re
import shutil
import signal
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone, translation

ROOT = Path(__file__).resolve().parent.parent
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")


def _own_place() -> None:
    """Each process of the suite keeps its files in a folder and its cache entries in a database of its own."""
    number = int(WORKER.removeprefix("gw") or 0) if WORKER else 0
    if "PORTAL_TEST_DIR" not in os.environ:
        given = os.environ.get("PORTAL_DATA_DIR")
        os.environ["PORTAL_TEST_DIR"] = given or tempfile.mkdtemp(prefix="kx-t-")
        if not given:
            atexit.register(shutil.rmtree, os.environ["PORTAL_TEST_DIR"], ignore_errors=True)
    os.environ["PORTAL_DATA_DIR"] = str(Path(os.environ["PORTAL_TEST_DIR"], WORKER or "main"))
    cache = os.environ.get("CACHE_URL", "")
    if cache.startswith("redis"):
        os.environ["CACHE_URL"] = re.sub(r"/\d*$", "", cache) + f"/{number + 1}"


_own_place()


class OutsideConnection(AssertionError):
    """A test tried to reach another machine."""


_real = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex", "sendto")}
_real_getaddrinfo = socket.getaddrinfo
attempts: list[str] = []


def is_here(address: Any) -> bool:
    """True for this machine: a socket file, the loop-back addresses and their name."""
    if not isinstance(address, tuple):
        return True
    host = address[0]
    if isinstance(host, bytes):
        host = host.decode()
    if host in {"localhost", "", None}:
        return True
    try:
        return ipaddress.ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


def _refuse(address: Any) -> None:
    attempts.append(str(address[0]))
    raise OutsideConnection(f"no test reaches the outside world: {address[0]}")


def _guarded(name: str) -> Any:
    def method(self: socket.socket, *args: Any) -> Any:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not is_here(args[-1]):
            _refuse(args[-1])
        return _real[name](self, *args)

    return method


def _getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
    if not is_here((host,)):
        _refuse((host,))
    return _real_getaddrinfo(host, *args, **kwargs)


def close_the_door() -> None:
    """From now on only this machine can be reached."""
    for name in _real:
        setattr(socket.socket, name, _guarded(name))
    socket.getaddrinfo = _getaddrinfo


def open_the_door() -> None:
    """Back to the library's own functions: only for the test of this guard."""
    for name, method in _real.items():
        setattr(socket.socket, name, method)
    socket.getaddrinfo = _real_getaddrinfo


@pytest.fixture(autouse=True)
def _no_outside_world() -> Iterator[None]:
    """Fails a test whose code swallowed the refusal."""
    attempts.clear()
    yield
    assert not attempts, f"something tried to reach {attempts}"


@pytest.fixture(autouse=True)
def _first_language() -> None:
    """A request leaves its language active; each test begins in the portal's first one, and in its time zone."""
    translation.deactivate()
    timezone.deactivate()


def hear_hang_ups() -> None:
    """Under nohup a hang-up is ignored, and everything that the suite starts would ignore it too."""
    if signal.getsignal(signal.SIGHUP) == signal.SIG_IGN:
        signal.signal(signal.SIGHUP, lambda number, frame: None)  # a program that is started begins with the default


def pytest_configure(config: pytest.Config) -> None:
    close_the_door()
    hear_hang_ups()
    if not WORKER:
        from kanazawa_exchange.lib.catalogs import compile_catalogs

        compile_catalogs(ROOT / "locale")


def pytest_sessionstart(session: pytest.Session) -> None:
    """The folder of all tmp_path is made now: some tests move TMPDIR for a while, and it must not lie in theirs."""
    session.config._tmp_path_factory.getbasetemp()
