"""The corpus of awkward texts, read for the tests of this folder."""

import json
from pathlib import Path
from typing import Any

ITEMS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent.parent / "data" / "edge_corpus.json").read_text(encoding="ascii")
)["items"]
RULES: dict[str, Any] = json.loads(
    (Path(__file__).parent.parent / "data" / "edge_corpus.json").read_text(encoding="ascii")
)["search_key"]


def value(item: dict[str, Any]) -> str:
    """The input of an item, repeated where it says so."""
    if item["kind"] == "repeat":
        return item.get("prefix", "") + item["value"] * item["repeat"]
    return item["value"]


def having(check: str, **properties: str) -> list[dict[str, Any]]:
    """The items that carry this check and these properties."""
    return [
        item for item in ITEMS if check in item["checks"] and all(item[key] == text for key, text in properties.items())
    ]


def name_of(item: dict[str, Any]) -> str:
    """How a parametrised case is called."""
    return str(item["id"])
