"""Permissions on projects, programmes, committees and plans."""

from collections.abc import Callable
from typing import Any

import rules

from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.lib.viewer import Viewer

from .queries import committee_project_ids, coordinated_program_ids, evaluated_project_ids, seats_of


@rules.predicate
def is_program_coordinator(user: Viewer) -> bool:
    return bool(coordinated_program_ids(user))


@rules.predicate
def is_committee_member(user: Viewer) -> bool:
    return bool(committee_project_ids(user))


@rules.predicate
def is_external_evaluator(user: Viewer) -> bool:
    return bool(evaluated_project_ids(user))


@rules.predicate
def holds_seat(user: Viewer) -> bool:
    return bool(seats_of(user))


@rules.predicate
def may_see_figures_of(user: Viewer, program: Any) -> bool:
    """The figures of one programme: the office, a seat in its project, or its coordinator."""
    seats = {project for project, _kind in seats_of(user)}
    return bool(is_office(user)) or program.project_id in seats or program.pk in coordinated_program_ids(user)


_takes_part: list[Callable[[Viewer, Any], bool]] = []


def tell_who_takes_part(predicate: Callable[[Viewer, Any], bool]) -> None:
    """An app above says who takes part in a call, and therefore does not keep it (called once, when the apps are ready)."""
    if predicate not in _takes_part:
        _takes_part.append(predicate)


@rules.predicate
def may_keep_call(user: Viewer, call: Any) -> bool:
    """The calls of one programme are the office's and its coordinator's, but for who takes part in it; asked with a run beside the call."""
    if not is_office(user) and call.run.program_id not in coordinated_program_ids(user):
        return False
    return is_no_part_of(user, call)


def is_no_part_of(user: Viewer, call: Any) -> bool:
    """Whoever takes part in a call writes nothing in it, not even its translation."""
    return not any(predicate(user, call) for predicate in _takes_part)


may_enter_office = is_office
may_keep_all_calls = is_office
may_keep_calls = is_office | is_program_coordinator
may_edit_programs = is_office
may_see_plans = is_office | is_program_coordinator | is_committee_member | is_external_evaluator
may_edit_plans = is_office
may_publish = is_office
