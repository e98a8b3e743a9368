"""Whether two runs take a student away at the same time."""

from django.db.models import Q, QuerySet

from programs.models import ProgramRun

from ...application_states import ApplicationStatus
from ...models import Application


def overlap(one: ProgramRun, other: ProgramRun) -> bool:
    """By their days, where both have them; else by their terms in one fiscal year."""
    if one.starts_on and one.ends_on and other.starts_on and other.ends_on:
        return one.starts_on <= other.ends_on and other.starts_on <= one.ends_on
    is_same = ProgramRun.Term.YEAR in (one.term, other.term) or one.term == other.term
    return one.fiscal_year == other.fiscal_year and is_same


def overlapping(run: ProgramRun, path: str = "") -> Q:
    """The same as a condition on rows that have a run at the end of `path`."""
    known = Q(**{f"{path}starts_on__isnull": False, f"{path}ends_on__isnull": False})
    is_same = Q() if run.term == ProgramRun.Term.YEAR else Q(**{f"{path}term__in": [run.term, ProgramRun.Term.YEAR]})
    by_term = Q(**{f"{path}fiscal_year": run.fiscal_year}) & is_same
    if run.starts_on is None or run.ends_on is None:
        return by_term
    by_day = Q(**{f"{path}starts_on__lte": run.ends_on, f"{path}ends_on__gte": run.starts_on})
    return known & by_day | ~known & by_term


def confirmed_in(run: ProgramRun) -> QuerySet[Application]:
    """The applications with which a place is held in the period of this run, whoever's; in no order."""
    rows: QuerySet[Application] = Application.objects.filter(status=ApplicationStatus.CONFIRMED)
    return rows.filter(overlapping(run, "call__run__")).order_by()


def confirmed_beside(application: Application) -> Application | None:
    """Another application with which the same person holds a place in an overlapping period."""
    held = confirmed_in(application.call.run).filter(person=application.person_id).exclude(pk=application.pk)
    return held.select_related("call").order_by("pk").first()
