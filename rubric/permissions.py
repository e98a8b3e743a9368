"""Permissions on the rubric, the survey and reviews: what is in use is read by whoever signs in, a draft is written by the office;
participants answer for themselves, the office and the programme coordinator keep waves, rate and score; reviewers give points to
applications, each without seeing the others' before the own are in, and committees read the ranking."""

from typing import Any, cast

import rules

from kanazawa_exchange.accounts.permissions import is_office, is_signed_in, roles_of
from kanazawa_exchange.accounts.roles import Role
from kanazawa_exchange.lib.viewer import Viewer, member
from mobility.permissions import (
    competes_in,
    has_person,
    is_own,
    may_edit,
    may_handle_application,
    may_register,
    may_register_in,
)
from partners.permissions import is_representative
from programs.permissions import is_program_coordinator, may_see_plans
from programs.queries import committee_project_ids, coordinated_program_ids

may_read_rubric = is_signed_in
may_edit_rubric = is_office
may_export_microdata = is_office

may_answer_surveys = has_person
may_answer = is_own  # the person of the stay, nobody in that person's place
may_rate = may_edit & ~is_own  # whoever keeps the record of the stay, and nobody the own stay
may_enter_papers = may_edit & ~is_own  # what somebody answered on paper, typed in by whoever keeps the record
may_import_papers = may_register

# the figures of cohorts are for those who see plans: the office and a programme coordinator in the own programmes of every
# group, whoever has a seat of those that are public (queries.cohort_runs.reads)
may_read_cohorts = may_see_plans

may_keep_waves = may_register
may_keep_waves_in = may_register_in
may_keep_wave = may_edit  # whoever keeps the records of its run

may_list_score_runs = is_office | is_program_coordinator


@rules.predicate
def may_write_response(user: Viewer, response: Any) -> bool:
    """Their own answer is the participant's alone; what staff say, staff of the programme may go on with."""
    return bool(may_rate(user, response.mobility) if response.rater == "staff" else may_answer(user, response.mobility))


@rules.predicate
def may_lock_wave(user: Viewer, _wave: Any) -> bool:
    return bool(is_office(user))


@rules.predicate
def may_score(user: Viewer, program: Any) -> bool:
    """Start and steer a scoring run of a programme (its key), or of all for None: the office, and a coordinator the own."""
    return bool(is_office(user)) or program in coordinated_program_ids(user)


# --- Reviews of applications -----------------------------------------------------------------------------------------


@rules.predicate
def may_review(user: Viewer) -> bool:
    """Whoever holds the role of a reviewer today, and is a known person: nobody reviews without a name.

    Nobody who speaks for a partner: what applicants have written would reach that institution past the gate of hand-overs.
    """
    return Role.REVIEWER in roles_of(user) and member(user) is not None and not is_representative(user)


def judged_project_ids(user: Viewer) -> frozenset[int]:
    """The projects whose selections a seat opens: none to somebody who speaks for a partner, for the same reason."""
    projects = committee_project_ids(user)
    return frozenset() if projects and is_representative(user) else projects


@rules.predicate
def judges_projects(user: Viewer) -> bool:
    return bool(judged_project_ids(user))


@rules.predicate
def may_write_review(user: Viewer, review: Any) -> bool:
    """One's own review alone, and never in a call to which one has applied."""
    if not may_review(user) or review.reviewer_id != user.pk:
        return False
    return not competes_in(user, review.application.call_id)


def conflicts_of(user: Viewer) -> frozenset[int]:
    """The keys of the applications about which this user has declared a conflict of interest; one query for a request."""
    account = member(user)
    if account is None:
        return frozenset()
    known: frozenset[int] | None = getattr(account, "_conflicts", None)
    if known is None:
        reviews = (
            cast(Any, account).reviews.filter(status="conflict").order_by()
        )  # ReviewStatus.CONFLICT as it is stored
        known = frozenset(reviews.values_list("application_id", flat=True))
        account._conflicts = known  # type: ignore[attr-defined]  # kept for the rest of the request
    return known


may_assign_reviews = may_register  # who keeps calls: the office, and coordinators the own programmes'


@rules.predicate
def may_assign_reviews_of(user: Viewer, application: Any) -> bool:
    """Whoever handles the application."""
    return bool(may_handle_application(user, application))


@rules.predicate
def may_keep_review(user: Viewer, review: Any) -> bool:
    return bool(may_assign_reviews_of(user, review.application))


may_enter_selection = is_office | is_program_coordinator | judges_projects
