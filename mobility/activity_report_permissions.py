"""Who writes Activity Reports, who reads them beside the public pages, who moderates them, and who brings in those of an earlier site."""

from typing import Any

import rules
from django.db.models import Q

from kanazawa_exchange.accounts.permissions import is_office, roles_of
from kanazawa_exchange.accounts.roles import Role
from kanazawa_exchange.lib.viewer import Viewer, member

from .states import LIVE


@rules.predicate
def moderates_activity_reports(user: Viewer) -> bool:
    """The office, and whoever holds the role of a moderator."""
    return is_office(user) or Role.MODERATOR in roles_of(user)


may_take_over_reports = is_office
"""Brings the reports of an earlier site in, also as published."""


@rules.predicate
def writes_activity_reports(user: Viewer) -> bool:
    """Whoever has travelled, or is about to."""
    account = member(user)
    return account is not None and account.of_person("mobilities").filter(status__in=LIVE).exists()


@rules.predicate
def writes_activity_report(user: Viewer, report: Any) -> bool:
    """Its authors, each for all of them."""
    account = member(user)
    return account is not None and account.person_id in {author.person_id for author in report.authors.all()}


@rules.predicate
def may_moderate_activity_report(user: Viewer, report: Any) -> bool:
    """Nobody moderates what they have written themselves, also where they left its authors since, nor what nobody has sent in."""
    is_sent = report.submitted_at is not None or report.first_published_at is not None
    return is_sent and moderates_activity_reports(user) and not _has_written(user, report)


def _has_written(user: Viewer, report: Any) -> bool:
    """Whether this user is, or once was, an author of the report; one query for a report that is shown."""
    account = member(user)
    if account is None or writes_activity_report(user, report):
        return account is not None
    known = report.__dict__.setdefault("_writers_once", {})
    if account.person_id not in known:
        rows = report.authors.model.history.filter(report_id=report.pk, person_id=account.person_id)
        known[account.person_id] = rows.exists()
    return bool(known[account.person_id])


def activity_report_scope(user: Viewer) -> Q | None:
    """The condition that limits the Activity Reports that a user reads beside the public pages.

    Everybody the own ones; whoever moderates also what was sent in once. A draft is its authors' alone.
    """
    account = member(user)
    own = (
        Q(pk__in=[]) if account is None else Q(pk__in=account.of_person("activity_report_authorships").values("report"))
    )
    if moderates_activity_reports(user):
        return own | Q(submitted_at__isnull=False) | Q(first_published_at__isnull=False)
    return own
