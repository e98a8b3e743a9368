"""Readers of a portal as it stands in production: so many requests a second, and what each of them was answered."""

import http.client
import itertools
import re
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from .browsers import HOST, PATIENCE

AT_ONCE = 32
"""Connections: more than the threads of the web server, so that some always wait."""
MAX_AGE = re.compile(r"max-age=(\d+)")


@dataclass(frozen=True)
class Address:
    """What is fetched: `kind` names it in the table; while the report is public, `mark` stands in the answer."""

    kind: str
    path: str
    mark: bytes = b""


@dataclass(frozen=True)
class Read:
    """One answer: when it was there, in seconds since 1970; whether it held the report; how long a cache may give it on."""

    kind: str
    status: int
    shows: bool
    at: float
    kept_for: int

    @property
    def shown_until(self) -> float:
        return self.at + self.kept_for


@dataclass
class Readers:
    """A crowd that reads on and on at an even pace until it is told to stop."""

    connect: Callable[[], http.client.HTTPConnection]
    cookie: str
    addresses: Sequence[Address]
    a_second: float
    reads: list[Read] = field(default_factory=list)
    _ended: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        began, numbers = time.monotonic(), itertools.count()
        self._threads = [threading.Thread(target=self._read_on, args=(began, numbers)) for _each in range(AT_ONCE)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _read_on(self, began: float, numbers: "itertools.count[int]") -> None:
        connection = self.connect()
        while not self._ended.is_set():
            number = next(numbers)
            time.sleep(max(0.0, began + number / self.a_second - time.monotonic()))
            address = self.addresses[number % len(self.addresses)]
            read = self._one(connection, address)
            if read.status == 0:  # the server closes a connection now and then: a browser asks once more
                connection.close()
                connection = self.connect()
                read = self._one(connection, address)
            self.reads.append(read)
        connection.close()

    def _one(self, connection: http.client.HTTPConnection, address: Address) -> Read:
        try:
            connection.request("GET", address.path, headers=self._headers())
            found = connection.getresponse()
            content = found.read()
        except (OSError, http.client.HTTPException):
            return Read(address.kind, 0, False, time.time(), 0)
        kept = MAX_AGE.search(found.headers.get("Cache-Control", ""))
        shows = found.status == 200 and address.mark in content
        return Read(address.kind, found.status, shows, time.time(), int(kept[1]) if kept else 0)

    def _headers(self) -> dict[str, str]:
        """Those of a browser that has been here before, and those that the proxy sets where none is there."""
        now = time.time()
        stamp = f"t={int(now)}.{int(now % 1 * 1000):03}"
        passed = {"X-Forwarded-For": "10.0.0.1", "X-Forwarded-Proto": "https", "X-Request-Start": stamp}
        return {"Host": HOST, "Cookie": self.cookie, "Accept-Language": "ru", **passed}


def plainly(port: int) -> Callable[[], http.client.HTTPConnection]:
    """Connections to the web server itself."""
    return lambda: http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)


def through_tls(port: int) -> Callable[[], http.client.HTTPConnection]:
    """Connections to the proxy, whose certificate is of this hour."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    return lambda: http.client.HTTPSConnection("127.0.0.1", port, timeout=PATIENCE, context=trusting)
