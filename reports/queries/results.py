"""The results of a project for everybody: plan against actual of its years, and what changed in the abilities."""

from dataclasses import dataclass, replace
from datetime import date

from programs.models import FundingProject
from programs.queries.projects import projects
from rubric.queries.headline import Headline, headline

from ..figures import PlanActual
from .plan_actual import table
from .rules import DEFAULT_RULE, rule_in_force


@dataclass(frozen=True)
class ProjectResults:
    """One project, and those that can be chosen beside it. `figures` are missing where nothing can be counted yet."""

    project: FundingProject
    projects: tuple[FundingProject, ...]
    figures: PlanActual | None
    abilities: Headline | None


def project_results(code: str, on: date) -> ProjectResults | None:
    """Of the project with this code, without one of the main project; None where there is none. At most 15 queries."""
    known = tuple(projects())
    chosen = next((project for project in known if project.code == code or not code), None)
    if chosen is None:
        return None
    rule = rule_in_force(DEFAULT_RULE, on)
    found = table(chosen, rule, on) if rule else None
    return ProjectResults(chosen, known, _public(found) if found and found.years else None, headline(chosen))


def _public(found: PlanActual) -> PlanActual:
    """Without what is told to the office: records whose direction nobody knows, and the notes it wrote to its revisions."""
    if found.plan is None:
        return replace(found, undirected=0)
    footnotes = tuple(replace(note, note=replace(note.note, text="")) for note in found.plan.footnotes)
    return replace(found, undirected=0, plan=replace(found.plan, footnotes=footnotes))
