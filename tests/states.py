"""Prints the states and moves of each kind of record as the diagrams of `docs/states.md`."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.utils.translation import override

from kanazawa_exchange.lib.states import NEW, Move, MoveTable

PAGE = Path(settings.BASE_DIR) / "docs" / "states.md"
HEAD = """\
# States and moves

Everything about a state stands in its row, everything about a move in its own: `moves.py` of `mobility`, `partners`,
`programs` and `rubric`, `call_moves.py` and `publication_moves.py` of `programs`, `application_moves.py` of `mobility`, the
states of a mobility and of an application in `states.py` and `application_states.py` beside them. One service makes
every move, `accounts.services.moves`: it locks the record, compares its version, asks who moves it, checks day and reason,
changes it, writes the log and the history.

- **A new move** is a row: from where to where, who may, its words before and after, the day and the reasons it asks for, what
  must hold (`needs`) and what it writes (`change`). Buttons, forms, pages, history and checks follow from it.
- **A new state** is a member of the enum and its row beside it; `makemigrations` finds the constraints that follow.
  One in which a stay has begun also wants the guard `mobility_one_stay` replaced (`lib.guards.replacement`); a test names it.
- **A move that takes back** (`takes_back`) stands for a wrong entry, not for an event: it holds from the day of the move that
  led into the state, and every figure of every as-of date becomes what it would be without that move. The log keeps both.
- **A move with another one before it** (`by_way`) is made from further states: both moves are made in one act, on the same day, each
  with its line in the log, and undoing undoes both.
- Either way its words go into `locale/`, and this page is printed anew:
  `./run manage shell -v0 -c "from tests.states import write; write()"`.
"""


def tables() -> dict[str, MoveTable]:
    """What moves → its table; every app keeps its tables in `moves.py`, or a noun before it: `call_moves.py`."""
    found = {}
    for app in apps.get_app_configs():
        if Path(app.path).parent == PAGE.parents[1]:
            for module in sorted(file.stem for file in Path(app.path).glob("*moves*")):
                for name, table in vars(import_module(f"{app.name}.{module}")).items():
                    if isinstance(table, MoveTable):
                        found[(name.removesuffix("MOVES").rstrip("_") or app.label).capitalize()] = table
    return found


def page() -> str:
    with override("en"):
        parts = [HEAD, *(_section(title, table) for title, table in sorted(tables().items()))]
    return "\n".join(parts)


def write() -> None:
    PAGE.write_text(page(), encoding="utf-8")


def _section(title: str, table: MoveTable) -> str:
    rows = [
        f"| {row.label} | {boxes(row)}{_way(table, row)} |" for row in table.moves.values() if NEW not in row.sources
    ]
    diagram = ["```mermaid", "stateDiagram-v2", *_diagram(table, title), "```"]
    return "\n".join([f"## {title}", "", *diagram, "", "| Move | Asks for |", "|---|---|", *rows, ""])


BEGUN_WITHOUT_A_LINE = ("Application",)
"""What somebody begins without a move: its log begins with what was sent. Where no move begins anything, that is understood."""


def _diagram(table: MoveTable, title: str) -> Iterator[str]:
    for state in table.states:
        yield f'    state "{table.office_label(state)}" as {state}'
    if not table.moves_from(NEW) or title in BEGUN_WITHOUT_A_LINE:
        yield f"    [*] --> {next(iter(table.states))}"
    for row in table.moves.values():
        for source in (state for state in (NEW, *table.states) if state in row.sources):
            for target in _targets(table, row, source):
                yield f"    {source or '[*]'} --> {target}: {row.label}"
    for state in table.states:
        if not table.moves_from(state):
            yield f"    {state} --> [*]"


def _targets(table: MoveTable, row: Move, source: str) -> list[str]:
    """Where the move leads; one that takes back without a state of its own, to wherever the record came from."""
    if row.target or not row.takes_back:
        return [row.target or source]
    before = {state for move in table.moves.values() if move.target == source for state in move.sources}
    return [state for state in table.states if state in before]


def boxes(row: Move) -> str:
    """The boxes of its form in a line, or that the calendar makes it."""
    if row.may is None:
        return "nobody: the calendar makes it"
    days = [row.day.label] if row.day else []
    questions = [field.label for field in row.questions().values()]
    reasons = [f"Reason ({', '.join(map(str, row.reasons.values()))})"] if row.reasons else []
    words = ["Reason in words"] if row.reasons or row.reason_required else []
    words += ["Reason in words, of some records"] if row.reason_if else []
    return "; ".join(map(str, (*days, *questions, *reasons, *words))) or "nothing"


def _way(table: MoveTable, row: Move) -> str:
    """What is made before it, and from where."""
    ways = (
        f"; from “{table.office_label(state)}” with “{table.moves[name].label}”" for state, name in row.by_way.items()
    )
    return "".join(ways)
