"""The columns of the file of institutions: all by which a table of institutions is imported."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.languages import columns
from kanazawa_exchange.lib.list_files import FileColumn, read_again

from ..models import InstitutionKind
from ..queries.institutions import InstitutionEntry
from ..sheets.institutions import COLUMNS, DESCRIBED, NAMED, SHORT

_again: Callable[..., FileColumn[InstitutionEntry]] = partial(read_again, COLUMNS)


def _text(name: str, width: int = 32) -> FileColumn[InstitutionEntry]:
    return _again(name, lambda entry: _value(entry, name), width)


def _value(entry: InstitutionEntry, name: str) -> Any:
    value = entry.values[name]
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else value


INSTITUTIONS: tuple[FileColumn[InstitutionEntry], ...] = (
    *map(_text, columns(NAMED)),
    *(_text(name, 18) for name in columns(SHORT)),
    _text("aliases"),
    _again("kind", lambda entry: str(InstitutionKind(entry.values["kind"]).label), 22),
    _again("country", lambda entry: formats.country(entry.country), 16),
    _again("city", lambda entry: entry.city, 20),
    _text("website"),
    *(_text(name, 14) for name in ("jasso_code", "slug", "is_confirmed", "is_hub", "is_home", "awards_degrees")),
    *(_text(name, 12) for name in ("latitude", "longitude")),
    *(_text(name, 40) for name in columns(DESCRIBED)),
)
