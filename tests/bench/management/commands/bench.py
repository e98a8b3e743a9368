"""Measure a page or a job beside what it is held to. Without DATABASE_URL the bench starts servers of its own, for a while."""

import os
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from tests import trial_servers
from tests.bench import (
    cohort,
    deadline_rush,
    import_stays,
    mobility_list,
    page_budgets,
    pages,
    plan_actual,
    report_search,
    scoring,
    search,
    withdrawal,
)

BENCHES = {
    "cohort": (cohort.run, ("postgresql",)),
    "plan_actual": (plan_actual.run, ("postgresql",)),
    "mobility_list": (mobility_list.run, ("postgresql", "sqlite")),
    "pages": (pages.run, ("postgresql",)),
    "page_budgets": (page_budgets.run, ("everything",)),
    "search": (search.run, ("postgresql", "sqlite")),
    "report_search": (report_search.run, ("postgresql", "sqlite")),
    "scoring": (scoring.run, ("everything",)),
    "import": (import_stays.run, ("postgresql",)),
    "deadline_rush": (deadline_rush.run, ("everything", "sqlite")),
    "withdrawal": (withdrawal.run, ("everything",)),
}
"""Each with the databases on which it is measured; a bench with workers needs PostgreSQL, broker and cache."""
ONLY_WHEN_NAMED = {("deadline_rush", "sqlite")}
NUMBERS = {
    ("deadline_rush", "postgresql"): 500,
    ("deadline_rush", "sqlite"): 50,
    ("report_search", "postgresql"): 100_000,
    ("report_search", "sqlite"): 100_000,
    ("withdrawal", "postgresql"): withdrawal.FEWEST,
}
MANY = 1_000_000
"""So many records where nobody says how many, and NUMBERS does not."""


class Command(BaseCommand):
    help = "Measure one thing beside its baseline; exit code 1 when a bar is not kept. Fills an empty database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", choices=sorted(BENCHES))
        parser.add_argument(
            "--mobilities",
            "--responses",
            "--rows",
            "--applicants",
            "--reports",
            "--readers",
            type=int,
            help="how many records, people who are searched, answers that are scored, rows that are imported (1000000), people who"
            " apply in the last minute (500; on SQLite 50), Activity Reports that are searched (100000), or readers a second"
            " while one is withdrawn (200)",
        )
        parser.add_argument(
            "--database", choices=["postgresql", "sqlite"], help="one of those on which a bench is measured"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        name, wanted = options["name"], options["database"]
        run, kinds = BENCHES[name]
        if options["mobilities"] is not None and options["mobilities"] < 1:
            raise CommandError("--mobilities: at least one record")
        if os.environ.get("DATABASE_URL"):
            if not run(_number(options, connection.vendor), self.stdout):
                raise CommandError("a bar is not kept")
            return
        chosen = [kind for kind in kinds if _is_meant(name, _vendor(kind), wanted)]
        if not chosen:
            raise CommandError(f"{name} is not measured on {wanted}")
        results = [self._elsewhere(kind, options) for kind in chosen]  # each is measured, whatever the first says
        if not all(results):
            raise SystemExit(1)  # the process that measured has said why

    def _elsewhere(self, kind: str, options: dict[str, Any]) -> bool:
        """This very command in a process whose database is new, empty and thrown away."""
        with trial_servers.private_folder() as folder:
            if kind == "sqlite":
                return self._again(folder, f"sqlite:///{folder / 'bench.sqlite3'}", options)
            try:
                if kind == "everything":
                    with trial_servers.everything(folder) as servers:
                        return self._again(folder, servers.postgres.url, options, servers.environment)
                with trial_servers.postgres(folder) as postgres:
                    return self._again(folder, postgres.url, options)
            except trial_servers.CannotStart as reason:
                raise CommandError(f"No servers for the bench: {reason}") from reason

    def _again(
        self, folder: Path, address: str, options: dict[str, Any], servers: Mapping[str, str] | None = None
    ) -> bool:
        environment = {
            **os.environ,
            **(servers or {}),
            "DATABASE_URL": address,
            "PORTAL_DATA_DIR": str(folder / "data"),
        }
        manage = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py")]
        self.stdout.flush()
        for words in (["migrate", "-v0"], ["createcachetable"]):
            subprocess.run([*manage, *words], env=environment, check=True)
        number = _number(options, "sqlite" if address.startswith("sqlite") else "postgresql")
        words = ["bench", options["name"], "--mobilities", str(number)]
        return subprocess.run([*manage, *words], env=environment, check=False).returncode == 0


def _vendor(kind: str) -> str:
    return "sqlite" if kind == "sqlite" else "postgresql"


def _is_meant(name: str, vendor: str, wanted: str | None) -> bool:
    return vendor == wanted if wanted else (name, vendor) not in ONLY_WHEN_NAMED


def _number(options: dict[str, Any], vendor: str) -> int:
    return int(options["mobilities"] or NUMBERS.get((options["name"], vendor), MANY))
