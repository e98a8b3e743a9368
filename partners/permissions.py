"""Permissions on institutions and agreements, and the institutions that a representative speaks for."""

from typing import Any

import rules

from kanazawa_exchange.accounts.permissions import held_today, is_office
from kanazawa_exchange.lib.viewer import Viewer


def represented_institution_ids(user: Viewer) -> frozenset[int]:
    """The institutions this user represents today."""
    return held_today(user, "representations", "institution_id")


@rules.predicate
def is_representative(user: Viewer) -> bool:
    return bool(represented_institution_ids(user))


@rules.predicate
def may_edit_partners(user: Viewer) -> bool:
    """The office keeps institutions, groups, offices and agreements."""
    return is_office(user)


@rules.predicate
def may_move_agreement(user: Viewer, agreement: Any) -> bool:
    """The office makes every move of an agreement that is not the calendar's."""
    return is_office(user)


@rules.predicate
def may_see_all_agreements(user: Viewer) -> bool:
    return is_office(user)


may_enter_office = may_edit_partners
may_read_agreements = is_office | is_representative
