"""Permissions on the rubric: everybody who signs in reads what is in use, the office writes drafts."""

from typing import Any

import rules

from kanazawa_exchange.accounts.permissions import is_office, is_signed_in
from kanazawa_exchange.lib.viewer import Viewer
from programs.permissions import is_program_coordinator
from programs.queries import coordinated_program_ids

may_read_rubric = is_signed_in
may_edit_rubric = is_office

may_list_score_runs = is_office | is_program_coordinator


@rules.predicate
def may_score(user: Viewer, program: Any) -> bool:
    """Start and steer a scoring run of a programme (its key), or of all for None: the office, and a coordinator the own."""
    return bool(is_office(user)) or program in coordinated_program_ids(user)
