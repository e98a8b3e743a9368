"""Every address answers every role as the permission table says, and nobody else."""

import pytest

from mobility.models.mobilities import MobilityQuerySet

from .table import Prober, rows_by_name, url_names

BY_NAME = rows_by_name()
RECORDS = ("mobility:", "partners:", "reports:")  # probed in test_table_records.py, beside this file on another core


def test_every_address_has_rows() -> None:
    assert sorted(set(url_names()) - set(BY_NAME)) == []


def test_every_row_belongs_to_an_address() -> None:
    assert sorted(set(BY_NAME) - set(url_names())) == []


def test_every_address_with_parts_is_probed_from_outside_too() -> None:
    """An address that names a record has a row for somebody else's record, or says why there is none."""
    silent = [
        name
        for name, rows in BY_NAME.items()
        if "<" in url_names().get(name, "") and not any(row.relation in {"foreign", "same"} or row.note for row in rows)
    ]
    assert silent == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", sorted(name for name in set(BY_NAME) & set(url_names()) if not name.startswith(RECORDS))
)
def test_the_table_is_kept(prober: Prober, name: str) -> None:
    assert [str(fault) for fault in prober.faults(BY_NAME[name])] == []


@pytest.mark.django_db
def test_without_its_filter_of_rows_the_table_fails(prober: Prober, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the whole table: one filter removed, and strangers see what the rows forbid."""
    monkeypatch.setattr(MobilityQuerySet, "visible_to", lambda self, user: self)
    rows = [rows for name, rows in BY_NAME.items() if name.startswith("mobility:") and name in url_names()]
    assert any("200, not 404" in str(fault) for group in rows for fault in prober.faults(group))
