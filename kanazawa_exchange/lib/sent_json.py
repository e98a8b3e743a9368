"""JSON that a page has sent: nothing that is written in it may end in anything but a value or a refusal."""

import json
from typing import Any


def read(text: str) -> Any:
    """Errors: ValueError, also for what is nested deeper than anybody reads."""
    try:
        return json.loads(text)
    except RecursionError as deep:
        raise ValueError("nested too deep") from deep
