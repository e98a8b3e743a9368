"""Many rows at once, the same on both databases."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, models

from kanazawa_exchange.lib import copy

pytestmark = pytest.mark.django_db(transaction=True)


class Odd(models.Model):  # noqa: DJ008 never shown
    """A table that lives for one test."""

    key = models.UUIDField(primary_key=True)
    text = models.TextField()
    number = models.IntegerField(null=True)
    yes = models.BooleanField()
    day = models.DateField()
    moment = models.DateTimeField()
    amount = models.DecimalField(max_digits=8, decimal_places=2)
    extra = models.JSONField()

    class Meta:
        app_label = "tests_lib"
        managed = False


COLUMNS = ["key", "text", "number", "yes", "day", "moment", "amount", "extra"]
MOMENT = datetime(2019, 3, 31, 15, 0, 0, 123456, tzinfo=UTC)
TEXTS = ["плюс\tминус", 'a"b,c', "line\nline\r\n", "back\\slash \\N", "", "山田𠮷", "=1+1"]


@pytest.fixture(autouse=True)
def table():
    with connection.schema_editor() as editor:
        editor.create_model(Odd)
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(Odd)


def row(number: int, text: str) -> list[object]:
    return [UUID(int=number), text, None, number % 2 == 0, date(2019, 4, 1), MOMENT, Decimal("12.30"), {"k": [text]}]


def test_every_kind_of_value_comes_back_as_it_went_in():
    rows = [row(number, text) for number, text in enumerate(TEXTS)]
    assert copy.insert_rows(Odd._meta.db_table, COLUMNS, iter(rows)) == len(TEXTS)
    assert [list(found) for found in Odd.objects.order_by("key").values_list(*COLUMNS)] == rows


def test_nothing_stands_beside_something_in_any_column():
    rows = [row(number, text) for number, text in enumerate(TEXTS)]
    for place, several in enumerate(rows):
        several[2] = place or None
    copy.insert_rows(Odd._meta.db_table, COLUMNS, rows)
    assert list(Odd.objects.order_by("key").values_list("number", "text")) == [(one[2], one[1]) for one in rows]


def test_a_row_that_is_too_short_is_refused():
    with pytest.raises((ValueError, DatabaseError)):
        copy.insert_rows(Odd._meta.db_table, COLUMNS, [row(1, "x"), row(2, "y")[:-1]])
    assert Odd.objects.count() == 0


def test_more_rows_than_one_batch_are_all_written(monkeypatch):
    monkeypatch.setattr(copy, "BATCH", 3)
    assert copy.insert_rows(Odd._meta.db_table, COLUMNS, [row(number, "x") for number in range(10)]) == 10
    assert Odd.objects.count() == 10


def test_one_bad_row_leaves_nothing(monkeypatch):
    monkeypatch.setattr(copy, "BATCH", 1)
    with pytest.raises(DatabaseError):
        copy.insert_rows(Odd._meta.db_table, COLUMNS, [row(1, "x"), row(1, "the same key")])
    assert Odd.objects.count() == 0


@pytest.mark.parametrize("name", ["a; drop table b", 'a"b', "", "a b"])
def test_only_plain_names_reach_the_statement(name):
    with pytest.raises(ValueError, match="plain name"):
        copy.insert_rows(name, ["key"], [])
    with pytest.raises(ValueError, match="plain name"):
        copy.insert_rows("odd", [name], [])
    with pytest.raises(ValueError, match="plain name"):
        copy.insert_from(Odd, [1], "odd", [name], {})
