"""Prints the permission table as one table to read."""

import sys

from tests.permission_rows import ROLES

from .table import all_rows


def table() -> None:
    """One line for each row; roles with the same status stand together."""
    for row in sorted(all_rows(), key=lambda row: (row.name, row.method, row.relation)):
        by_status: dict[int, list[str]] = {}
        for role in ROLES:
            by_status.setdefault(row.status(role), []).append(role)
        answers = "; ".join(f"{status}: {', '.join(roles)}" for status, roles in sorted(by_status.items()))
        sys.stdout.write(f"{row.name} | {row.method} | {row.relation} | {answers}\n")
