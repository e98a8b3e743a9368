"""The bench of imports asks PostgreSQL, and its table is one of new people of whom nobody is on two stays at once."""

import io

import pytest
from django.db import connection

from kanazawa_exchange.lib import clock
from mobility.services import imports

from . import import_parts, import_stays, project, stay_table


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor == "postgresql", reason="there it measures")
def test_without_postgresql_nothing_is_measured() -> None:
    out = io.StringIO()
    assert not import_stays.run(30, out)
    assert "asks PostgreSQL" in out.getvalue()


@pytest.mark.django_db
def test_its_table_is_imported_whole(tmp_path) -> None:
    project.create(stay_table.YEARS)
    sato = import_stays.office()
    stay_table.write(tmp_path / "stays.xlsx", 60)
    batch = imports.check(import_parts.taken(tmp_path / "stays.xlsx", sato), by=sato, now=clock.now())
    assert batch.counts == {"new": 60}
    assert {row.about["new"] for row in batch.rows.all()} == {True}
    assert imports.apply(batch, by=sato, now=clock.now()).counts["written"] == 60
