"""The states of a plan and its moves: adopted by the steering committee, superseded by the version adopted next."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kanazawa_exchange.lib.formats import table_date
from kanazawa_exchange.lib.languages import LANGUAGES, active_language, columns
from kanazawa_exchange.lib.states import Day, Move, MoveTable, State, Step
from kanazawa_exchange.lib.viewer import Viewer

from .permissions import may_edit_plans

Record = Any
"""A plan. Models import this file, so it imports none; the relations of the record lead everywhere."""

STEERING = "steering"  # Committee.Kind.STEERING as it is stored
BASIS_MISSING = gettext_lazy("State the basis of the decision, or attach the document.")


class PlanStatus(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("plan", "Draft")
    ADOPTED = "adopted", pgettext_lazy("plan", "Adopted")
    SUPERSEDED = "superseded", pgettext_lazy("plan", "Superseded")


def _office(user: Viewer, _plan: Record) -> bool:
    return bool(may_edit_plans(user))


def _decision_faults(plan: Record, step: Step) -> dict[str, str]:
    """A decision is the steering committee's, has a basis, and comes after every revision that it adopts."""
    errors = {}
    committee = step.answers["committee"]
    if committee.kind != STEERING or committee.project_id != plan.project_id:
        errors["committee"] = _("Only the project's steering committee adopts a plan.")
    if not step.answers["basis_file"] and not any(step.answers[column].strip() for column in columns("basis")):
        errors[f"basis_{active_language()}"] = str(BASIS_MISSING)
    later = plan.revisions.filter(decided_on__gt=step.on).order_by("decided_on").values_list("decided_on", flat=True)
    if later:
        errors["adopted_on"] = _(
            "A revision decided after the adoption belongs to a new version. Decided later: %(days)s."
        ) % {"days": ", ".join(dict.fromkeys(map(table_date, later)))}
    return errors


def _decide(plan: Record, step: Step) -> None:
    committee = step.answers["committee"]
    plan.adopted_on, plan.basis_file = step.on, step.answers["basis_file"]
    for language in LANGUAGES:
        setattr(plan, f"adopted_by_{language}", getattr(committee, f"name_{language}") or "")
    for column in columns("basis"):
        setattr(plan, column, step.answers[column])


def _order_faults(plan: Record, step: Step) -> dict[str, str]:
    if step.on is None or step.on >= plan.adopted_on:
        return {}
    sentence = _("The plan in force was adopted on %(date)s; the new one cannot be older.")
    return {"adopted_on": sentence % {"date": table_date(plan.adopted_on)}}


def _supersede(plan: Record, step: Step) -> None:
    plan.superseded_on = step.on


PLAN_MOVES = MoveTable(
    [
        Move(
            name="adopt",
            sources=frozenset({PlanStatus.DRAFT}),
            target=PlanStatus.ADOPTED,
            label=gettext_lazy("Record the adoption"),
            done=gettext_lazy("Adoption recorded"),
            notice=gettext_lazy(
                "From then on this version never changes, and the plan in force until then becomes an earlier one. A change"
                " is a new version."
            ),
            may=_office,
            day=Day(gettext_lazy("Adopted on"), "adopted_on"),
            needs=_decision_faults,
            change=_decide,
            is_grave=True,
            is_final=True,
        ),
        Move(  # made together with the adoption of the next version
            name="supersede",
            sources=frozenset({PlanStatus.ADOPTED}),
            target=PlanStatus.SUPERSEDED,
            label=gettext_lazy("Supersede by the next version"),
            done=gettext_lazy("Superseded by the next version"),
            may=_office,
            day=Day(gettext_lazy("Adopted on"), "adopted_on"),
            needs=_order_faults,
            change=_supersede,
            is_final=True,
        ),
    ],
    {
        PlanStatus.DRAFT: State(PlanStatus.DRAFT.label, kind="wait"),
        PlanStatus.ADOPTED: State(PlanStatus.ADOPTED.label, kind="done"),
        PlanStatus.SUPERSEDED: State(PlanStatus.SUPERSEDED.label, kind="off"),
    },
)
