"""The history of a person for whoever keeps the entry: what was changed and by whom, without the names borne before."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from kanazawa_exchange.accounts.models import FormerName, Person, PersonName, Script
from kanazawa_exchange.accounts.queries.history import ONE_ACT, Entry, Part, timeline

NAMES = {
    "+": gettext_lazy("Name entered: %(script)s"),
    "~": gettext_lazy("Name changed: %(script)s"),
    "-": gettext_lazy("Name removed: %(script)s"),
}
FORMER = {
    "+": gettext_lazy("A former name was entered: %(script)s"),
    "~": gettext_lazy("A former name was changed: %(script)s"),
    "-": gettext_lazy("A former name was removed: %(script)s"),
}


def history(person: Person) -> list[Entry]:
    """Newest first. A former name is printed nowhere, so that no line tells one; the page of the former names does."""
    page = reverse("mobility:former_name_list", args=[person.uid])
    parts = (
        Part(PersonName, "person", done=lambda row: "" if _is_first(row, person) else _words(NAMES, row)),
        Part(FormerName, "person", done=lambda row: _words(FORMER, row), address=lambda row: page),
    )
    return [entry for entry in timeline(person, parts=parts, hidden=("merged_into",)) if entry.what]


def _is_first(row: Any, person: Person) -> bool:
    """Whether the name was entered with the person: that is told by one line."""
    return bool(row.history_type == "+" and row.history_date - person.created_at < ONE_ACT)


def _words(said: dict[str, Any], row: Any) -> str:
    return str(said[row.history_type]) % {"script": Script(row.script).label}
