"""Parts of long work: taken by one worker, written once, tried again, cut, stopped, taken up again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kanazawa_exchange.accounts import tasks
from kanazawa_exchange.accounts.models import Job, JobEnding, JobPart, PartState
from kanazawa_exchange.accounts.queries.jobs import job_page, state_of
from kanazawa_exchange.accounts.services import jobs, labour
from kanazawa_exchange.accounts.services.labour import LEASE, LeaseLost
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.doorbell import CARRY_ON, WORK_LONG
from kanazawa_exchange.lib.jobs import LOST, UNKNOWN, Part, ranges, register
from kanazawa_exchange.lib.refusals import Refused

from . import kinds

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def known_kinds():
    kinds.known()


@pytest.fixture
def bells(monkeypatch):
    """What was rung: nobody hears it here."""
    rung = []
    monkeypatch.setattr("kanazawa_exchange.lib.doorbell._send", lambda task, words, after: rung.append((task, words)))
    return rung


def started(*parts, kind=kinds.WHOLE, by=None):
    return jobs.start(kind, {}, parts, by=by, now=clock.now())


def worked(job, holder="one", **more):
    """A worker's turn without an end; nobody is called."""
    labour.work(job.pk, holder=holder, call_help=lambda holders: None, seconds=60, **more)
    job.refresh_from_db()
    return job


def part(job, key):
    return JobPart.objects.get(job=job, key=key)


def test_every_part_is_done_once_and_the_job_ends():
    job = worked(started(Part("a"), Part("b"), Part("c")))
    assert kinds.written(job) == ["a", "b", "c"]
    assert (state_of(job), job.ended_at is not None) == (JobEnding.DONE, True)
    worked(job)
    assert kinds.written(job) == ["a", "b", "c"]


def test_a_job_without_parts_ends_when_a_worker_comes():
    assert worked(started()).ending == JobEnding.DONE


def test_a_later_stage_waits_for_all_of_the_stage_before():
    job = started(Part("last", stage=1), Part("a"), Part("b"))
    first = labour.claim(job.pk, holder="one", now=clock.now())
    second = labour.claim(job.pk, holder="two", now=clock.now())
    assert {first.part.key, second.part.key} == {"a", "b"}
    assert labour.claim(job.pk, holder="three", now=clock.now()) is None
    labour.do(first)
    assert labour.claim(job.pk, holder="three", now=clock.now()) is None
    labour.do(second)
    assert worked(job).ending == JobEnding.DONE
    assert kinds.written(job)[-1] == "last"


def test_a_worker_that_wakes_up_after_its_lease_writes_nothing():
    job = started(Part("a"))
    zombie = labour.claim(job.pk, holder="zombie", now=clock.now() - LEASE - timedelta(seconds=1))
    heir = labour.claim(job.pk, holder="heir", now=clock.now())
    assert heir.pk == zombie.pk
    assert labour.do(zombie)
    assert kinds.written(job) == []
    labour.do(heir)
    with pytest.raises(LeaseLost):
        labour.finish(zombie, "a", now=clock.now())
    assert kinds.written(job) == ["a"]


def test_without_the_lease_the_result_would_stand_twice(monkeypatch):
    """The control of the test above."""
    monkeypatch.setattr(labour, "_held", lambda taken: JobPart.objects.get(pk=taken.pk))
    job = started(Part("a"))
    zombie = labour.claim(job.pk, holder="zombie", now=clock.now() - LEASE - timedelta(seconds=1))
    labour.do(labour.claim(job.pk, holder="heir", now=clock.now()))
    labour.do(zombie)
    assert kinds.written(job) == ["a", "a"]


def test_a_message_given_out_again_takes_up_what_its_dead_run_held():
    job = started(Part("a"))
    labour.claim(job.pk, holder="message", now=clock.now())
    assert labour.claim(job.pk, holder="other", now=clock.now()) is None
    assert worked(job, holder="message").ending == JobEnding.DONE
    assert (kinds.written(job), part(job, "a").attempts) == (["a"], 2)


def test_a_part_that_fails_is_tried_three_times_and_the_others_go_on(bells):
    job = worked(started(Part("poison", {kinds.BAD: "error"}), Part("a")))
    assert kinds.written(job) == ["a"]
    assert (state_of(job), part(job, "poison").attempts) == ("running", 1)
    for attempts in (2, 3):
        JobPart.objects.filter(job=job).update(not_before=None)
        worked(job)
        assert part(job, "poison").attempts == attempts
    assert (part(job, "poison").state, part(job, "poison").reason) == (PartState.FAILED, "ValueError")
    assert job.ending == JobEnding.FAILED


