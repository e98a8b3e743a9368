"""A long table is checked and registered by a worker: stopped or refused it leaves nothing, and the import says why."""

import pytest
from django.urls import reverse

from kanazawa_exchange.accounts.models import Job, JobEnding, Person
from kanazawa_exchange.accounts.services import jobs, labour
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.jobs import is_long
from mobility.models import ImportBatch, Mobility
from mobility.services import imports, mobilities
from mobility.services.import_stays import STAYS
from mobility.services.imports import CannotApply, CannotCheck, CannotDiscard, long, lots
from tests.import_kinds import corrected

from .tables import HANA, TARO, applied, many, sheet, verdicts, with_cell

ROWS = 7


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch):
    monkeypatch.setattr(long, "AT_ONCE", 3)


def taken(by, *rows):
    return imports.take(STAYS, sheet(*rows), by=by, now=clock.now())


def worked(batch: ImportBatch) -> Job:
    """A worker's turn at the job of the import."""
    labour.work(batch.job_id or 0, holder="one", call_help=lambda holders: None, seconds=60)
    batch.refresh_from_db()
    assert batch.job is not None
    return batch.job


def begun(batch, act, by, **more):
    return imports.begin(batch, act, by=by, now=clock.now(), **more)


def checked_by_worker(by, *rows):
    batch = begun(taken(by, *rows), "check", by)
    worked(batch)
    return batch


def test_a_short_import_needs_no_worker(world, sato):
    batch = begun(taken(sato, HANA, TARO), "check", sato)
    assert (batch.state, batch.job) == ("checked", None)
    batch = begun(batch, "apply", sato, numbers=[2])
    assert (batch.state, batch.job, batch.counts["written"]) == ("applied", None, 1)


def test_a_long_import_is_checked_and_registered_by_a_worker(world, sato):
    batch = begun(taken(sato, *many(ROWS)), "check", sato)
    assert (batch.state, verdicts(batch)) == ("draft", [""] * ROWS)
    assert worked(batch).ending == JobEnding.DONE
    assert (batch.state, batch.counts, verdicts(batch)) == ("checked", {"new": ROWS}, ["new"] * ROWS)
    batch = begun(batch, "apply", sato)
    assert worked(batch).ending == JobEnding.DONE
    assert (batch.state, batch.counts["written"], Mobility.objects.count()) == ("applied", ROWS, ROWS)
    assert {stay.history.get().history_user for stay in Mobility.objects.all()} == {sato}


def test_to_register_many_rows_may_take_minutes_and_to_check_some_may_not():
    assert is_long("import", {"act": "apply"})
    assert not is_long("import", {"act": "check"})


def test_the_rows_that_were_chosen_are_registered(world, sato):
    batch = checked_by_worker(sato, *many(ROWS))
    batch = begun(batch, "apply", sato, numbers=[2, 3, 5, 8])
    worked(batch)
    assert list(batch.rows.filter(is_written=True).order_by("number").values_list("number", flat=True)) == [2, 3, 5, 8]


def test_nobody_else_touches_an_import_that_is_being_worked_on(world, sato):
    batch = begun(taken(sato, *many(ROWS)), "check", sato)
    for act, refusal in ((imports.check, CannotCheck), (imports.discard, CannotDiscard)):
        with pytest.raises(refusal):
            act(batch, by=sato, now=clock.now())
    worked(batch)
    batch = begun(batch, "apply", sato)
    with pytest.raises(CannotApply):
        imports.apply(batch, by=sato, now=clock.now())


def test_a_check_that_was_stopped_leaves_a_draft(world, sato):
    batch = begun(taken(sato, *many(ROWS)), "check", sato)
    assert batch.job is not None
    jobs.cancel(batch.job, by=sato, now=clock.now())
    assert (worked(batch).ending, batch.state) == (JobEnding.CANCELLED, "draft")
    jobs.resume(batch.job, by=sato, now=clock.now())
    assert (worked(batch).ending, batch.state) == (JobEnding.DONE, "checked")


def test_an_apply_that_was_stopped_in_its_middle_leaves_nothing(world, sato, monkeypatch):
    batch = checked_by_worker(sato, *many(ROWS))
    batch = begun(batch, "apply", sato)
    honest = labour.give_back

    def stopped(held: labour.Taken) -> None:
        jobs.cancel(Job.objects.get(pk=held.job_pk), by=sato, now=clock.now())
        honest(held)

    monkeypatch.setattr(labour.Taken, "is_cancelled", lambda held: Mobility.objects.exists())
    monkeypatch.setattr(labour, "give_back", stopped)
    assert worked(batch).ending == JobEnding.CANCELLED
    people = Person.objects.filter(student_number__startswith="9")
    assert (Mobility.objects.exists(), people.exists()) == (False, False)
    assert (batch.state, batch.rows.filter(is_written=True).count()) == ("checked", 0)


