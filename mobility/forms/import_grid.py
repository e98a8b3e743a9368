"""What the page of a typed table sends: the boxes that were touched, and the columns and rows of a new table."""

import re
from collections.abc import Iterable, Mapping

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.lib import sent_json
from kanazawa_exchange.lib.imports import Kind

from ..queries.import_texts import lines
from ..services.imports import Cell

_BOX = re.compile(r"c-([0-9]{1,6})-([A-Za-z0-9_-]{1,80})")
MOST_SPARE = 100
FIRST = (
    "name", "name_kana", "student_number", "program", "fiscal_year", "direction", "partner", "starts_on", "ends_on", "note",
)  # fmt: skip
"""The columns that a new table has when nobody says otherwise."""


def touched(sent: Mapping[str, str], shown: str) -> list[Cell]:
    """The cells of a form whose text is not the one that was `shown` (JSON: name of the box → text)."""
    before = texts_in(shown)
    return list(_changed((name, before.get(name, ""), sent[name]) for name in sent))


def texts_in(shown: str) -> dict[str, str]:
    """Name of the box → what it showed; of what is no such JSON, nothing."""
    try:
        found = sent_json.read(shown)
    except ValueError:
        return {}
    return {str(name): str(text) for name, text in found.items()} if isinstance(found, dict) else {}


def listed(text: str) -> list[Cell]:
    """The cells that a page sends by itself: JSON, [[name of the box, what it showed, what it holds], …]. Errors: ValueError."""
    cells = sent_json.read(text)
    if not isinstance(cells, list) or not all(_is_cell(cell) for cell in cells):
        raise ValueError(text[:100])
    return list(_changed(cells))


def _is_cell(cell: object) -> bool:
    return isinstance(cell, list) and len(cell) == 3 and all(isinstance(part, str) for part in cell)


def _changed(cells: Iterable[tuple[str, str, str]]) -> Iterable[Cell]:
    for name, shown, text in cells:
        if (match := _BOX.fullmatch(name)) and lines(shown) != lines(text):
            yield Cell(int(match[1]), match[2], shown, text)


class NewGridForm(forms.Form):
    """The columns of a table that begins empty, and what it is called in the list of imports."""

    source = forms.CharField(
        label=gettext_lazy("Name of the table"),
        help_text=gettext_lazy("It tells this table from others in the list of imports."),
        max_length=200,
        required=False,
    )

    def __init__(self, *args: object, kind: Kind, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # as Django's own form
        offered = [(column.key, capfirst(str(column.label))) for column in kind.columns if not column.is_answer]
        self.fields["columns"] = forms.MultipleChoiceField(
            label=_("Columns"),
            choices=offered,
            initial=[key for key, _label in offered if key in (kind.screen.usual or FIRST)],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose at least one column.")},
        )

    def columns(self) -> list[str]:
        """Those chosen, the usual ones first and in their usual order."""
        chosen = self.cleaned_data["columns"]
        return [*(key for key in FIRST if key in chosen), *(key for key in chosen if key not in FIRST)]
