"""Questionnaires as tests need them, made by the services of the portal."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.states import Step
from rubric.models import Instrument, Item, RubricVersion
from rubric.services import instruments, items
from tests.rubric import versions

FROM, UNTIL = date(2018, 4, 1), date(2019, 3, 31)
NOW = datetime(2020, 6, 1, tzinfo=UTC)


def in_each(name: str, words: str) -> dict[str, str]:
    """The same words in every language."""
    return {f"{name}_{code}": words for code in LANGUAGES}


def begun(by: User, code: str = "five", version: RubricVersion | None = None) -> Instrument:
    """A draft with one level item per ability, on the version in use."""
    return instruments.begin(version or versions.first(by), {"code": code, **in_each("name", "Five")}, by=by)


def adopted(draft: Instrument, by: User, on: date = FROM) -> Instrument:
    return instruments.move(draft, "adopt", Step(on=on), by=by, now=NOW)


def retired(used: Instrument, by: User, on: date = UNTIL) -> Instrument:
    return instruments.move(used, "retire", Step(on=on), by=by, now=NOW)


def added(draft: Instrument, kind: str, by: User, *points: Any, **values: Any) -> Item:
    """A further item, asked in every language; `points` are those of its options."""
    options = {place: {**in_each("text", f"Option {place}"), "points": each} for place, each in enumerate(points, 1)}
    return items.add_item(draft, {**in_each("prompt", "How often?"), **values, "kind": kind}, options, by=by)


def stored(item: Item) -> Mapping[str, Any]:
    """Its columns as they stand now."""
    return dict(Item.objects.filter(pk=item.pk).values().get())
