"""Many stored rows get values of their own, the same on both databases."""

import pytest
from django.db import IntegrityError

from kanazawa_exchange.lib import clock, updates
from mobility.models import ImportBatch, ImportRow
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

TEXTS = ["плюс\tминус", 'a"b,c', "line\nline\r\n", "back\\slash \\N", "", "山田𠮷"]


def new_batch():
    return ImportBatch.objects.create(kind="stays", owner=UserFactory(), created_at=clock.now())


@pytest.fixture
def rows():
    batch = new_batch()
    return ImportRow.objects.bulk_create(
        ImportRow(batch=batch, number=number, cells=[text], said={"old": 1}) for number, text in enumerate(TEXTS)
    )


def test_each_row_gets_its_own_values_and_the_others_stay(rows):
    meant = {row.pk: ({"text": row.cells[0]}, row.number or None, row.number % 2 == 0, None) for row in rows[:-1]}
    updates.write(ImportRow, ["said", "lot", "is_written", "before"], [(pk, *values) for pk, values in meant.items()])
    found = {
        row.pk: (row.said, row.lot, row.is_written, row.before) for row in ImportRow.objects.exclude(pk=rows[-1].pk)
    }
    assert found == meant
    last = ImportRow.objects.get(pk=rows[-1].pk)
    assert (last.said, last.lot, last.cells) == ({"old": 1}, None, [TEXTS[-1]])
    assert ImportRow.objects.filter(before__isnull=True).count() == len(rows)


def test_no_rows_are_no_statement(rows, django_assert_num_queries):
    with django_assert_num_queries(0):
        updates.write(ImportRow, ["lot"], [])


def test_a_relation_is_named_as_its_field(rows):
    other = new_batch()
    updates.write(ImportRow, ["batch"], [(row.pk, other.pk) for row in rows])
    assert other.rows.count() == len(rows)


@pytest.mark.django_db(transaction=True)
def test_what_one_row_does_not_take_none_is_given(rows):
    with pytest.raises(IntegrityError):
        updates.write(ImportRow, ["verdict"], [(rows[0].pk, "new"), (rows[1].pk, "nothing")])
    assert set(ImportRow.objects.values_list("verdict", flat=True)) == {""}
