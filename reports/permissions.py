"""Permissions to see figures, and to see the people behind them."""

from typing import Any

import rules

from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.lib.viewer import Viewer
from programs.permissions import is_committee_member, is_program_coordinator, may_see_plans
from programs.queries import committee_project_ids

may_read_plan_actual = may_see_plans
may_see_people_behind = is_office | is_program_coordinator | is_committee_member


@rules.predicate
def may_open_figures(user: Viewer, project: Any) -> bool:
    """Whether the figures of this project lead on to people: never for somebody who only evaluates it from outside."""
    if is_office(user) or project.pk in committee_project_ids(user):
        return True
    return bool(is_program_coordinator(user))
