"""Who may know of which mobility, and who may make which move."""

from typing import Any

import rules
from django.db.models import Q

from kanazawa_exchange.accounts.permissions import is_office
from partners.permissions import represented_institution_ids
from programs.permissions import is_committee_member, is_program_coordinator
from programs.queries import committee_project_ids, coordinated_program_ids


def mobility_scope(user: Any) -> Q | None:
    """The condition that limits a user's mobilities; None means all of them.

    The office sees all; a programme coordinator the own programmes; a representative the own institutions; a committee
    member the project's; everybody the own. External evaluators see figures, never people.
    """
    if is_office(user):
        return None
    if not getattr(user, "is_authenticated", False):
        return Q(pk__in=[])
    scope = Q(person_id=user.person_id) if user.person_id else Q(pk__in=[])
    if programs := coordinated_program_ids(user):
        scope |= Q(run__program_id__in=programs)
    if institutions := represented_institution_ids(user):
        scope |= Q(sending_id__in=institutions) | Q(receiving_id__in=institutions)
    if projects := committee_project_ids(user):
        scope |= Q(run__program__project_id__in=projects)
    return scope


may_register = is_office | is_program_coordinator
may_list = is_office | is_program_coordinator | is_committee_member


@rules.predicate
def may_edit(user: Any, mobility: Any) -> bool:
    """The office edits every record, a programme coordinator those of the own programmes."""
    return is_office(user) or mobility.run.program_id in coordinated_program_ids(user)
