"""A small mail server on this computer that takes letters, refuses them, is slow, hangs up, or has stopped."""

import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server: Any = self.server
        server.connections += 1
        time.sleep(server.seconds)
        if server.is_closed:
            self.say("421 closing")
            return
        self.say("220 here")
        self.to: list[str] = []
        while line := self.rfile.readline().decode("utf-8", "replace").strip():
            word = line.upper()
            if word.startswith(("EHLO", "HELO")):
                self.say("250 here")
            elif word.startswith("RCPT"):
                address = line.partition("<")[2].partition(">")[0]
                refusal = server.refusals.get(address) or (
                    "550 nobody of that name" if address in server.unknown else ""
                )
                self.to += [] if refusal else [address]
                self.say(refusal or "250 ok")
            elif word == "DATA":
                self.data(server)
            elif word == "QUIT":
                self.say("500 no" if server.hangs_up else "221 bye")
                return
            else:
                self.say("250 ok")

    def data(self, server: Any) -> None:
        if server.refuses:
            self.say("451 try again later")
            return
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line)
        server.letters.append((self.to, b"".join(lines).decode("utf-8", "replace")))
        self.to = []
        server.before_thanks()
        self.say("250 taken")

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    """`letters` holds what was taken: recipients and text.

    `refuses` every letter for now, `unknown` addresses for good, `refusals` addresses with these words; `seconds` before it says
    anything; `before_thanks` is called when a letter is taken and the sender does not know it yet.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Talk)
        self.letters: list[tuple[list[str], str]] = []
        self.refuses = False
        self.unknown: set[str] = set()
        self.refusals: dict[str, str] = {}
        self.seconds = 0.0
        self.hangs_up = False
        self.is_closed = False
        self.connections = 0
        self.before_thanks: Callable[[], object] = lambda: None

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A sender that was killed hears nothing any more."""

    def numbers(self) -> list[str]:
        """The Message-ID of each letter that was taken."""
        heads = [line for _to, text in self.letters for line in text.splitlines()]
        return [line.partition(":")[2].strip() for line in heads if line.lower().startswith("message-id:")]

    @property
    def port(self) -> int:
        return int(self.server_address[1])


@contextmanager
def mail_server(port: int = 0) -> Iterator[MailServer]:
    with MailServer(port) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()


def closed_port() -> int:
    """A port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
