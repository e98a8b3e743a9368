"""The malware scanner clamd, asked over its socket: INSTREAM alone, the one command that we need of its protocol.

The libraries for it (clamd, pyclamd, clamav-client) wrap these forty lines in commands that read files of the scanner's own machine.
"""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO
from urllib.parse import SplitResult, unquote, urlsplit

PORT = 3310
TIMEOUT = 8.0
"""Seconds for one step: somebody waits at the screen."""
_CHUNK = 64 * 1024
_MOST_SAID = 4096


class NotScanned(Exception):
    """The scanner answered, and did not judge this file."""


class ScannerAway(NotScanned):
    """The scanner cannot be reached."""


def found_in(stream: IO[bytes], address: str) -> str:
    """The name of what the scanner at tcp://host:3310 or unix:///path/of/a/socket found, or an empty text.

    Errors: NotScanned, ScannerAway.
    """
    with _connection(address) as line:
        try:
            _send(line, stream)
            said = _answer(line)
        except OSError as error:  # one that ends the line because a file is too large is not away
            raise NotScanned(type(error).__name__) from error
    if said == "stream: OK":
        return ""
    if said.startswith("stream: ") and said.endswith(" FOUND"):
        return said.removeprefix("stream: ").removesuffix(" FOUND")[:100] or "?"
    raise NotScanned(said[:100] or "no answer")


@contextmanager
def _connection(address: str) -> Iterator[socket.socket]:
    try:
        line = _connected(urlsplit(address))
    except OSError as error:
        raise ScannerAway(type(error).__name__) from error
    with line:
        yield line


def _connected(address: SplitResult) -> socket.socket:
    if address.scheme != "unix":
        return socket.create_connection((address.hostname or "", address.port or PORT), TIMEOUT)
    line = socket.socket(socket.AF_UNIX)
    try:
        line.settimeout(TIMEOUT)
        line.connect(unquote(address.path))
    except OSError:
        line.close()
        raise
    return line


def _send(line: socket.socket, stream: IO[bytes]) -> None:
    """Each piece behind its length; what the scanner says meanwhile (too large) is in its answer."""
    try:
        line.sendall(b"zINSTREAM\0")
        while piece := stream.read(_CHUNK):
            line.sendall(struct.pack("!I", len(piece)) + piece)
        line.sendall(struct.pack("!I", 0))
    except (BrokenPipeError, ConnectionResetError):
        pass  # it has stopped listening and perhaps said why


def _answer(line: socket.socket) -> str:
    said = b""
    while not said.endswith((b"\0", b"\n")) and len(said) < _MOST_SAID and (piece := line.recv(1024)):
        said += piece
    return said.decode(errors="replace").strip("\0\n ")
