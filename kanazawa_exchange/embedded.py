"""The server of one computer without a proxy in front: waitress, and the few limits that it does not set by itself.

waitress reads all requests in one loop and answers them in a few threads, so that a slow client costs no thread; larger
installations run gunicorn behind a proxy that buffers (docker-compose.yml). Each class below adds what waitress leaves
open: it renews its time-out with every byte, lets clients beyond the limit wait without an answer, takes a length beside
a transfer coding, no host or two of them, any version and any number of headers, asks for the body of a request that it
has refused, and sends a body after HEAD.
"""

import logging
import socket
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask
from waitress.utilities import Error

logger = logging.getLogger("kanazawa_exchange.embedded")

THREADS = 16
HEAD_BYTES = 65536
HEADERS = 100
TURNED_AWAY = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n"


@dataclass(frozen=True)
class Limits:
    """What clients may take: connections at once, the time for a head and for a whole request, the size of a body.

    `headers` go out with every refusal, as they do with the pages; `too_large` is the page for whoever sends a larger body.
    """

    body_bytes: int
    headers: Mapping[str, str]
    too_large: str = ""
    connections: int = 200
    head_seconds: float = 15.0
    request_seconds: float = 120.0


class Doubtful(Exception):
    """A request that could be read in two ways."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


class Refusal(Error):
    """A status and its name, or a page about it, with nothing of the request in it."""

    def __init__(self, status: HTTPStatus, headers: Mapping[str, str], page: str = "") -> None:
        super().__init__("")
        self.code, self.reason, self.headers, self.page = status.value, status.phrase, headers, page

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        words = f"{self.code} {self.reason}"
        kind = "text/html" if self.page else "text/plain"
        headers = [("Content-Type", f"{kind}; charset=utf-8"), *self.headers.items()]
        return words, headers, (self.page or words).encode()


class Ground(Adjustments):
    """The settings of the server, and what its parser sends with a refusal."""

    too_large = ""
    headers: Mapping[str, str] = {}


class Parser(HTTPRequestParser):
    """Reads one request; refuses the doubtful ones, and reads nothing of their bodies."""

    def __init__(self, adj: Adjustments) -> None:
        super().__init__(adj)
        self.began_at = time.time()

    def received(self, data: bytes) -> int:
        try:
            consumed = super().received(data)
        except Doubtful as doubt:
            self.error = self._refusal(doubt.status)
        except ValueError:  # a length of thousands of digits, an address with half a bracket
            self.error = self._refusal(HTTPStatus.BAD_REQUEST)
        if not self.error:
            return consumed
        status = HTTPStatus(self.error.code)
        if status == HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE and b"\n" not in self.header_plus + data:
            status = HTTPStatus.REQUEST_URI_TOO_LONG
        self.error = self._refusal(status)
        self.completed, self.expect_continue = True, False
        return len(data)

    def _refusal(self, status: HTTPStatus) -> Refusal:
        is_large = status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        return Refusal(status, self.adj.headers, self.adj.too_large if is_large else "")

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        lines = header_plus.split(b"\r\n")[1:]
        doubt = self._doubt([line.partition(b":")[0].strip().lower() for line in lines if line])
        if doubt:
            raise Doubtful(doubt)

    def _doubt(self, names: list[bytes]) -> HTTPStatus | None:
        if self.version not in {"1.0", "1.1"}:
            return HTTPStatus.HTTP_VERSION_NOT_SUPPORTED if self.version else HTTPStatus.BAD_REQUEST
        if len(names) > HEADERS:
            return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        if b"transfer-encoding" in names:
            return HTTPStatus.BAD_REQUEST if b"content-length" in names else HTTPStatus.NOT_IMPLEMENTED
        if names.count(b"host") > 1 or (b"host" not in names and self.version == "1.1"):
            return HTTPStatus.BAD_REQUEST
        return None


class RefusalTask(ErrorTask):
    """Tells the connection that its last answer is a refusal."""

    def execute(self) -> None:
        self.channel.refused_at = time.time()
        if not isinstance(self.request.error, Refusal):
            self.request.error = Refusal(HTTPStatus(self.request.error.code), self.channel.server.limits.headers)
        super().execute()


class Channel(HTTPChannel):
    """One connection. After a refusal it reads on for a while without keeping anything: a connection that is closed
    while the client still sends is reset, and the answer lost."""

    parser_class = Parser
    error_task_class = RefusalTask
    refused_at = 0.0
    is_draining = False

    def is_late(self, now: float) -> bool:
        """The client has not sent in time what is due; while we answer, nothing is due."""
        limits: Limits = self.server.limits
        if self.is_draining:
            return now > self.refused_at + limits.head_seconds
        if self.requests or self.total_outbufs_len:
            return False
        request = self.request
        if request is None:
            return now > self.last_activity + limits.head_seconds
        return now > request.began_at + (limits.request_seconds if request.headers_finished else limits.head_seconds)

    def received(self, data: bytes) -> bool:
        return self.is_draining or super().received(data)

    def handle_close(self) -> None:
        if self.refused_at and self.connected and not self.is_draining:
            self.is_draining, self.will_close = True, False
            try:
                self.socket.shutdown(socket.SHUT_WR)
            except OSError:
                pass  # the client has gone: nothing to read
            else:
                return
        super().handle_close()


class Server(TcpWSGIServer):
    """Turns away what is too much at once, and closes connections whose time is up."""

    channel_class = Channel

    def __init__(self, address: tuple[str, int], application: WSGIApplication, limits: Limits) -> None:
        self.limits = limits
        self._is_leaving = False
        host, port = address
        adjustments = Ground(
            listen=f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            threads=THREADS,
            ident="portal",
            server_name="localhost",
            connection_limit=limits.connections + 20,  # our own answer comes first
            channel_timeout=int(limits.request_seconds) + 1,  # for clients that do not fetch their answers
            cleanup_interval=1,
            max_request_header_size=HEAD_BYTES,
            max_request_body_size=limits.body_bytes + 1,
            clear_untrusted_proxy_headers=False,  # TRUSTED_PROXY_COUNT says whom to believe
            log_socket_errors=False,  # a client that goes away in the middle is everyday
        )
        adjustments.too_large, adjustments.headers = limits.too_large, limits.headers
        super().__init__(_without_bodies_for_head(application), adj=adjustments)

    @property
    def port(self) -> int:
        return int(self.effective_port)

    def run(self) -> None:
        """Serves until `leave`; answers under way have five seconds more."""
        while not self._is_leaving:
            wasyncore.loop(timeout=1, use_poll=True, map=self._map, count=1)
        wasyncore.dispatcher.close(self)  # the door alone: threads still use the rest
        self.task_dispatcher.shutdown()
        wasyncore.close_all(self._map)

    def leave(self, *signal: object) -> None:
        """Ends `run` soon; may be called by a signal or another thread."""
        if not self._is_leaving:
            self._is_leaving = True
            self.pull_trigger()

    def maintenance(self, now: float) -> None:
        super().maintenance(now)
        for channel in self.active_channels.values():
            if channel.is_late(now):
                channel.will_close = True

    def handle_accept(self) -> None:
        if len(self.active_channels) < self.limits.connections:
            super().handle_accept()
        elif accepted := self.accept():
            headers = [f"{name}: {value}\r\n" for name, value in self.limits.headers.items()]
            logger.warning("too many connections at once; one was turned away")
            with accepted[0] as client:
                try:
                    client.sendall(f"{TURNED_AWAY}{''.join(headers)}\r\n".encode())
                except OSError:
                    pass  # the client has gone


def _without_bodies_for_head(application: WSGIApplication) -> WSGIApplication:
    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        body = application(environ, start_response)
        if environ["REQUEST_METHOD"] != "HEAD":
            return body
        if hasattr(body, "close"):
            body.close()
        return []

    return answer
