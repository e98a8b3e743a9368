"""What a worker does with each part of a scoring run: plan, score, set aside, count cohorts, publish, end.

The parts of a stage share no row: those of answers have ranges of keys, those of cohorts have programme runs. An answer whose
part failed alone (it looped, crashed or took all memory) is set aside as lost, where no score of it stands already, and the run
goes on without it; the part stays on the job's page and can be tried again. When it succeeds then, everything after the scores is
done anew with it, as if the run had begun at that moment. A run that has published a year stays as it is, and the next one counts
the answer. Without all cohorts, or before the lost are set aside, a run does not end.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Count, F, Max, Min, QuerySet

from kanazawa_exchange.accounts.models import JobPart, PartState
from kanazawa_exchange.lib import clock, copy
from kanazawa_exchange.lib.jobs import LOST, Held, Part, nothing, ranges
from mobility.models import Mobility

from ..models import CohortCell, CohortTotal, Response, ResponseScore, ScoreRun
from ..queries.cells import cells
from ..queries.cohort_totals import totals
from ..queries.score_scope import answers, waves
from ..queries.score_sheets import Sheet, sheets
from . import publications, score_rows
from .waves import mark_scored

T = TypeVar("T")

PLAN, ANSWERS, ASIDE, COHORTS, PUBLIC, END = range(6)
ANSWERS_AT_ONCE = 20_000
STAYS_AT_ONCE = 20_000
SHARES, SHARE = 8, 1000
"""Fewer answers or stays are shared out too: into so many parts, of so many each at the least."""
CELL = [field.attname for field in CohortCell._meta.concrete_fields if not field.primary_key]
PIECES = 16
"""Into so many pieces a part that failed is cut: what takes a minute to fail should not be halved fifteen times."""


class Unfinished(Exception):
    """Lost answers could not be set aside, or some cohorts not be counted: the run has no end yet; taking the job up again does it."""


NEEDED = ASIDE, COHORTS
"""No part of these stages may fail: a year would be published for good without answers of which nobody knows that they are lost."""


@dataclass(frozen=True)
class Step:
    """What is done with the parts of one step."""

    store: Callable[[Held, Any], None]
    work: Callable[[Held], Any] = nothing


def work(held: Held) -> Any:
    return STEPS[held.part.about["step"]].work(held)


def store(held: Held, outcome: Any) -> None:
    STEPS[held.part.about["step"]].store(held, outcome)


def split(part: Part) -> Sequence[Part]:
    """A range of answers in pieces by the answers there are, a group of programme runs one by one."""
    if part.stage == COHORTS:
        return [_group([key], 1) for key in part.about["runs"]]
    found = Response.objects.filter(pk__range=(part.about["first"], part.about["last"])).order_by("pk")
    keys = list(found.values_list("pk", flat=True))
    return [
        _range(piece.about["first"], piece.about["last"], piece.size) for piece in ranges(keys, -(-len(keys) // PIECES))
    ]


def first_part() -> Part:
    return Part("plan", {"step": "plan"}, stage=PLAN)


def _run(held: Held) -> ScoreRun:
    rows = ScoreRun.objects.select_related("rubric_version__before")
    return rows.get(uid=held.parameters["run"])


# --- The plan --------------------------------------------------------------------------------------------------------


def _plan(held: Held) -> list[Part]:
    run = _run(held)
    return [
        *_ranges(run),
        Part("aside", {"step": "aside"}, stage=ASIDE),
        *_groups(run),
        Part("count", {"step": "count"}, stage=COHORTS),
        Part("public", {"step": "public"}, stage=PUBLIC),
        Part("end", {"step": "end"}, stage=END),
    ]


def _ranges(run: ScoreRun) -> Iterator[Part]:
    """Ranges of keys with about so many answers each; counted in one query, which returns no answer."""
    spans = answers(run).order_by().annotate(span=F("pk") / min(SHARE, ANSWERS_AT_ONCE)).values("span")
    counted = spans.annotate(low=Min("pk"), high=Max("pk"), number=Count("pk")).order_by("span")
    rows = [((low, high), number) for low, high, number in counted.values_list("low", "high", "number")]
    for spanned, size in _shared_out(rows, ANSWERS_AT_ONCE):
        yield _range(spanned[0][0], spanned[-1][1], size)


def _groups(run: ScoreRun, planned: Collection[int] = ()) -> Iterator[Part]:
    """Programme runs that were asked and are in no part yet, so many together that they have about so many stays."""
    asked = waves(run).exclude(run__in=planned).order_by().values("run")
    stays = Mobility.objects.filter(run__in=asked).order_by().values("run").annotate(number=Count("pk")).order_by("run")
    counted: list[tuple[int, int]] = [(run_pk, number) for run_pk, number in stays.values_list("run", "number")]
    for keys, size in _shared_out(counted, STAYS_AT_ONCE):
        yield _group(keys, size)


def _shared_out(counted: Sequence[tuple[T, int]], most: int) -> Iterator[tuple[list[T], int]]:
    """Things that hold so many each, in their order, so many together that they hold `most`, or fewer where there are few."""
    most = min(most, max(SHARE, -(-sum(number for _thing, number in counted) // SHARES)))
    together: list[T] = []
    size = 0
    for thing, number in counted:
        if together and size + number > most:
            yield together, size
            together, size = [], 0
        together.append(thing)
        size += number
    if together:
        yield together, size


def _range(first: int, last: int, size: int) -> Part:
    return Part(f"{first}-{last}", {"step": "score", "first": first, "last": last}, size, ANSWERS)


def _group(keys: Sequence[int], size: int) -> Part:
    return Part(f"cohorts {keys[0]}-{keys[-1]}", {"step": "cohorts", "runs": keys}, max(size, len(keys)), COHORTS)


# --- The other steps -------------------------------------------------------------------------------------------------


def _score(held: Held) -> list[Sheet]:
    return sheets(_run(held), held.part.about["first"], held.part.about["last"])


def _write_scores(held: Held, outcome: list[Sheet]) -> None:
    score_rows.write(held.part.about["first"], held.part.about["last"], outcome)
    run = ScoreRun.objects.filter(uid=held.parameters["run"])
    if not has_published(run) and held.redo_later():
        held.add(list(_groups(_run(held), _planned(held))))  # a run that begins anew knows whoever was asked since
        run.update(started_at=clock.now(), ended_at=None)


def _planned(held: Held) -> set[int]:
    """The programme runs that have a part."""
    parts = JobPart.objects.filter(job__uid=held.job, stage=COHORTS)
    return {key for about in parts.values_list("about", flat=True) for key in about.get("runs", ())}


def has_published(run: QuerySet[ScoreRun]) -> bool:
    """Whether a year was brought out by this run: one person more in its cells would be told apart from what is public."""
    return run.filter(public_years__isnull=False).exists()


def _set_aside(held: Held, outcome: None) -> None:
    """Answers whose part failed and that have no score: they are lost to this run, and say so; what was counted before is counted anew.

    The part says it too: the run counts without them, also when another run has scored them before this one publishes.
    """
    found = answers(_run(held))
    for part in _failed(held, ANSWERS):
        within = found.filter(pk__range=(part.about["first"], part.about["last"]))
        lost = within.filter(score=None).values_list("pk", flat=True)
        ResponseScore.objects.bulk_create(
            [ResponseScore(response_id=key, fault=LOST) for key in lost], ignore_conflicts=True
        )
        part.about["lost"] = within.filter(score__fault=LOST).exists()
        part.save(update_fields=["about"])
    held.redo_later()


def _count_cohorts(held: Held) -> list[CohortCell]:
    return cells(_run(held), held.part.about["runs"])


def _write_cohorts(held: Held, outcome: list[CohortCell]) -> None:
    run = _run(held)
    CohortCell.objects.filter(score_run=run, run__in=held.part.about["runs"]).delete()
    CohortTotal.objects.filter(score_run=run, run__in=held.part.about["runs"]).delete()
    copy.insert_rows(CohortCell._meta.db_table, CELL, ([getattr(cell, name) for name in CELL] for cell in outcome))
    CohortTotal.objects.bulk_create(totals(outcome, run.rubric_version), batch_size=500)


def _count(held: Held) -> tuple[int, int]:
    found = answers(_run(held))
    return found.count(), ResponseScore.objects.exclude(fault="").filter(response__in=found).count()


def _write_count(held: Held, outcome: tuple[int, int]) -> None:
    number, aside = outcome
    ScoreRun.objects.filter(uid=held.parameters["run"]).update(responses=number, set_aside=aside)


def _publish(held: Held, outcome: None) -> None:
    """Years that this run counted for good come before the public; without all cohorts and all lost answers none does.

    The run ends with it: whoever reads a published year reads when its run ended, also where the job is stopped before its last part.
    """
    if _failed(held, *NEEDED).exists():
        raise Unfinished
    run, now = _run(held), clock.now()
    publications.publish(run, by=None, now=now)
    _note_end(run, now)


def _end(held: Held, outcome: None) -> None:
    if _failed(held, *NEEDED).exists():
        raise Unfinished
    run, now = _run(held), clock.now()
    _note_end(run, now)  # of a run that was published by an earlier release
    mark_scored(waves(run), now=now)


def _note_end(run: ScoreRun, now: datetime) -> None:
    ScoreRun.objects.filter(pk=run.pk, ended_at=None).update(ended_at=now)


def _failed(held: Held, *stages: int) -> QuerySet[JobPart]:
    return JobPart.objects.filter(job__uid=held.job, stage__in=stages, state=PartState.FAILED).order_by("pk")


STEPS = {
    "plan": Step(lambda held, parts: held.add(parts), _plan),
    "score": Step(_write_scores, _score),
    "aside": Step(_set_aside),
    "cohorts": Step(_write_cohorts, _count_cohorts),
    "count": Step(_write_count, _count),
    "public": Step(_publish),
    "end": Step(_end),
}
