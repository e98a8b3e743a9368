"""Which character set a request speaks: the portal reads UTF-8 and refuses everything else before it reads anything."""

import codecs
import re
from collections.abc import Callable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.core.exceptions import BadRequest
from django.utils.http import parse_header_parameters

UNREADABLE = "portal.unreadable_type"  # set for a Content-Type that the framework must not try to read
HEAD_BYTES = 1024  # what the framework reads of a part's headers


def is_utf8(name: str) -> bool:
    try:
        return codecs.lookup(name).name == "utf-8"
    except (LookupError, ValueError):
        return False


def speaks_utf8(content_type: str) -> bool:
    """Whether a Content-Type names UTF-8 or no character set at all."""
    try:
        _type, parameters = parse_header_parameters(content_type)
    except (LookupError, ValueError):
        return False
    return all(is_utf8(value) for name, value in parameters.items() if name.lower() == "charset")


def readable_types(application: WSGIApplication) -> WSGIApplication:
    """The framework reads the type of a body before any middleware runs: what it cannot read is marked and left out."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        if not speaks_utf8(environ.get("CONTENT_TYPE", "")):
            environ |= {"CONTENT_TYPE": "", UNREADABLE: "1"}
        return application(environ, start_response)

    return answer


class Parts:
    """A body in parts on its way to the reader; raises BadRequest at the head of a part in another character set."""

    def __init__(self, stream: Any, boundary: str) -> None:
        self._stream = stream
        delimiter = re.escape(b"--" + boundary.encode("latin-1", "replace"))
        self._head = re.compile(delimiter + rb"[ \t]*\r?\n(.{0,%d}?)\r?\n\r?\n" % HEAD_BYTES, re.DOTALL)
        self._kept = len(boundary) + HEAD_BYTES + 16  # a head that is cut between two readings
        self._tail = b""

    def read(self, *size: int) -> bytes:
        return self._checked(self._stream.read(*size))

    def readline(self, *size: int) -> bytes:
        return self._checked(self._stream.readline(*size))

    def _checked(self, chunk: bytes) -> bytes:
        seen = self._tail + chunk
        for head in self._head.finditer(seen):
            if not all(_is_read(line) for line in head[1].splitlines()):
                raise BadRequest("a part of the body is not in UTF-8")
        self._tail = seen[-self._kept :]
        return chunk


_LONG: Callable[[bytes], list[bytes]] = re.compile(rb"\*\s*=\s*([^';\s]*)'").findall


def _is_read(line: bytes) -> bool:
    name, _colon, value = line.partition(b":")
    if name.strip().lower() == b"content-type":
        return speaks_utf8(value.decode("latin-1").strip())
    return all(is_utf8(charset.decode("latin-1")) for charset in _LONG(line))
