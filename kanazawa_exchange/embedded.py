"""How does one computer serve the portal without a proxy in front? A thread per connection, with limits and time-outs.

Larger installations run gunicorn behind a proxy that buffers (docker-compose.yml). Here slow or broken clients meet
three rules: so many connections at once, so many seconds for the head of a request and for its body, and no doubtful
framing.
"""

import logging
import socket
import socketserver
import threading
import time
from collections.abc import Callable
from email.errors import MultipartInvariantViolationDefect, StartBoundaryNotFoundDefect
from http import HTTPStatus
from typing import Any

from django.core.servers.basehttp import ServerHandler, ThreadedWSGIServer, WSGIRequestHandler

logger = logging.getLogger("kanazawa_exchange.embedded")

CONNECTIONS = 200
HEAD_SECONDS = 15.0
BODY_SECONDS = 120.0
OF_THE_BODY = (StartBoundaryNotFoundDefect, MultipartInvariantViolationDefect)
"""What the mail parser misses in every form with a file: it is given the head alone."""
TURNED_AWAY = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Answer(ServerHandler):
    """Names neither server nor version."""

    server_software = "portal"


class Handler(WSGIRequestHandler):
    """Refuses what could be read in two ways, and tells the server when to lose patience."""

    server: "Server"
    connection: socket.socket  # type: ignore[assignment]  # the stubs say request

    def handle_one_request(self) -> None:
        self.server.allow(self.connection, self.server.head_seconds)
        try:
            self.raw_requestline = self.rfile.readline(65537)
            if len(self.raw_requestline) > 65536:
                self.requestline = self.request_version = self.command = ""
                self.send_error(HTTPStatus.REQUEST_URI_TOO_LONG)
            elif self.parse_request():
                answer = Answer(self.rfile, self.wfile, self.get_stderr(), self.get_environ())
                setattr(answer, "request_handler", self)  # noqa: B010  (it closes the connection where that is due)
                answer.run(self.server.pages)
        finally:
            self.server.allow(self.connection, None)

    def parse_request(self) -> bool:
        if not super().parse_request():
            self.close_connection = True
            return False
        refusal = self._doubtful()
        if refusal:
            self.send_error(refusal)
            self.close_connection = True
            return False
        body = int(self.headers.get("Content-Length") or 0)
        self.server.allow(self.connection, self.server.body_seconds if body else None)
        return True

    def _doubtful(self) -> HTTPStatus | None:
        if self.request_version == "HTTP/0.9":
            return HTTPStatus.BAD_REQUEST
        if "Transfer-Encoding" in self.headers:
            return HTTPStatus.NOT_IMPLEMENTED if "Content-Length" not in self.headers else HTTPStatus.BAD_REQUEST
        lengths = self.headers.get_all("Content-Length", [])
        if len(lengths) > 1 or any(not (n.isascii() and n.isdigit() and len(n) < 16) for n in lengths):
            return HTTPStatus.BAD_REQUEST
        hosts = self.headers.get_all("Host", [])
        if len(hosts) > 1 or (not hosts and self.request_version == "HTTP/1.1"):
            return HTTPStatus.BAD_REQUEST
        doubtful = any(not isinstance(defect, OF_THE_BODY) for defect in self.headers.defects)
        return HTTPStatus.BAD_REQUEST if doubtful else None

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """A plain sentence with nothing of the request in it, and the end of the connection."""
        words = f"{int(code)} {HTTPStatus(code).phrase}"
        head = f"HTTP/1.1 {words}\r\nContent-Type: text/plain\r\nContent-Length: {len(words)}\r\n"
        self.close_connection = True
        self.wfile.write(f"{head}X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n{words}".encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Addresses may name people: what went wrong is logged by the application, not here."""

    def version_string(self) -> str:
        return "portal"


class Server(ThreadedWSGIServer):
    """Closes connections whose time is up, and turns away what is too much at once."""

    request_queue_size = 128
    allow_reuse_address = True
    head_seconds = HEAD_SECONDS
    body_seconds = BODY_SECONDS

    def __init__(
        self, address: tuple[str, int], application: Callable[..., Any], connections: int = CONNECTIONS
    ) -> None:
        self._places = threading.BoundedSemaphore(connections)
        self._deadlines: dict[socket.socket, float] = {}
        self._lock = threading.Lock()
        self._closing = threading.Event()
        super().__init__(address, Handler, ipv6=":" in address[0])
        self.pages = application
        threading.Thread(target=self._watch, daemon=True).start()

    def server_bind(self) -> None:
        """Without asking a name server who we are."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])
        self.setup_environ()

    def allow(self, connection: socket.socket, seconds: float | None) -> None:
        """From now on the client has so many seconds to send what is due; None: nothing is due."""
        with self._lock:
            if seconds is None:
                self._deadlines.pop(connection, None)
            else:
                self._deadlines[connection] = time.monotonic() + seconds

    def _watch(self) -> None:
        while not self._closing.wait(0.5):
            with self._lock:
                late = [c for c, due in self._deadlines.items() if due < time.monotonic()]
                for connection in late:
                    del self._deadlines[connection]
            for connection in late:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # it has gone by itself

    def process_request(self, request: Any, client_address: Any) -> None:
        if not self._places.acquire(blocking=False):
            logger.warning("too many connections at once; one was turned away")
            try:
                request.sendall(TURNED_AWAY)
            except OSError:
                pass  # the client has gone
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except BaseException:
            self._places.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in the middle is everyday."""
        logger.info("a connection ended early", exc_info=True)

    def server_close(self) -> None:
        self._closing.set()
        super().server_close()
