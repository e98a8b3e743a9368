"""The rows that somebody has ticked in a list, as a page sends them on."""

from uuid import UUID

from django.http import QueryDict

ROW, PICK, EVERY, FILTER = "row", "pick", "every", "filter"
"""The boxes of a list: each row, the button of an act, all that the filter lets through, and the filter as it was shown."""
LONGEST = 40
MOST = 400
"""So many rows one act takes: a form may carry four boxes of each to its last page."""


def rows_in(data: QueryDict) -> frozenset[UUID] | None:
    """By their public ids; None where the page names none, and all are meant."""
    return uids_in(data, ROW) if ROW in data else None


def uids_in(data: QueryDict, name: str) -> frozenset[UUID]:
    """The public ids in all boxes of this name; what is none is left out."""
    found = set()
    for text in data.getlist(name):
        try:
            found.add(UUID(text[:LONGEST]))
        except ValueError:
            continue
    return frozenset(found)


def names_rows(data: QueryDict) -> bool:
    """Whether the rows of a list are meant: some of them are named, or the button of an act was pressed there."""
    return ROW in data or PICK in data
