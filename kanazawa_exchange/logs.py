"""The format of the log: one JSON object a line, no personal data."""

import json
import logging
from datetime import UTC, datetime

# JSON leaves these as they are, and some readers of logs begin a new line at them.
LINE_BREAKS = {code: f"\\u{code:04x}" for code in (0x7F, 0x85, 0x2028, 0x2029)}


class JsonFormatter(logging.Formatter):
    """One record as one line of JSON; line breaks inside a message are escaped by JSON itself."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        if record.exc_info and record.exc_info[0] is not None:
            entry["exception"] = record.exc_info[0].__name__
            entry["trace"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False).translate(LINE_BREAKS)


def _message(record: logging.LogRecord) -> str:
    """A line whose values do not fit its text is written as it is, instead of a report of many lines about it."""
    try:
        return record.getMessage()
    except (TypeError, ValueError):
        return str(record.msg)
