"""The permission table: who may call which address with which method, written apart from the code that decides it.

One module per app exports `ROWS`, a list of `Row`. An app may also export `build(world)`, which adds the records its rows need to
the shared `World` (see `tests/permissions/world.py` for what stands there already). `tests/permissions/test_table.py` walks the
URLconf, fails on an address without rows, and probes every method × role × relation of every row.

    Row("programs:office", "GET", only(OFFICE), marker=lambda w: w.program.name_en)
    Row("mobility:mobility_detail", "GET", only(OFFICE, "program_coordinator"), relation="own", otherwise=404,
        kwargs=lambda w: {"uid": w.mobility.uid}, marker=lambda w: w.student_name)
    Row("mobility:mobility_void", "POST", only(OFFICE, status=302), otherwise=403,
        kwargs=lambda w: {"uid": w.mobility.uid}, data=lambda w: {"version": w.mobility.version, "reason": "double"})
    Row("partners:partner_list", "GET", everyone(200), anonymous=200)

- `method`: one method, or several in one text ("PUT DELETE") with the same outcome. HEAD follows GET by itself. A method no row
  names answers 405 (GET and POST of a page that is not public lead the anonymous to the sign-in page: 302).
- `outcome`: role → exact status; a role it does not name gets `otherwise` (403: may not do this; 404: may not know of this).
- A signed-in person's forbidden or refused write (status 400 and above) must leave every table as it was.
- A page that is public although it answers the anonymous with 302 names them in `outcome`: {**everyone(302), "anonymous": 302}.
- `marker`: a text that the answer holds for every role with status 200 (or those named in `sees`), and for nobody else.
- `hidden`: texts that no answer of this row holds, whoever asks.
- POST rows show who gets through: valid `data` and 302, or invalid data and 200 (the form again), both are fine.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

ROLES = (
    "administrator",
    "coordinator",
    "program_coordinator",
    "reviewer",
    "moderator",
    "translator",
    "student",
    "partner",
    "committee",
    "evaluator",
    "host",
    "anonymous",
)
SIGNED_IN = tuple(role for role in ROLES if role != "anonymous")
OFFICE = ("administrator", "coordinator")
STAFF = ("administrator", "coordinator", "program_coordinator", "reviewer", "moderator", "translator")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
RELATIONS = ("-", "own", "same", "foreign")

Build = Callable[[Any], Any]


def nothing(world: Any) -> dict[str, Any]:
    return {}


def only(*roles: str | tuple[str, ...], status: int = 200) -> dict[str, int]:
    """These roles get through; groups such as OFFICE may be mixed with single names."""
    names = [name for role in roles for name in ((role,) if isinstance(role, str) else role)]
    unknown = set(names) - set(ROLES)
    if unknown:
        raise ValueError(f"no such role: {sorted(unknown)}")
    return dict.fromkeys(names, status)


def everyone(status: int = 200) -> dict[str, int]:
    """Every signed-in person, whatever the role."""
    return dict.fromkeys(SIGNED_IN, status)


@dataclass(frozen=True)
class Row:
    """What one address answers to one method, for every role, in one relation to the thing behind it."""

    name: str
    method: str
    outcome: Mapping[str, int]
    relation: str = "-"
    otherwise: int = 403
    anonymous: int = 302
    kwargs: Build = nothing
    data: Build = nothing
    query: str = ""
    marker: Build | None = None
    sees: tuple[str, ...] | None = None
    hidden: Build | None = None
    note: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if set(self.outcome) - set(ROLES) or self.relation not in RELATIONS:
            raise ValueError(f"{self.name}: a role or relation that does not exist")
        if not set(self.methods) <= set(METHODS):
            raise ValueError(f"{self.name}: a method that does not exist")

    @property
    def is_public(self) -> bool:
        """Whether the anonymous get further than the sign-in page."""
        return "anonymous" in self.outcome or self.anonymous != 302

    @property
    def methods(self) -> tuple[str, ...]:
        return tuple(self.method.split())

    def status(self, role: str) -> int:
        """The exact status this role must get."""
        if role in self.outcome:
            return self.outcome[role]
        return self.anonymous if role == "anonymous" else self.otherwise


def form(
    name: str, *roles: str | tuple[str, ...], data: Build, kwargs: Build = nothing, marker: Build | None = None
) -> list[Row]:
    """A page with a form: these roles see it, and what they send with it is done."""
    return [
        Row(name, "GET", only(*roles), kwargs=kwargs, marker=marker),
        Row(name, "POST", only(*roles, status=302), kwargs=kwargs, data=data),
    ]
