"""Whoever only looks at a table keeps nobody waiting: not who registers people, not who closes a run."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kanazawa_exchange.lib import clock
from mobility.services import imports
from mobility.services.import_people import PEOPLE
from mobility.services.import_stays import STAYS

from .tables import HANA, TARO, sheet

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer, and no locks of rows"),
]


def locked_by(act) -> set[str]:
    """The tables of which rows were locked."""
    with CaptureQueriesContext(connection) as queries:
        act()
    locking = [query["sql"] for query in queries if re.search(r"FOR (NO KEY )?UPDATE", query["sql"])]
    return {re.search(r'FROM "(\w+)"', sql)[1] for sql in locking}


def test_a_check_locks_the_import_alone_and_an_apply_people_and_runs(world, sato):
    batch = imports.take(STAYS, sheet(TARO, HANA), by=sato, now=clock.now())
    assert locked_by(lambda: imports.check(batch, by=sato, now=clock.now())) == {"mobility_importbatch"}
    held = locked_by(lambda: imports.apply(batch, by=sato, now=clock.now()))
    assert held >= {"mobility_importbatch", "django_content_type", "programs_programrun", "accounts_person"}


def test_a_check_of_people_locks_the_import_alone(world, sato):
    table = imports.Sheet("people", ["Name in kanji", "Student number"], [imports.SheetRow(2, ["山田 花子", "K1"])])
    batch = imports.take(PEOPLE, table, by=sato, now=clock.now())
    assert locked_by(lambda: imports.check(batch, by=sato, now=clock.now())) == {"mobility_importbatch"}
    assert "django_content_type" in locked_by(lambda: imports.apply(batch, by=sato, now=clock.now()))
