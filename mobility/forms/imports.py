"""The forms of an import: the table itself, and which of its columns is which."""

from collections.abc import Mapping, Sequence
from typing import Any, Unpack

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.lib.fields import TextField
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from kanazawa_exchange.lib.imports import Kind
from kanazawa_exchange.lib.tables import Table, table, tables

from ..models import PASTED

LONGEST_PASTE = 10_000_000
LONG_PASTE = f"{PASTED}.tsv"
"""The name of the file as which a script sends a paste that is too long for a box."""
SELECT, GIVEN = "column-", "given-"
"""How the names of the boxes begin: the column at a place of the table, and what holds for all rows of a column."""

ENCODINGS = (
    ("", gettext_lazy("recognised by itself")),
    ("utf-8", "UTF-8"),
    ("cp932", "CP932 (Shift_JIS)"),
    ("cp1251", "Windows-1251"),
    ("utf-16-le", "UTF-16 LE"),
    ("utf-16-be", "UTF-16 BE"),
)


class _AsPasted(forms.CharField):
    """What was pasted stands as it is: tabs at its ends are empty cells."""

    widget = forms.Textarea

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, **options)


class StartForm(forms.Form):
    """A table, pasted or as a file; what kind of records its rows are."""

    one_of = ("text", "file")

    kind = forms.ChoiceField(label=gettext_lazy("What the rows are"))
    text = _AsPasted(
        label=gettext_lazy("Paste here"),
        required=False,
        max_length=LONGEST_PASTE,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "class": "table-text"}),
        help_text=gettext_lazy("Copy the rows in Excel, with their headings if they have any, and paste them here."),
    )
    file = forms.FileField(
        label=gettext_lazy("Or choose a file"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy("An Excel workbook (.xlsx) or a CSV file."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
    )
    encoding = forms.ChoiceField(
        label=gettext_lazy("Encoding of a CSV file"),
        choices=ENCODINGS,
        required=False,
        help_text=gettext_lazy("Only where letters come out wrong."),
    )

    def __init__(
        self, data: Data = None, files: Files = None, *, kinds: Sequence[Kind], **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **options)
        self.fields["text"].widget.attrs["data-paste"] = PASTED
        self.kinds = {kind.code: kind for kind in kinds}
        box: Any = self.fields["kind"]
        box.choices = [(kind.code, kind.title) for kind in kinds]
        if len(kinds) == 1:
            box.widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("file") and not str(cleaned.get("text", "")).strip():
            self.add_error("text", _("Paste the rows of a table, or choose a file."))
        return cleaned

    @property
    def chosen(self) -> Kind:
        return self.kinds[self.cleaned_data["kind"]]

    @property
    def source(self) -> str:
        """What the import is called."""
        file = self.cleaned_data.get("file")
        return PASTED if file is None or file.name == LONG_PASTE else file.name

    def found(self) -> list[Table]:
        """The tables that were sent; a file goes before a paste. Errors: TableRefused."""
        file = self.cleaned_data.get("file")
        if file:
            name = f"{_('Pasted table')}.tsv" if file.name == LONG_PASTE else file.name
            return tables(file.file, name, encoding=self.cleaned_data["encoding"])
        return [table(self.cleaned_data["text"], _("Pasted table"))]

    @property
    def typed_in(self) -> str:
        """The box in which the table stands."""
        return "file" if self.cleaned_data.get("file") else "text"


class ColumnsForm(forms.Form):
    """Which column of the table is which, what holds for all rows, and whether that is remembered."""

    remember = forms.BooleanField(
        label=gettext_lazy("Read my next tables with the same headings in this way"), required=False, initial=True
    )
    name = TextField(
        label=gettext_lazy("Name of these columns"),
        max_length=60,
        multiline=False,
        required=False,
        help_text=gettext_lazy("Only for imports from the command line: --mapping NAME."),
    )

    def __init__(
        self,
        data: Data = None,
        files: Files = None,
        *,
        kind: Kind,
        heads: Sequence[str],
        offered: Mapping[str, Sequence[str]],
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **options)
        self.kind, self.heads = kind, heads
        columns = [(column.key, capfirst(str(column.label))) for column in kind.columns if not column.is_answer]
        for place, head in enumerate(heads):
            self.fields[f"{SELECT}{place}"] = forms.ChoiceField(
                label=self._called(place, head),
                choices=[("", _("— is not read")), *columns],
                required=False,
            )
        for key in kind.screen.for_all:
            self.fields[f"{GIVEN}{key}"] = self._given(key, offered)

    def _called(self, place: int, head: str) -> str:
        """A head as it was sent; a column that holds what the titles say of the rows below them is called as it is read."""
        if any(column.key == head for column in self.kind.columns):
            return _("From a title: %(column)s") % {"column": self.kind.column(head).label}
        return head or _("Column %(letters)s") % {"letters": letters(place)}

    def _given(self, key: str, offered: Mapping[str, Sequence[str]]) -> forms.Field:
        label = capfirst(str(self.kind.column(key).label))
        if key in self.kind.screen.choices:
            choices = [("", "—"), *((str(code), words) for code, words in self.kind.screen.choices[key]())]
            return forms.ChoiceField(label=label, choices=choices, required=False)
        if offered.get(key):
            said = str(self.initial.get(f"{GIVEN}{key}") or "")  # perhaps by a name in another language
            words = dict.fromkeys([*([said] if said else []), *offered[key]])
            return forms.ChoiceField(label=label, choices=[("", "—"), *((one, one) for one in words)], required=False)
        return TextField(label=label, max_length=200, multiline=False, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        taken: dict[str, int] = {}
        for place, _head in enumerate(self.heads):
            key = cleaned.get(f"{SELECT}{place}")
            if key and taken.setdefault(key, place) != place:
                words = {"column": self.kind.column(key).label, "head": self.fields[f"{SELECT}{taken[key]}"].label}
                self.add_error(f"{SELECT}{place}", _("“%(column)s” is already the column %(head)s.") % words)
        if not taken and not self.errors:
            raise forms.ValidationError(_("Say of at least one column what it is."))
        return cleaned

    def mapping(self) -> dict[str, int]:
        """Column → place."""
        chosen = {place: self.cleaned_data[f"{SELECT}{place}"] for place, _head in enumerate(self.heads)}
        return {key: place for place, key in chosen.items() if key}

    def given(self) -> dict[str, str]:
        """Column → what holds for all rows."""
        said = {key: self.cleaned_data[f"{GIVEN}{key}"] for key in self.kind.screen.for_all}
        return {key: text for key, text in said.items() if text}


def letters(place: int) -> str:
    """A, B, …, Z, AA: a column as Excel calls it."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(65 + rest) + text
    return text
