"""What each row of a table of institutions would do, and what stands against it. Writes nothing."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from kanazawa_exchange.lib.import_columns import is_written
from kanazawa_exchange.lib.imports import Act, Finding, Line, Plain
from kanazawa_exchange.lib.languages import columns

from ...models import Institution
from ...sheets.institutions import NAMED, SHORT
from .drafts import Directory, Draft, drafts_of


def check(lines: Sequence[Line], act: Act) -> list[Finding]:
    """As many queries for 300 rows as for 3."""
    directory = Directory.read()
    drafts = drafts_of(lines, directory)
    known = {draft.institution.pk for draft in drafts if draft.institution is not None}
    earlier = act.earlier(known) if known else {}
    for draft in drafts:
        if draft.institution is None:
            _look_over_new(draft, directory)
        else:
            _compare(draft, draft.institution, earlier.get(draft.institution.pk, {}), directory)
    return [_finding(draft) for draft in drafts]


def _look_over_new(draft: Draft, directory: Directory) -> None:
    if not draft.names:
        draft.fault(NAMED, "name.missing")
    for name in ("kind", "city"):
        if name not in draft.said:
            draft.fault(name, f"{name}.missing")
    if "slug" not in draft.told:
        draft.fault("slug", "slug.missing")
    elif draft.told["slug"][1] in directory.by_slug:
        draft.fault("slug", "slug.taken")
    values = {name: value for name, (_column, value) in draft.told.items()}
    _refuse_half(draft, values.get("latitude"), values.get("longitude"))
    draft.finding.act = (None, values)


def _refuse_half(draft: Draft, latitude: object, longitude: object) -> None:
    if (latitude is None) != (longitude is None):
        draft.fault("latitude" if latitude is None else "longitude", "degrees.half")


def _compare(draft: Draft, known: Institution, earlier: Mapping[str, Plain], directory: Directory) -> None:
    """Cell by cell; what the row does not tell stays."""
    values = {}
    for name, (column, value) in draft.told.items():
        old, new, was = plain_value(getattr(known, name)), plain_value(value), earlier.get(column)
        if name == "city" and was is not None:
            found = directory.cities.find(str(was), "city")
            was = getattr(getattr(found, "value", None), "slug", was)
        if column in (NAMED, SHORT) and is_written(known, column, value):
            continue
        if name == "aliases" and {*str(old).splitlines()} == {*str(new).splitlines()}:
            continue
        if draft.changes(column, old, new, was):
            values[name] = value
    if "city" in values and values["city"].country != known.city.country:
        draft.fault("city", "city.abroad")
    _refuse_half(draft, *(values.get(name, getattr(known, name)) for name in ("latitude", "longitude")))
    draft.finding.act = (known, values) if values else None


def plain_value(value: Any) -> object:
    """A value of a record as it is compared and kept: a city by its address part, degrees without zeros behind them."""
    if isinstance(value, Decimal):
        return Decimal(f"{value.normalize():f}")
    return getattr(value, "slug", "" if value is None else value)


def _finding(draft: Draft) -> Finding:
    finding = draft.found()
    names = {code: getattr(draft.institution, code) or "" for code in columns(NAMED)} if draft.institution else {}
    finding.about |= {"institution": draft.institution.slug if draft.institution else "", **names}
    return finding
