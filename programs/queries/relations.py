"""The programmes, seats and projects that concern a user today; like permissions, without models."""

from kanazawa_exchange.accounts.permissions import held_today
from kanazawa_exchange.lib.viewer import Viewer

EXTERNAL = "external"  # Committee.Kind.EXTERNAL as it is stored


def _coordinated(user: Viewer) -> frozenset[tuple[int, int]]:
    """(programme id, project id) of every programme this user coordinates today."""
    return held_today(user, "coordinations", "program_id", "program__project_id")


def coordinated_program_ids(user: Viewer) -> frozenset[int]:
    """The programmes this user coordinates today."""
    return frozenset(program for program, _project in _coordinated(user))


def seats_of(user: Viewer) -> frozenset[tuple[int, str]]:
    """(project id, kind of committee) of every seat this user holds today."""
    return held_today(user, "seats", "committee__project_id", "committee__kind")


def committee_project_ids(user: Viewer) -> frozenset[int]:
    """Projects in whose own committees (not the external one) this user sits today."""
    return frozenset(project for project, kind in seats_of(user) if kind != EXTERNAL)


def evaluated_project_ids(user: Viewer) -> frozenset[int]:
    """Projects this user evaluates from outside today: figures only, never the people behind them."""
    return frozenset(project for project, kind in seats_of(user) if kind == EXTERNAL)


def plan_project_ids(user: Viewer) -> frozenset[int]:
    """Projects whose adopted plans concern this user today: through a seat, or through a programme coordinated."""
    seats = frozenset(project for project, _kind in seats_of(user))
    return seats | frozenset(project for _program, project in _coordinated(user))
