"""The field catalogue (`docs/fields/*.csv`) as data: what every stored field is, why it is kept and for how long."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "fields"
COLUMNS = ["model", "field", "class", "purpose", "retention", "export"]
CLASSES = {"public", "internal", "personal", "sensitive"}
LANGUAGES = ("ja", "en", "ru")
OURS = {"accounts", "partners", "programs", "mobility", "rubric", "reports"}
EVERY_MODEL = "*"
HISTORY = "history"


@dataclass(frozen=True)
class Entry:
    """One line of the catalogue; `app` is the name of its file."""

    app: str
    model: str
    field: str
    kind: str
    purpose: str
    retention: str
    export: str


def read() -> list[Entry]:
    entries = []
    for file in sorted(FOLDER.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines)
            if reader.fieldnames != COLUMNS:
                raise ValueError(f"{file.name}: columns are {reader.fieldnames}")
            entries += [Entry(file.stem, *(row[column].strip() for column in COLUMNS)) for row in reader]
    return entries


def file_of(model: Any) -> str:
    return model._meta.app_label if model._meta.app_label in OURS else "framework"


def base_field(model: Any, name: str) -> str:
    """`name_ru` is the column `name` in Russian: classified once, under `name`."""
    stem, _, language = name.rpartition("_")
    names = {field.name for field in model._meta.get_fields()}
    return stem if language in LANGUAGES and stem in names and f"{stem}_ja" in names else name


def stored_fields(every: Iterable[Any]) -> Iterator[tuple[Any, str, str, models.Field]]:
    """(model, model name in the catalogue, field name in the catalogue, field), translations under their base field."""
    for model in every:
        base = getattr(model, "instance_type", None)
        for field in model._meta.concrete_fields:
            name = base_field(model, field.name)
            if base is None:
                yield model, model.__name__, name, field
            elif any(known.name == field.name for known in base._meta.concrete_fields):
                yield model, base.__name__, name, field
            else:
                yield model, link_or_history(model, field), name, field


def link_or_history(model: Any, field: models.Field) -> str:
    """History of a many-to-many link stands on the link's own fields; everything else is the history's."""
    through = model.__name__.removeprefix("Historical")
    known = {candidate.__name__: candidate for candidate in apps.get_models(include_auto_created=True)}
    if through in known and any(candidate.name == field.name for candidate in known[through]._meta.concrete_fields):
        return through
    return HISTORY


def faults(every: Iterable[Any], entries: list[Entry]) -> list[str]:
    """Fields without a line, lines without a field, lines that say nothing."""
    every = list(every)
    lines = {(entry.app, entry.model, entry.field) for entry in entries}
    shared = {entry.field for entry in entries if entry.model == EVERY_MODEL}
    used: set[tuple[str, str, str]] = set()
    found = []
    for model, model_name, field_name, field in stored_fields(every):
        own = (file_of(model), model_name, field_name)
        common = ("common", HISTORY if model_name == HISTORY else EVERY_MODEL, field_name)
        if own in lines:
            used.add(own)
        elif common in lines and (model_name == HISTORY or field_name in shared):
            used.add(common)
        else:
            found.append(f"{model._meta.label}.{field.name} is not classified in {file_of(model)}.csv")
    found += [f"{app}.csv: {model}.{field} does not exist" for app, model, field in sorted(lines - used)]
    for entry in entries:
        where = f"{entry.app}.csv: {entry.model}.{entry.field}"
        if entry.kind not in CLASSES:
            found.append(f"{where}: class {entry.kind!r}")
        if not entry.purpose or not entry.retention:
            found.append(f"{where}: no purpose or no retention")
        if entry.export not in {"yes", "no"}:
            found.append(f"{where}: export {entry.export!r}")
    if len(lines) != len(entries):
        found.append("a field stands twice")
    return found
