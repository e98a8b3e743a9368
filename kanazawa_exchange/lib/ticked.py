"""The rows that somebody has ticked in a list, as a page sends them on."""

from uuid import UUID

from django.http import QueryDict

ROW = "row"
LONGEST = 40


def rows_in(data: QueryDict) -> frozenset[UUID] | None:
    """By their public ids; None where the page names none, and all are meant."""
    found = set()
    for text in data.getlist(ROW):
        try:
            found.add(UUID(text[:LONGEST]))
        except ValueError:
            continue
    return frozenset(found) if ROW in data else None
