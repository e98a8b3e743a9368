"""How the values of an imported table read on the screen: choices by their labels, codes by what they stand for, days as in tables."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.import_screens import Code
from kanazawa_exchange.lib.imports import Kind
from kanazawa_exchange.lib.viewer import Viewer

from .import_texts import text_of


@dataclass(frozen=True)
class Values:
    """`called`: what the codes of the rows stand for; `labels`: column → its choices by their codes."""

    kind: Kind
    called: Mapping[Code, str]
    labels: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, kind: Kind, codes: Collection[Code], user: Viewer) -> "Values":
        """As many queries for many codes as for one."""
        choices = kind.screen.choices.items()
        labels = {key: {str(code): str(label) for code, label in among()} for key, among in choices}
        return cls(kind, kind.screen.called(codes, user) if codes else {}, labels)

    def words(self, column: str, value: object) -> str:
        """A value as it was read, or a code that stands for one; nothing for none."""
        if value is None or value == "":
            return ""
        if isinstance(value, str) and (named := self.named(column, value)) != value:
            return named
        if column in self.kind.screen.shown:
            return self.kind.screen.shown[column](value)
        return _plain(value)

    def named(self, column: str, text: str) -> str:
        """What a text stands for in a column, or the text itself."""
        return self.called.get((column, text)) or self.labels.get(column, {}).get(text, text)


def _plain(value: object) -> str:
    match value:
        case bool():
            return _("yes,no").split(",")[0 if value else 1]
        case datetime.datetime() | datetime.time():
            return text_of(value)
        case datetime.date():
            return formats.table_date(value)
        case Decimal():
            return formats.shortest(value)
        case tuple() | list():
            return formats.series(*map(_plain, value))
    return str(value)
