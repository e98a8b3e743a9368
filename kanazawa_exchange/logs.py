"""The log: one JSON object a line, no personal data, and what clients do wrong as a few warnings without a trace."""

import json
import logging
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

# JSON leaves these as they are, and some readers of logs begin a new line at them.
LINE_BREAKS = {code: f"\\u{code:04x}" for code in (0x7F, 0x85, 0x2028, 0x2029)}


class JsonFormatter(logging.Formatter):
    """One record as one line of JSON; line breaks inside a message are escaped by JSON itself."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        if left_out := getattr(record, "left_out", 0):
            entry["left_out"] = left_out
        if record.exc_info and record.exc_info[0] is not None:
            entry["exception"] = record.exc_info[0].__name__
            entry["trace"] = trace_of(record.exc_info[1])
        return json.dumps(entry, ensure_ascii=False).translate(LINE_BREAKS)


class RefusedRequests(logging.Filter):
    """What was answered with 4xx is the client's doing: a warning of one line, whatever level the framework gave it.

    Of one kind (logger and status) no more than A_MINUTE are written in a minute; the next line of that kind says how many
    were left out before it. A process counts for itself.
    """

    A_MINUTE = 20

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._counted: dict[tuple[str, int], tuple[int, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        status = getattr(record, "status_code", 0)
        if not 400 <= status < 500:
            return True
        if record.levelno > logging.WARNING:
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.exc_info = record.exc_text = None
        return self._is_written(record, status)

    def _is_written(self, record: logging.LogRecord, status: int) -> bool:
        minute = int(self._clock() // 60)
        began, number = self._counted.get((record.name, status), (minute, 0))
        if began != minute:
            record.left_out = max(0, number - self.A_MINUTE)
            began, number = minute, 0
        self._counted[record.name, status] = began, number + 1
        return number < self.A_MINUTE


def trace_of(error: BaseException | None) -> str:
    """Where an error was raised and what kind it is, with those that led to it, but without their words.

    A database tells in them the whole row that it refused, a parser the text it could not read: names, addresses, answers.
    """
    return "\n".join(_traced(error, set())) if error else ""


def _traced(error: BaseException, told: set[int]) -> Iterator[str]:
    told.add(id(error))
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if earlier is not None and id(earlier) not in told:
        yield from _traced(earlier, told)
        yield "Then:"
    yield "Traceback (most recent call last):"
    yield "".join(traceback.format_tb(error.__traceback__)).rstrip("\n")
    yield _kind(error)


def _kind(error: BaseException) -> str:
    """The class, and the constraint that a database names."""
    constraint = getattr(getattr(error, "diag", None), "constraint_name", None)
    return " ".join(filter(None, (type(error).__qualname__, constraint)))


def _message(record: logging.LogRecord) -> str:
    """A line whose values do not fit its text is written as it is, instead of a report of many lines about it.

    Celery puts the words of an error into its own line; there its kind stands instead.
    """
    if isinstance(record.args, Mapping) and "exc" in record.args:
        kind = record.exc_info[0] if record.exc_info else None
        record.args = {**record.args, "exc": kind.__name__ if kind else ""}
    try:
        return record.getMessage()
    except (TypeError, ValueError):
        return str(record.msg)
