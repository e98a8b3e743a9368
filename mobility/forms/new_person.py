"""A new person on the page of a stay: the spellings that people of this direction write first, the others folded."""

from dataclasses import dataclass
from typing import Any

from kanazawa_exchange.accounts.forms.people import PersonForm
from kanazawa_exchange.accounts.models import Script
from programs.models import Direction, ProgramRun

from .blocks import holds

WRITTEN_FIRST = {
    Direction.OUTBOUND: (Script.KANJI, Script.KANA, Script.LATIN),
    Direction.INBOUND: (Script.LATIN, Script.CYRILLIC),
}
ScriptBoxes = tuple[str, str, list[tuple[str, Any]]]
"""(name of the script, language, its boxes with what each is called)"""


@dataclass(frozen=True)
class NewPerson:
    """The boxes of a person's form in two heaps; `is_open` when one of the second heap holds something."""

    form: PersonForm
    first: tuple[ScriptBoxes, ...]
    rest: tuple[ScriptBoxes, ...]
    asks_number: bool
    is_open: bool


def new_person(form: PersonForm, run: ProgramRun | None) -> NewPerson:
    """Without a run everything stands open. That a name is missing is said at the first script of the reader that stands open."""
    scripts = tuple(form.scripts())
    wanted = WRITTEN_FIRST[Direction(run.direction)] if run is not None else tuple(Script)
    names = {str(script.label) for script in wanted}
    first = tuple(row for row in scripts if row[0] in names)
    rest = tuple(row for row in scripts if row not in first)
    if form.script_of_reader not in wanted:
        form.script_of_reader = wanted[0]
    asks_number = run is None or run.direction == Direction.OUTBOUND
    form.order_fields(_in_order(first, rest, asks_number=asks_number))
    folded = [box for row in rest for _words, box in row[2]]
    folded += [form["nationality"]] if asks_number else [form["nationality"], form["student_number"]]
    return NewPerson(form, first, rest, asks_number, any(holds(box, prefilled=False) for box in folded))


def _in_order(first: tuple[ScriptBoxes, ...], rest: tuple[ScriptBoxes, ...], *, asks_number: bool) -> list[str]:
    """The names of the boxes as they stand on the page, where the summary of errors names them."""
    names, further = ([box.name for row in rows for _words, box in row[2]] for rows in (first, rest))
    number = ["student_number"]
    return [
        "different_person",
        "as_suggested",
        *names,
        *(number if asks_number else ()),
        "birth_date",
        *further,
        *number,
    ]