def test_a_part_that_failed_waits_longer_before_each_attempt(bells):
    job = worked(started(Part("poison", {kinds.BAD: "error"})))
    first = part(job, "poison").not_before - clock.now()
    JobPart.objects.filter(job=job).update(not_before=None)
    second = part(worked(job), "poison").not_before - clock.now()
    assert first <= labour.PAUSE < second <= 4 * labour.PAUSE


def test_a_part_whose_workers_die_fails_with_a_reason_in_words(sato):
    job, now = started(Part("a"), by=sato), clock.now()
    for death in range(3):
        labour.claim(job.pk, holder=f"{death}", now=now + death * 2 * LEASE)
    assert labour.claim(job.pk, holder="last", now=now + 6 * LEASE) is None
    assert (part(job, "a").state, part(job, "a").reason) == (PartState.FAILED, LOST)
    labour.close(job.pk, now=now)
    job.refresh_from_db()
    [failed] = job_page(job, sato).failed
    assert failed.reason.startswith("応答のないまま")


def test_one_row_that_cannot_be_done_is_set_aside_and_its_neighbours_are_done(bells):
    job = worked(started(Part("rows", {kinds.BAD: "error", "row": 3}, size=6), kind=kinds.CUT))
    for _attempt in range(3):
        JobPart.objects.filter(job=job).update(not_before=None)
        worked(job)
    assert kinds.written(job) == [f"rows/{n}" for n in (0, 1, 2, 4, 5)]
    assert list(JobPart.objects.filter(state=PartState.FAILED).values_list("key", flat=True)) == ["rows/3"]
    assert sum(JobPart.objects.filter(job=job).values_list("size", flat=True)) == 6


def test_a_job_that_is_asked_to_stop_ends_and_goes_on_where_it_was(sato):
    job = started(Part("a"), Part("b"), by=sato)
    held = labour.claim(job.pk, holder="one", now=clock.now())
    jobs.cancel(job, by=sato, now=clock.now())
    assert held.is_cancelled()
    assert labour.claim(job.pk, holder="two", now=clock.now()) is None
    assert not labour.close(job.pk, now=clock.now()), "somebody holds a part"
    labour.do(held)
    assert worked(job).ending == JobEnding.CANCELLED
    assert kinds.written(job) == ["a"]
    jobs.resume(job, by=sato, now=clock.now())
    assert worked(job).ending == JobEnding.DONE
    assert kinds.written(job) == ["a", "b"]


def test_a_job_whose_parts_failed_is_taken_up_again(sato, bells):
    job = started(Part("a", {kinds.BAD: "error"}), by=sato)
    for _attempt in range(3):
        JobPart.objects.filter(job=job).update(not_before=None)
        worked(job)
    assert job.ending == JobEnding.FAILED
    JobPart.objects.filter(job=job).update(about={})
    jobs.resume(job, by=sato, now=clock.now())
    assert worked(job).ending == JobEnding.DONE


def test_stopping_twice_and_going_on_with_nothing_left_are_refused(sato):
    job = started(Part("a"), by=sato)
    with pytest.raises(Refused):
        jobs.resume(job, by=sato, now=clock.now())
    jobs.cancel(job, by=sato, now=clock.now())
    with pytest.raises(Refused):
        jobs.cancel(job, by=sato, now=clock.now())
    done = worked(started(Part("a"), by=sato))
    for act in (jobs.cancel, jobs.resume):
        with pytest.raises(Refused):
            act(done, by=sato, now=clock.now())


def test_parts_of_one_key_are_one_part():
    job = started(Part("a"))
    jobs.add(job.pk, [Part("a"), Part("b")])
    assert kinds.written(worked(job)) == ["a", "b"]


def test_the_sweep_rings_for_what_nobody_works_on_however_old_it_is():
    rung = []
    old = jobs.start(kinds.WHOLE, {}, [Part("a")], by=None, now=clock.now() - timedelta(days=400))
    held, empty = started(Part("a")), started()
    labour.claim(held.pk, holder="one", now=clock.now())
    assert labour.sweep(now=clock.now(), ring=rung.append) == 1
    assert rung == [old.pk]
    assert Job.objects.get(pk=empty.pk).ending == JobEnding.DONE
    assert labour.sweep(now=clock.now() + 2 * LEASE, ring=rung.append) == 2


def test_a_first_worker_calls_one_more_and_the_turn_ends_in_time():
    job, called = started(*(Part(f"{n}") for n in range(5))), []
    is_left = labour.work(job.pk, holder="one", call_help=called.append, seconds=0)
    assert (called, is_left, len(kinds.written(job))) == ([1], True, 1)


