"""What an application was at an earlier version of its record."""

from typing import Any

from ...models import Application


def status_at(application: Application, version: int | None) -> str:
    """Its status in that version; empty where there is none. One query."""
    history: Any = Application.history  # type: ignore[attr-defined]
    rows = history.filter(id=application.pk, version=version).order_by("-history_id")
    return rows.values_list("status", flat=True).first() or ""
