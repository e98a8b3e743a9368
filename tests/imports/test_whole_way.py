"""What a check foretells is what an apply writes; twice is once; and what was undone is as if it had never been."""

import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.import_values import restored
from mobility.models import Mobility
from mobility.queries.integrity import findings
from mobility.services import imports, mobilities
from mobility.services.imports import CannotApply

from .corruptions import resaved, right_rows
from .digests import differing, digests, rolled_back
from .importing import furnish, imported

OF_HISTORY = frozenset({"version", "updated_at", "status_changed_at"})


@pytest.fixture
def places(world):
    furnish(world)
    return world


AT_RANDOM = settings(
    max_examples=12, phases=[Phase.generate], deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def stored():
    """Key of a stay → its facts."""
    return {row["id"]: row for row in Mobility.objects.values()}


def changed(before, after):
    """Key → fact → what it was and is, of the stays that were there before."""
    return {
        pk: found
        for pk, old in before.items()
        if (found := {name: (old[name], new) for name, new in after[pk].items() if new != old[name]})
    }


def applied(rows, by):
    return imports.apply(imported(rows, by), by=by, now=clock.now())


def with_notes(rows, numbers):
    """The same table a month later: some have a remark, and some are new."""
    return [{**cells, "note": f"第{place}号"} if place in numbers else cells for place, cells in enumerate(rows)]


SOME = st.lists(st.integers(0, 5), unique=True)


def test_what_is_foretold_is_what_happens(places, sato):
    """D17: new records and people in the number of the rows, and of the known ones the cells that were shown, nothing else."""

    @AT_RANDOM
    @given(right_rows(), SOME)
    def run(rows, noted):
        with rolled_back():
            half = rows[: len(rows) // 2 + 1]
            applied([{**cells, "note": ""} for cells in half], sato)
            before, people, tables = stored(), Person.objects.count(), digests()
            batch = imported(with_notes([{**cells, "note": ""} for cells in rows], noted), sato)
            assert differing(tables, digests()) == set()
            foretold = list(batch.rows.order_by("number"))
            kinds = Counter(row.verdict for row in foretold)
            cells = {
                row.record_id: {one["column"]: (restored(one["old"]), restored(one["new"])) for one in row.changes}
                for row in foretold
                if row.changes
            }
            if kinds["new"] + kinds["changed"]:
                imports.apply(batch, by=sato, now=clock.now())
            after = stored()
            assert len(after) - len(before) == kinds["new"] == Person.objects.count() - people
            real = {
                pk: {name: both for name, both in facts.items() if name not in OF_HISTORY}
                for pk, facts in changed(before, after).items()
            }
            assert real == cells
            assert findings() == ()

    run()


def test_the_same_table_again_writes_nothing_in_whatever_words_and_order(places, sato):
    """D18."""

    @AT_RANDOM
    @given(right_rows(), st.randoms(use_true_random=False))
    def run(rows, chance: random.Random):
        with rolled_back():
            applied(rows, sato)
            before = digests()
            for again in (rows, chance.sample(rows, len(rows)), resaved(rows)):
                batch = imported(again, sato)
                assert {row.verdict for row in batch.rows.all()} == {"same"}
                with pytest.raises(CannotApply):
                    imports.apply(batch, by=sato, now=clock.now())
            assert differing(before, digests()) == set()

    run()


def facts_of_all():
    """Every stay as it reads, whatever its key."""
    left_out = {"id", "uid", "person_id", "registered_at", "created_at", *OF_HISTORY}
    return sorted(
        repr((row.person.student_number, *((name, value) for name, value in facts.items() if name not in left_out)))
        for row, facts in zip(
            Mobility.objects.select_related("person").order_by("pk"),
            Mobility.objects.order_by("pk").values(),
            strict=True,
        )
    )


def test_a_table_and_then_more_of_it_is_the_whole_table_at_once(places, sato):
    """D18: import(A), import(A + δ) = import(A + δ)."""

    @AT_RANDOM
    @given(right_rows(), SOME)
    def run(rows, noted):
        with rolled_back():
            rows = [{**cells, "note": ""} for cells in rows]
            whole = with_notes(rows, {*noted, len(rows) - 1})
            with rolled_back():
                applied(whole, sato)
                at_once = facts_of_all()
            applied(rows[:-1], sato)
            applied(whole, sato)
            assert facts_of_all() == at_once

    run()


def test_what_is_undone_is_void_or_as_it_was(places, sato):
    """D19: no live record more, every fact as before; whom somebody has edited since stays, and is told."""

    @AT_RANDOM
    @given(right_rows(), SOME, st.booleans())
    def run(rows, noted, edits):
        with rolled_back():
            rows = [{**cells, "note": ""} for cells in rows]
            applied(rows[:1], sato)
            before, tables = stored(), digests()
            batch = applied(with_notes(rows, {*noted, 0}), sato)
            touched = Mobility.objects.latest("pk")
            if edits:
                mobilities.edit(touched, {"note": "手で"}, by=sato, version=touched.version)
            undone = imports.undo(batch, by=sato, now=clock.now())
            kept = {touched.pk} if edits else set()
            assert {row.record_id for row in batch.rows.filter(number__in=undone.left)} == kept
            after = stored()
            assert {pk for pk, facts in after.items() if facts["status"] != "voided"} == {*before, *kept}
            assert {name for facts in changed(before, after).values() for name in facts} <= OF_HISTORY
            assert findings() == ()
            if not kept:  # what an undo leaves behind: voided stays, the people in them, and who did what
                assert {name.partition("_")[0] for name in differing(tables, digests())} <= {"mobility", "accounts"}

    run()
