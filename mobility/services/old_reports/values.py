"""Values of a file as a report takes them. What is no such value is told of at its line, and reading goes on."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from kanazawa_exchange.lib.front_matter import Value
from kanazawa_exchange.lib.refusals import Refused

from ..activity_reports.writing import READERS
from .drafts import Findings

Table = Mapping[str, Value]
YES, NO = ("yes", "true"), ("no", "false", "")


class Values:
    """Reads values, and gathers in `findings` what is wrong with them. `now` is the moment of the reading."""

    def __init__(self, findings: Findings, now: datetime) -> None:
        self.findings, self.now = findings, now

    def one(self, value: Value | None) -> str:
        """A text; anything else is a problem."""
        if value is None or isinstance(value.what, str):
            return "" if value is None else str(value.what).strip("\n")
        self.findings.problem(value.line, _("One text is expected here."))
        return ""

    def many(self, value: Value | None) -> list[Value]:
        """A list, or one text in its place."""
        if value is None or value.what == "":
            return []
        return value.what if isinstance(value.what, list) else [value]

    def refuse_unknown(self, values: Table, known: Sequence[str]) -> None:
        for key, value in values.items():
            if key not in known:
                words = _("“%(key)s” is not read. What can stand here: %(known)s.")
                self.findings.problem(value.line, words % {"key": key[:100], "known": ", ".join(known)})

    def read(self, line: int, taken: Callable[[str], str], typed: str) -> str:
        """What a box of the portal takes; "" where it takes nothing of the kind."""
        try:
            return taken(typed)
        except Refused as fault:
            self.findings.problem(line, str(fault))
            return ""

    def typed(self, values: Table, key: str, box: str) -> str:
        value = values.get(key)
        typed = self.one(value)
        return self.read(value.line, lambda text: READERS[box](text, self.now), typed) if value else ""

    def choice(self, values: Table, key: str, known: Sequence[str]) -> str:
        typed = self.one(values.get(key)).strip()
        if typed not in known:
            words = _("“%(key)s” is one of: %(known)s.") % {"key": key, "known": ", ".join(known)}
            self.findings.problem(values[key].line if key in values else 1, words)
        return typed
