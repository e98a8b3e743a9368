"""Scoring runs: the answers of a scope are scored and their cohorts counted, as long work of many parts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services import jobs
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.lib.jobs import About, Kind
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.viewer import Viewer
from programs.queries import coordinated_program_ids

from ..models import Moment, ScoreRun
from ..moves import RubricStatus
from ..permissions import may_score
from ..queries.score_scope import answers
from . import score_parts

MOMENTS = tuple(Moment.values)


def _may(user: Viewer, parameters: About) -> bool:
    return bool(may_score(user, parameters["program"]))


def _steered(user: Viewer) -> Q:
    """Those of one programme that the reader coordinates."""
    return Q(parameters__program__in=sorted(coordinated_program_ids(user)))


def _address(parameters: About) -> str:
    return reverse("rubric:score_run_detail", args=[parameters["run"]])


KIND = Kind(
    "score_run",
    gettext_lazy("Scoring run"),
    score_parts.store,
    score_parts.work,
    split=score_parts.split,
    address=_address,
    may=_may,
    steered=_steered,
)


def start(values: Mapping[str, Any], *, by: User | None, now: datetime) -> ScoreRun:
    """A scoring run of a scope and its job, in one transaction; `values` are those of ScoreRun.

    Errors: Refused by field.
    """
    run = ScoreRun(**values, started_by=by, started_at=now)
    refuse_unless(may_score, by, run.program_id)
    _refuse(run)
    with transaction.atomic():
        parameters = {"run": str(run.uid), "program": run.program_id}
        run.job = jobs.start(KIND, parameters, [score_parts.first_part()], by=by, now=now)
        run.save(force_insert=True)
    return run


def _refuse(run: ScoreRun) -> None:
    errors: dict[str, str] = {}
    if run.rubric_version.status == RubricStatus.DRAFT:
        errors["rubric_version"] = _("This version is a draft: nobody has been asked by it yet.")
    if run.instrument and run.instrument.rubric_version_id != run.rubric_version_id:
        errors["instrument"] = _("This questionnaire asks about another version of the rubric.")
    if run.program and run.project_id not in (None, run.program.project_id):
        errors["program"] = _("This programme belongs to another project.")
    if MOMENTS.index(run.before) >= MOMENTS.index(run.after):
        errors["after"] = _("Compare with a later moment.")
    if errors:
        raise Refused(errors)
    if not answers(run).exists():
        raise Refused(_("Nobody has sent an answer of this kind yet: there is nothing to score."))
