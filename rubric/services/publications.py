"""Brings the figures of finished years before the public, as the last step of a scoring run, or later without lost answers."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.accounts.models import Job, User
from kanazawa_exchange.accounts.services.ledger import audit
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.lib.refusals import Guards, Refused, explained

from ..models import PublicGroup, PublicYear, ScoreRun
from ..permissions import may_edit_rubric
from ..queries.further_stays import further_stays
from ..queries.public_years import CountedRun, Year, counted_runs, publishable, waiting_for_lost
from ..queries.year_rows import made_rows
from ..scoring.tables import JointTable
from ..suppression.groups import Group
from ..suppression.publication import Cell, public_groups

PUBLISHED: Guards = {"public_year_once": ("", gettext_lazy("The fiscal year has just been published."))}


@transaction.atomic
def publish(run: ScoreRun, *, by: User | None, now: datetime) -> list[PublicYear]:
    """Write the public groups and the rows for researchers of every year that this run counted whole and finally; call before the run ends.

    A year that is published stays as it is, whatever later runs count; so one of which an answer was lost waits.
    """
    refuse_unless(may_edit_rubric, by)
    counted = _by_year(run)
    return [_write(run, year, counted[year], now) for year in sorted(publishable(run, counted, now=now))]


@explained(PUBLISHED)
@transaction.atomic
def publish_without_lost(run: ScoreRun, *, by: User | None, now: datetime) -> list[PublicYear]:
    """Publish the years that wait for nothing but lost answers, without these for good. Errors: Refused.

    Nobody is trying them again meanwhile: whoever takes the job up waits here, and finds the run published. As nothing is published
    by a run that has ended, it is open for as long; then it ended when it did, so that no older run becomes the newest.
    """
    refuse_unless(may_edit_rubric, by)
    runs = ScoreRun.objects.filter(pk=run.pk)
    jobs = Job.objects.select_for_update().filter(score_run=run)
    if runs.filter(ended_at=None).exists() or any(job.ended_at is None for job in jobs):
        raise Refused(_("The scoring run is under way: wait until it has ended."))
    counted = _by_year(run)
    years = sorted(waiting_for_lost(run, counted, now=now))
    if not years:
        raise Refused(_("No fiscal year waits for lost answers of this run any more."))
    audit("year_published_without_answers", by=by, now=now, record=run)
    ended_at = runs.values_list("ended_at", flat=True).get()
    runs.update(ended_at=None)
    written = [_write(run, year, counted[year], now) for year in years]
    runs.update(ended_at=ended_at)
    return written


def _by_year(run: ScoreRun) -> dict[Year, list[CountedRun]]:
    counted: dict[Year, list[CountedRun]] = {}
    for each in counted_runs(run):
        counted.setdefault(each.year, []).append(each)
    return counted


def _write(run: ScoreRun, year: Year, runs: Sequence[CountedRun], now: datetime) -> PublicYear:
    groups = public_groups(_by_group(runs), further_stays(year))
    shown = groups.get((None, None)) is not None
    row = PublicYear.objects.create(
        project_id=year[0],
        fiscal_year=year[1],
        score_run=run,
        published_at=now,
        participants=sum(each.participants for each in runs) if shown else None,
    )
    PublicGroup.objects.bulk_create(_group(row, group, tables) for group, tables in groups.items())
    made_rows(row).save(force_insert=True)
    return row


def _by_group(runs: Sequence[CountedRun]) -> dict[Cell, dict[str, JointTable]]:
    found: dict[Cell, dict[str, JointTable]] = {}
    for each in runs:
        tables = found.setdefault((each.direction, str(each.program_pk)), {})
        for ability, table in each.tables.items():
            tables[ability] = tables[ability] + table if ability in tables else table
    return found


def _group(year: PublicYear, group: Group, tables: dict[str, JointTable] | None) -> PublicGroup:
    """The row of a group. Of those who answered once nothing is stored: alone they would be few."""
    direction, program = group
    return PublicGroup(
        year=year,
        direction=direction or "",
        program_id=int(program) if program else None,
        pairs=max(table.n for table in tables.values()) if tables else None,
        tables={ability: table.both for ability, table in tables.items()} if tables else None,
    )
