"""The pages a browser looks at: all that the permission table answers with 200, and these beside them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.permission_rows import OFFICE, ROLES, Row


@dataclass(frozen=True)
class Page:
    """A path without its language, who looks at it, and the status it has."""

    path: str | Callable[[Any], str]
    role: str = "anonymous"
    status: int = 200

    def address(self, world: Any) -> str:
        return self.path if isinstance(self.path, str) else self.path(world)


# Pages in a state no row of the permission table shows: a filled filter, an empty list, an error. Add yours here.
EXTRA: list[Page] = [
    Page("/no-such-page/", status=404),
    Page("/style-guide/", role="coordinator"),
    Page("/reports/plan-actual/?by=program&as_of=2019-03-31", role="committee"),
    Page("/reports/plan-actual/?as_of=2019-02-30&from=2018&to=2017", role="evaluator"),
]


def viewer(row: Row) -> str | None:
    """The public sees public pages, the office all others it may, else the first role that may."""
    for role in ("anonymous", *reversed(OFFICE), *ROLES):
        if row.status(role) == 200:
            return role
    return None


def rows_to_look_at(rows: list[Row]) -> Iterator[tuple[Row, str]]:
    """Each address once per relation that somebody may see."""
    seen = set()
    for row in rows:
        role = viewer(row)
        if "GET" in row.methods and role and (row.name, row.query) not in seen:
            seen.add((row.name, row.query))
            yield row, role
