"""Jobs of imports that are stopped and taken up again: whose they are, and what they may still touch."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from kanazawa_exchange.accounts.models import JobEnding
from kanazawa_exchange.accounts.permissions import may_see_job
from kanazawa_exchange.accounts.services import jobs, labour
from kanazawa_exchange.lib import clock
from mobility.models import Mobility
from mobility.services import imports, mobilities
from mobility.services.imports import long

from .tables import many
from .test_imports_long import ROWS, begun, taken, worked


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch):
    monkeypatch.setattr(long, "AT_ONCE", 3)


def test_a_job_that_is_taken_up_again_touches_no_import_that_went_on_without_it(world, sato):
    batch = begun(taken(sato, *many(ROWS)), "check", sato)
    first = batch.job
    jobs.cancel(first, by=sato, now=clock.now())
    worked(batch)
    batch = begun(batch, "check", sato)
    worked(batch)
    batch = begun(batch, "apply", sato)
    worked(batch)
    stay = Mobility.objects.get(pk=batch.rows.get(number=2).record_id)
    mobilities.edit(stay, {"note": "by hand"}, by=sato, version=stay.version, overruled=None)
    before = list(batch.rows.order_by("number").values("number", "verdict", "record_version", "is_written"))
    jobs.resume(first, by=sato, now=clock.now())
    labour.work(first.pk, holder="one", call_help=lambda holders: None, seconds=60)
    assert list(batch.rows.order_by("number").values("number", "verdict", "record_version", "is_written")) == before
    done = imports.undo(batch, by=sato, now=clock.now())
    assert set(done.left) == {2}


def test_nobody_steers_the_jobs_of_an_import_that_is_not_the_own_one(world, sato, kimura):
    batch = begun(taken(sato, *many(ROWS)), "check", sato)
    assert not may_see_job(kimura, batch.job)
    with pytest.raises(PermissionDenied):
        jobs.cancel(batch.job, by=kimura, now=clock.now())
    own = begun(taken(kimura, *many(ROWS)), "check", kimura)
    jobs.cancel(own.job, by=kimura, now=clock.now())
    jobs.cancel(batch.job, by=sato, now=clock.now())


def test_why_a_check_has_failed_is_told_on_the_page_of_the_columns(world, sato, sign_in, monkeypatch):
    def refused(batch, kind):
        raise PermissionDenied

    batch = begun(taken(sato, *many(ROWS)), "check", sato)
    desk, page = sign_in(sato), reverse("mobility:import_columns", args=[batch.uid])
    with monkeypatch.context() as patch:
        patch.setattr(long, "lots", refused)
        for _attempt in range(labour.ATTEMPTS):
            job = worked(batch)
            job.parts.update(not_before=None)
    assert worked(batch).ending == JobEnding.FAILED
    told = "作業を完了できませんでした。始めた人の権限がなくなっています。確認が終わっていない行があります。"
    assert told in desk.get(page).text
    batch = begun(batch, "check", sato)
    worked(batch)
    assert "作業" not in desk.get(page).text


@pytest.mark.parametrize(
    ("act", "is_stopped", "told"),
    [
        ("apply", False, "作業を完了できませんでした。プログラムのエラー：ValueError。登録された行はありません。"),
        ("apply", True, "作業は中止されました。登録された行はありません。"),
        (
            "undo",
            False,
            "作業を完了できませんでした。プログラムのエラー：ValueError。取り消された行はなく、登録はそのままです。",
        ),
    ],
)
def test_why_nothing_was_registered_or_taken_back_is_told_on_the_page_of_the_import(
    world, sato, sign_in, monkeypatch, act, is_stopped, told
):
    batch = begun(taken(sato, *many(ROWS)), "check", sato)
    worked(batch)
    if act == "undo":
        worked(begun(batch, "apply", sato))
    batch.refresh_from_db()

    def failing(*_words, **_more):
        raise ValueError

    monkeypatch.setattr(long, act, failing)
    begun(batch, act, sato)
    batch.refresh_from_db()
    if is_stopped:
        jobs.cancel(batch.job, by=sato, now=clock.now())
    for _attempt in range(labour.ATTEMPTS):
        job = worked(batch)
        job.parts.update(not_before=None)
    worked(batch)
    page = sign_in(sato).get(reverse("mobility:import_preview", args=[batch.uid]))
    assert told in page.text
