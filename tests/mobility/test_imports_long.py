"""A long table is checked and registered by a worker: stopped or refused it leaves nothing, and the import says why."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kanazawa_exchange.accounts.models import Job, JobEnding, Person, TransitionNote
from kanazawa_exchange.accounts.services import jobs, labour
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.jobs import is_long
from mobility.models import ImportBatch, Mobility
from mobility.services import imports, mobilities
from mobility.services.import_stays import STAYS
from mobility.services.imports import CannotApply, CannotCheck, CannotDiscard, CannotUndo, long, lots
from tests.import_kinds import corrected

from .tables import HANA, TARO, applied, many, sheet, strangers, verdicts, with_cell

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
    if act == "undo":
        return imports.begin_undo(batch, by=by, now=clock.now())
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


def test_to_register_many_rows_or_take_them_back_may_take_minutes_and_to_check_some_may_not():
    assert is_long("import", {"act": "apply"})
    assert is_long("import", {"act": "undo"})
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


def test_an_apply_that_was_stopped_in_its_middle_leaves_nothing(world, sato, sign_in, monkeypatch):
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
    page = reverse("mobility:import_preview", args=[batch.uid])
    assert "登録された行はありません。" in sign_in(sato).get(page).text


@pytest.mark.parametrize("act", ["apply", "undo"])
def test_how_many_rows_are_done_is_told_while_they_are_done(world, sato, monkeypatch, act):
    monkeypatch.setattr(lots, "SIZE", 3)
    batch = checked_by_worker(sato, *strangers(ROWS)) if act == "apply" else registered(sato, *strangers(ROWS))
    told = []
    monkeypatch.setattr(labour.Taken, "tell", lambda held, more: told.append((more, held.part.size)))
    worked(begun(batch, act, sato))
    assert told == [(more, ROWS) for more in ((3, 3, 1) if act == "apply" else (1, 3, 3))]


def registered(by, *rows):
    batch = begun(checked_by_worker(by, *rows), "apply", by)
    worked(batch)
    return batch


def test_a_long_import_is_taken_back_by_a_worker(world, sato):
    batch = registered(sato, *many(ROWS))
    sato.language = "ru"
    sato.save()
    stay = Mobility.objects.get(pk=batch.rows.get(number=2).record_id)
    mobilities.edit(stay, {"note": "By hand"}, by=sato, version=stay.version)
    batch = begun(batch, "undo", sato)
    assert (batch.state, Mobility.objects.filter(status="voided").count()) == ("applied", 0)
    with pytest.raises(CannotUndo):
        imports.undo(batch, by=sato, now=clock.now())
    assert worked(batch).ending == JobEnding.DONE
    assert (batch.state, batch.counts["written"], batch.counts["left"]) == ("undone", ROWS, 1)
    assert Mobility.objects.filter(status="voided").count() == ROWS - 1
    assert set(TransitionNote.objects.values_list("text", flat=True)) == {"Импорт «派遣2018.xlsx» отменён."}


def test_an_undoing_that_was_stopped_in_its_middle_takes_nothing_back(world, sato, sign_in, monkeypatch):
    monkeypatch.setattr(lots, "SIZE", 1)
    batch = begun(registered(sato, *strangers(ROWS)), "undo", sato)
    page = reverse("mobility:import_preview", args=[batch.uid])
    assert "行の登録を取り消しています。" in sign_in(sato).get(page).text
    honest = labour.give_back

    def stopped(held: labour.Taken) -> None:
        jobs.cancel(Job.objects.get(pk=held.job_pk), by=sato, now=clock.now())
        honest(held)

    voided = Mobility.objects.filter(status="voided")
    monkeypatch.setattr(labour.Taken, "is_cancelled", lambda held: voided.count() > 2)
    monkeypatch.setattr(labour, "give_back", stopped)
    assert worked(batch).ending == JobEnding.CANCELLED
    assert (batch.state, voided.count(), batch.rows.filter(left__isnull=False).count()) == ("applied", 0, 0)
    assert "取り消された行はなく、登録はそのままです。" in sign_in(sato).get(page).text
    monkeypatch.setattr(labour.Taken, "is_cancelled", lambda held: False)
    jobs.resume(batch.job, by=sato, now=clock.now())
    assert (worked(batch).ending, batch.state, voided.count()) == (JobEnding.DONE, "undone", ROWS)


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


def test_the_rows_alone_tell_how_far_a_check_is(world, sato, sign_in):
    batch = begun(taken(sato, *many(ROWS)), "check", sato)
    progress = reverse("accounts:job_progress", args=[batch.job.uid])
    desk = sign_in(sato)
    assert f"{ROWS}件のうち0件" in desk.get(progress).text
    worked(batch)
    assert f"{ROWS}件のうち{ROWS}件" in desk.get(progress).text


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


def test_the_rest_of_a_long_import_is_checked_by_a_worker(world, sato):
    rows = [with_cell(HANA, "出発", "8/32"), *strangers(ROWS)]
    batch = checked_by_worker(sato, *rows)
    batch = corrected(batch, {2: {"note": "“A” \\ “B”"}}, by=sato)
    worked(batch)
    batch = imports.apply(batch, [8, 9], by=sato, now=clock.now())
    rest = imports.go_on(batch, by=sato, now=clock.now())
    assert (rest.state, rest.job is None, rest.digest) == ("draft", False, imports.digest_of(batch.heads, rows[:6]))
    worked(rest)
    assert (rest.state, rest.counts, verdicts(rest)) == ("checked", {"wrong": 1, "new": 5}, ["wrong", *["new"] * 5])
    assert list(rest.rows.order_by("number").values_list("number", "cells", "fixes")) == list(
        batch.rows.filter(is_written=False).order_by("number").values_list("number", "cells", "fixes")
    )


def test_the_rest_is_taken_in_as_many_queries_for_many_rows_as_for_few(world, sato, monkeypatch):
    monkeypatch.setattr(long, "AT_ONCE", 3)
    counted = []
    for number in (5, 50):
        with transaction.atomic():
            batch = checked_by_worker(sato, *strangers(number))
            batch = imports.apply(batch, [2], by=sato, now=clock.now())
            with CaptureQueriesContext(connection) as queries:
                imports.go_on(batch, by=sato, now=clock.now())
            transaction.set_rollback(True)
        counted.append(len(queries))
    assert counted[0] == counted[1]
