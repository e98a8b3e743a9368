"""Which programmes, seats and projects concern a user, read once per request."""

from typing import Any

from kanazawa_exchange.lib import clock

from ..models import Committee, Coordinator, FundingProject, Program, Seat


def _once(user: Any, name: str, read: Any) -> Any:
    """A value for today, kept on the request's user object."""
    today = clock.today()
    cached = getattr(user, name, None)
    if cached is None or cached[0] != today:
        cached = (today, read(today))
        setattr(user, name, cached)
    return cached[1]


def coordinated_program_ids(user: Any) -> frozenset[int]:
    """The programmes this user coordinates today."""
    if not getattr(user, "is_authenticated", False) or user.person_id is None:
        return frozenset()
    return _once(
        user,
        "_coordinates",
        lambda day: frozenset(
            Coordinator.objects.on(day).filter(person_id=user.person_id).values_list("program_id", flat=True)
        ),
    )


def seats_of(user: Any) -> tuple[tuple[int, str], ...]:
    """(project id, kind of committee) of every seat this user holds today."""
    if not getattr(user, "is_authenticated", False) or user.person_id is None:
        return ()
    return _once(
        user,
        "_seats",
        lambda day: tuple(
            Seat.objects.on(day)
            .filter(person_id=user.person_id)
            .values_list("committee__project_id", "committee__kind")
        ),
    )


def committee_project_ids(user: Any) -> frozenset[int]:
    """Projects in whose own committees (not the external one) this user sits today."""
    return frozenset(project for project, kind in seats_of(user) if kind != Committee.Kind.EXTERNAL)


def evaluated_project_ids(user: Any) -> frozenset[int]:
    """Projects this user evaluates from outside today: figures only, never the people behind them."""
    return frozenset(project for project, kind in seats_of(user) if kind == Committee.Kind.EXTERNAL)


def plan_project_ids(user: Any) -> frozenset[int]:
    """Projects whose adopted plans concern this user today: through a seat, or through a programme coordinated."""
    ids = committee_project_ids(user) | evaluated_project_ids(user)
    programs = coordinated_program_ids(user)
    if programs:
        ids |= frozenset(Program.objects.filter(pk__in=programs).values_list("project_id", flat=True))
    return ids


def default_project() -> FundingProject | None:
    """The project shown when an address names none: the marked one, else the oldest."""
    return FundingProject.objects.order_by("-is_default", "first_fiscal_year", "pk").first()
