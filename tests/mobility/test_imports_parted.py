"""Rows of one known person that nothing in their cells ties: looked at apart first, then together, and registered as they were shown."""

import pytest

from kanazawa_exchange.lib import clock
from mobility.models import Mobility
from mobility.services import imports
from mobility.services.import_stays import STAYS
from mobility.services.imports import long, lots

from .tables import HANA, HEADS, applied, problems, rows_of, sheet, strangers, verdicts
from .test_imports_long import begun, worked

WITH_KANJI = ("氏名", *HEADS)


def row(kanji: str, number: str, latin: str, *rest: object) -> tuple[object, ...]:
    return (kanji, number, latin, *rest)


REST = HANA[2:8]
BY_NUMBER = row("山田 花", "1712", "", *REST, "By number")
BY_NAME = row("", "", "Yamada Hana", *REST, "By name")


@pytest.fixture
def hana(world, sato):
    """Somebody known by a number and in two scripts, with a stay."""
    applied(sato, row("山田 花", "1712", "Yamada Hana", *REST, ""), heads=WITH_KANJI)
    return Mobility.objects.get()


def taken(by, *rows):
    others = [("", *stranger) for stranger in strangers(3)]
    return imports.take(STAYS, sheet(rows[0], *others, *rows[1:], heads=WITH_KANJI), by=by, now=clock.now())


def shown(batch):
    return [
        (one.number, one.verdict, one.problems, one.changes, one.notes, one.about, one.record_id)
        for one in rows_of(batch)
    ]


def test_two_rows_of_one_stay_are_told_wherever_the_table_is_cut(hana, sato, monkeypatch):
    whole = imports.check(taken(sato, BY_NUMBER, BY_NAME), by=sato, now=clock.now())
    assert problems(whole) == {6: [("", "row.twice")]}
    monkeypatch.setattr(lots, "SIZE", 1)
    cut = imports.check(taken(sato, BY_NUMBER, BY_NAME), by=sato, now=clock.now())
    assert shown(cut) == shown(whole)
    assert len({one.lot for one in rows_of(cut)}) == 4
    batch = imports.apply(cut, by=sato, now=clock.now())
    assert (batch.counts["written"], Mobility.objects.get(pk=hana.pk).note) == (4, "By number")


def test_a_worker_looks_at_them_together_too(hana, sato, monkeypatch):
    whole = imports.check(taken(sato, BY_NUMBER, BY_NAME), by=sato, now=clock.now())
    monkeypatch.setattr(lots, "SIZE", 1)
    monkeypatch.setattr(long, "AT_ONCE", 3)
    batch = begun(taken(sato, BY_NUMBER, BY_NAME), "check", sato)
    worked(batch)
    assert shown(batch) == shown(whole)
    batch = begun(batch, "apply", sato)
    worked(batch)
    assert (batch.state, batch.counts["written"]) == ("applied", 4)


def test_control_without_it_both_pass_and_nothing_is_ever_registered(hana, sato, monkeypatch):
    monkeypatch.setattr(lots, "SIZE", 1)
    monkeypatch.setattr(imports.checking, "parted", lambda *_words: [])
    batch = imports.check(taken(sato, BY_NUMBER, BY_NAME), by=sato, now=clock.now())
    assert verdicts(batch) == ["changed", "new", "new", "new", "changed"]
    with pytest.raises(imports.CannotApply):
        imports.apply(batch, by=sato, now=clock.now())


def test_what_touches_them_comes_along(hana, sato, monkeypatch):
    """Who has the number of a row that is looked at again may be the same person as that row."""
    namesake = row("", "1712", "Yamada Hanako", *REST, "")
    whole = imports.check(taken(sato, BY_NUMBER, BY_NAME, namesake), by=sato, now=clock.now())
    monkeypatch.setattr(lots, "SIZE", 1)
    cut = imports.check(taken(sato, BY_NUMBER, BY_NAME, namesake), by=sato, now=clock.now())
    assert shown(cut) == shown(whole)
