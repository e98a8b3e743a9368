"""What was released stays as it was, and the foundation's own database comes up to date with everything in it."""

import csv
import gzip
import json
import re
from pathlib import Path

import pytest

from kanazawa_exchange.lib import catalogs
from tests import released_migrations as released

from .drills import portal
from .processes import ROOT

FOUNDATION = json.loads(gzip.decompress((ROOT / "tests/data/foundation.json.gz").read_bytes()))
LOAD = """
import gzip, json
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from kanazawa_exchange.lib.copy import insert_rows
from kanazawa_exchange.lib.sqlite3.base import triggers_set_aside
from tests.released_migrations import ROOT
tables = json.loads(gzip.decompress((ROOT / "tests/data/foundation.json.gz").read_bytes()))["tables"]
applied = [tuple(row[1:3]) for row in tables.pop("django_migrations")["rows"]]
executor = MigrationExecutor(connection)
graph = executor.loader.graph
executor.migrate([key for key in applied if not any(
    child.key in applied and child.key[0] == key[0] for child in graph.node_map[key].children)])
on_sqlite = connection.vendor == "sqlite"
with transaction.atomic(), connection.cursor() as cursor:
    if on_sqlite:
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        with triggers_set_aside(cursor):
            for name, table in tables.items():
                cursor.execute(f'DELETE FROM "{name}"')
                insert_rows(name, table["columns"], table["rows"])
    else:
        for name, table in tables.items():
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
            insert_rows(name, table["columns"], table["rows"])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name, table in tables.items():
            cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")
            for place, column in enumerate(table["columns"]):
                cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [name, column])
                (sequence,) = cursor.fetchone()
                if sequence and table["rows"]:
                    cursor.execute("SELECT setval(%s, %s)", [sequence, max(row[place] for row in table["rows"])])
"""
COUNT = """
import json
from django.db import connection
with connection.cursor() as cursor:
    told = {}
    for table in connection.introspection.table_names(cursor):
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        told[table] = cursor.fetchone()[0]
print(json.dumps(told))
"""
SEARCHED = """
from kanazawa_exchange.accounts.models import Person, PersonName
from kanazawa_exchange.accounts.queries.search import Search
names = PersonName.objects.exclude(family="").exclude(given="")
missed = [name.pk for name in names if not Person.objects.filter(
    Search.of(f"{name.given} {name.family}").exactly("pk"), pk=name.person_id).exists()]
print(len(names) > 20, missed, Person.objects.filter(sort_ja="").count())
"""
GUARDED = """
from django.db import IntegrityError, transaction
from mobility.models import Mobility
from programs.models import TargetPlan
from tests import factories
for name, rows in (("mobility_never_deleted", Mobility.objects.all()), ("target_plan_kept", TargetPlan.objects.exclude(adopted_on=None))):
    try:
        with transaction.atomic():
            rows.filter(pk=rows.first().pk)._raw_delete("default")
    except IntegrityError as refusal:
        print(name in str(refusal))
print(factories.PersonFactory().pk > 28)
"""


def numbers(printed: str) -> list[tuple[str, ...]]:
    """What a printed table says, whatever columns it may have got since."""
    lines = [line for line in printed.splitlines() if not line.startswith("#")]
    return [
        tuple(row[name] for name in ("fiscal_year", "direction", "plan", "actual", "persons"))
        for row in csv.DictReader(lines)
    ]


def test_no_released_migration_was_changed():
    version, listed = released.released()
    assert released.complaints(listed, released.present()) == []
    assert len(listed) >= 10
    assert version == released.newest_version(), "a new version: python -m tests.released_migrations"


def named_in(path: Path) -> set[str]:
    """The modules of the portal that a migration imports."""
    named = re.findall(r"^ *(?:from|import) ([\w.]+)", path.read_text(), re.M)
    return {name for name in named if name.split(".")[0] in catalogs.SOURCES}


def test_a_migration_calls_no_code_that_goes_on_changing():
    """Beside the words of the guards only the defaults and places that the first tables name."""
    named = {module for path in released.present() for module in named_in(ROOT / path)}
    assert named == {"kanazawa_exchange.lib.guards", "mobility.models.mobilities", "reports.models"}


def test_control_a_changed_and_a_lost_one_are_found():
    listed = released.released()[1]
    first, second = list(listed)[:2]
    found = {**listed, first: "0" * 64, "mobility/migrations/9999_new.py": "1" * 64}
    del found[second]
    assert [line.split()[0] for line in released.complaints(listed, found)] == [second, first]


def test_the_list_is_read_as_it_is_written():
    assert released.released(released.written()) == (released.newest_version(), released.present())


@pytest.mark.servers
def test_the_foundations_database_comes_up_to_date(tmp_path):
    with portal(tmp_path / "portal") as old:
        old.does(LOAD)
        migrated, again = old.manage("migrate", "-v", "0"), old.manage("upgrade")
        assert (migrated.returncode, again.returncode) == (0, 0), migrated.stderr + again.stderr
        assert again.stdout == "28 people and 0 institutions have new keys\n"
        assert old.manage("upgrade").stdout == ""
        counts = json.loads(old.does(COUNT))
        kept = {name: len(table["rows"]) for name, table in FOUNDATION["tables"].items() if name != "django_migrations"}
        assert {name: counts.get(name) for name in kept} == kept
        for day, figures in FOUNDATION["figures"].items():
            told = old.manage("plan_actual", "--as-of", day, "--format", "csv", "--lang", "en").stdout
            assert numbers(told) == numbers(figures), day
        assert old.does(SEARCHED).split(None, 1) == ["True", "[] 0\n"], "everybody is found by each of their names"
        sound = old.manage("check_integrity")
        assert sound.returncode == 0, sound.stdout
        assert old.does(GUARDED).split() == ["True"] * 3