def test_what_changed_since_the_check_registers_nothing_and_is_told(world, sato):
    applied(sato, HANA)
    batch = checked_by_worker(sato, with_cell(HANA, "備考", "Scholarship"), *many(ROWS))
    stay = Mobility.objects.get()
    mobilities.edit(stay, {"note": "By hand"}, by=sato, version=stay.version)
    batch = begun(batch, "apply", sato)
    assert worked(batch).ending == JobEnding.DONE
    assert (batch.state, set(batch.refusal), Mobility.objects.count()) == ("checked", {"ja", "en", "ru"}, 1)
    batch = begun(batch, "check", sato)
    worked(batch)
    assert (batch.state, batch.refusal, batch.counts) == ("checked", {}, {"changed": 1, "new": ROWS})


def test_a_corrected_cell_of_a_long_import_is_looked_at_by_a_worker(world, sato):
    batch = checked_by_worker(sato, with_cell(HANA, "出発", "8/32"), *many(ROWS))
    assert batch.counts["wrong"] == 1
    batch = corrected(batch, {2: {"starts_on": "8/20"}}, by=sato)
    assert batch.state == "draft"
    worked(batch)
    assert (batch.state, batch.counts) == ("checked", {"new": ROWS + 1})


def in_lots_of(size, monkeypatch, by, *rows):
    """What the check finds, row by row, and what an apply makes of the right ones."""
    monkeypatch.setattr(lots, "SIZE", size)
    batch = imports.check(taken(by, *rows), by=by, now=clock.now())
    columns = ("number", "verdict", "notes", "problems", "changes", "about", "doubts")
    return batch, list(batch.rows.order_by("number").values(*columns))


ONE_PERSON = [
    HANA,
    TARO,
    with_cell(with_cell(HANA, "出発", "2018/10/1"), "帰国", "2018/10/9"),
    with_cell(HANA, "学籍番号", ""),
    with_cell(HANA, "ローマ字", "Yamada"),
    with_cell(with_cell(TARO, "学籍番号", "1799"), "ローマ字", "Hana"),
    *many(4),
    HANA,
]


def test_rows_that_touch_one_another_are_in_one_lot(world, sato, monkeypatch):
    _batch, together = in_lots_of(1000, monkeypatch, sato, *ONE_PERSON)
    batch, apart = in_lots_of(1, monkeypatch, sato, *ONE_PERSON)
    assert apart == together
    found = [list(lot) for lot in lots.lots(batch, STAYS)]
    assert (len(found) > 2, sorted(number for lot in found for number in lot)) == (True, list(range(2, 13)))


def test_lots_are_registered_as_the_whole_is(world, sato, monkeypatch):
    rows = [HANA, TARO, ONE_PERSON[2], *many(4)]
    batch, _found = in_lots_of(1, monkeypatch, sato, *rows)
    batch = imports.apply(batch, by=sato, now=clock.now())
    assert (batch.counts["written"], Mobility.objects.count()) == (7, 7)
    assert Person.objects.filter(student_number="1712").count() == 1
    again = imports.check(taken(sato, *rows), by=sato, now=clock.now())
    assert verdicts(again) == ["same"] * 7


def test_a_refusal_in_a_later_lot_takes_back_the_earlier_ones(world, sato, monkeypatch):
    applied(sato, HANA)
    rows = [*many(4), with_cell(HANA, "備考", "Scholarship")]
    batch, _found = in_lots_of(1, monkeypatch, sato, *rows)
    stay = Mobility.objects.get()
    mobilities.edit(stay, {"note": "By hand"}, by=sato, version=stay.version)
    with pytest.raises(CannotApply):
        imports.apply(batch, by=sato, now=clock.now())
    assert (Mobility.objects.count(), batch.rows.filter(is_written=True).count()) == (1, 0)


def test_the_page_of_a_long_import_shows_how_far_it_is_and_stops_it(world, sato, sign_in):
    batch = begun(taken(sato, *many(ROWS)), "check", sato)
    desk, page = sign_in(sato), reverse("mobility:import_preview", args=[batch.uid])
    shown = desk.get(page)
    assert "行を確認しています。" in shown.text
    assert "<progress" in shown.text
    assert reverse("accounts:job_cancel", args=[batch.job.uid]) in shown.text
    assert desk.get(reverse("mobility:import_columns", args=[batch.uid])).status_code == 302
    jobs.cancel(batch.job, by=sato, now=clock.now())
    assert worked(batch).ending == JobEnding.CANCELLED
    assert "作業は中止されました。確認が終わっていない行があります。" in desk.get(page, follow=True).text
    begun(batch, "check", sato)
    batch.refresh_from_db()
    worked(batch)
    assert desk.get(page).text.count('role="rowheader"') == ROWS
