"""What somebody has changed by hand since a table wrote it stays, whatever other tables came in between."""

import pytest

from kanazawa_exchange.lib import clock
from mobility.models import Mobility
from mobility.services import imports, mobilities

from .tables import HANA, HEADS, applied, checked, rows_of, verdicts

pytestmark = pytest.mark.django_db

WITH_NOTE = (*HANA[:-1], "A")
OTHER_HEADS = (*HEADS[:-1], "credits_expected")


def edited_by_hand(sato, **values):
    stay = Mobility.objects.get()
    return mobilities.edit(stay, values, by=sato, version=stay.version)


def test_another_table_without_the_column_does_not_make_it_forgotten(world, sato):
    applied(sato, WITH_NOTE)
    edited_by_hand(sato, note="B")
    assert verdicts(applied(sato, (*HANA[:-1], "2"), heads=OTHER_HEADS)) == ["changed"]
    again = checked(sato, WITH_NOTE)
    assert verdicts(again) == ["same"]
    assert "kept" in rows_of(again)[0].notes["note"]
    assert verdicts(checked(sato, (*HANA[:-1], "C"))) == ["wrong"]


def test_what_an_undo_had_to_leave_is_remembered_as_said_by_the_table(world, sato):
    batch = applied(sato, WITH_NOTE)
    edited_by_hand(sato, note="B")
    assert imports.undo(batch, by=sato, now=clock.now()).left
    again = checked(sato, WITH_NOTE)
    assert verdicts(again) == ["same"]
    assert "kept" in rows_of(again)[0].notes["note"]


def test_what_was_undone_is_said_by_nobody(world, sato):
    applied(sato, (*HANA[:-1], "2"), heads=OTHER_HEADS)
    second = applied(sato, (*HANA[:-1], "4"), heads=OTHER_HEADS)
    imports.undo(second, by=sato, now=clock.now())
    assert verdicts(checked(sato, (*HANA[:-1], "2"), heads=OTHER_HEADS)) == ["same"]
    assert verdicts(checked(sato, (*HANA[:-1], "6"), heads=OTHER_HEADS)) == ["changed"]
