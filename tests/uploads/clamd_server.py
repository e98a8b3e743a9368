"""A malware scanner that speaks the protocol of clamd (INSTREAM), knows one virus, and can be made to fail in its ways."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .corpus import EICAR


class _Line(socketserver.StreamRequestHandler):
    server: Any

    def handle(self) -> None:
        if self.rfile.read(10) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while length := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
            if len(content) > self.server.most:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.server.seen.append(content)
        if self.server.mute:
            return
        self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0")


@contextmanager
def scanner(socket_file: Path | None = None) -> Iterator[Any]:
    """`url` is its address, `seen` what it was sent, `most` its limit, `mute` makes it hang up without a word."""
    kind: Any = socketserver.ThreadingUnixStreamServer if socket_file else socketserver.ThreadingTCPServer
    server: Any = kind(str(socket_file) if socket_file else ("127.0.0.1", 0), _Line)
    server.daemon_threads, server.seen, server.most, server.mute = True, [], 25 * 1024 * 1024, False
    server.url = f"unix://{socket_file}" if socket_file else f"tcp://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