def test_help_is_called_when_one_part_has_made_many():
    job, called = started(Part("plan"), Part("a", stage=1), Part("b", stage=1)), []
    labour.work(job.pk, holder="one", call_help=called.append, seconds=60)
    assert called == [1]


def test_when_a_later_stage_begins_whoever_found_none_free_is_called_back_once():
    job, called = started(*(Part(f"{stage}-{n}", stage=stage) for stage in range(3) for n in range(3))), []
    call_help, call_back = (lambda holders: called.append(holders)), (lambda: called.append("back"))
    labour.work(job.pk, holder="one", call_help=call_help, call_back=call_back, seconds=60)
    assert called == [1, "back", "back"]


def test_nobody_is_called_back_for_a_stage_of_one_part():
    job, called = started(Part("a"), Part("b"), Part("last", stage=1)), []
    labour.work(job.pk, holder="one", call_help=called.append, call_back=lambda: called.append("back"), seconds=60)
    assert called == [1]


def test_a_worker_that_finds_a_stage_under_way_comes_back_for_the_next(bells, django_capture_on_commit_callbacks):
    job = started(Part("a"), Part("last", stage=1))
    held = labour.claim(job.pk, holder="one", now=clock.now())
    with django_capture_on_commit_callbacks(execute=True):
        tasks.carry_on.apply([job.pk])
    assert bells == [(CARRY_ON, [job.pk])]
    labour.do(held)
    assert not labour.has_later_stage(job.pk)
    jobs.cancel(job, by=None, now=clock.now())
    assert not labour.has_later_stage(job.pk)


def test_bells_ring_after_the_commit_and_a_broker_that_is_down_costs_nothing(
    monkeypatch, django_capture_on_commit_callbacks, caplog
):
    def dead(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("kanazawa_exchange.lib.doorbell.current_app.send_task", dead)
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        job = started(Part("a"))
    assert (len(callbacks), state_of(job)) == (1, "waiting")
    assert "the sweep will ring" in caplog.text


def test_keys_are_cut_into_ranges():
    assert [(p.about, p.size) for p in ranges([1, 2, 5, 9, 10], 2)] == [
        ({"first": 1, "last": 2}, 2),
        ({"first": 5, "last": 9}, 2),
        ({"first": 10, "last": 10}, 1),
    ]
    assert ranges([], 2) == []


def test_old_jobs_are_forgotten_with_their_parts():
    job = worked(started(Part("a")))
    assert jobs.forget_old(now=clock.now() + timedelta(days=300)) == 0
    assert jobs.forget_old(now=clock.now() + timedelta(days=400)) == 1
    assert not JobPart.objects.filter(job=job.pk).exists()


def test_work_that_this_version_does_not_know_fails_with_its_reason():
    job = started(Part("a"))
    Job.objects.update(kind="of_a_later_version")
    worked(job)
    assert (job.ending, part(job, "a").reason) == (JobEnding.FAILED, UNKNOWN)


def test_a_job_whose_last_part_fails_ends_as_failed(bells):
    job = started(Part("a"))
    held = labour.claim(job.pk, holder="one", now=clock.now())
    JobPart.objects.filter(job=job).update(attempts=labour.ATTEMPTS)
    labour.fail(held, "ValueError", now=clock.now())
    assert labour.close(job.pk, now=clock.now())
    assert Job.objects.get(pk=job.pk).ending == JobEnding.FAILED


def test_a_part_that_is_cut_into_itself_is_an_error():
    job = started(Part("a", size=2))
    with pytest.raises(ValueError, match="into itself"):
        jobs.replace(part(job, "a"), [Part("a")])


def test_a_part_that_may_take_minutes_is_done_in_a_turn_of_its_own(bells, django_capture_on_commit_callbacks):
    long = replace(kinds.WHOLE, code="test-long", is_long=lambda parameters: True)
    register(long)
    job = started(Part("a"), kind=long)
    bells.clear()
    with django_capture_on_commit_callbacks(execute=True):
        tasks.work_on(job.pk, 0)
        tasks.carry_on(job.pk)
    assert bells == [(WORK_LONG, [job.pk])] * 2
    taken = labour.claim(job.pk, holder="one", now=clock.now())
    assert taken is not None
    assert part(job, "a").leased_until > clock.now() + LEASE
    assert tasks.work_long.soft_time_limit < tasks.work_long.time_limit < labour.LONG_LEASE.total_seconds()
