"""Models of what is offered and promised: projects, programmes, runs, committees and the plan."""

from .committees import Committee, Seat
from .programs import Coordinator, FundingProject, Level, Program, ProgramPartner, ProgramRun, ProjectHome
from .targets import Direction, PlanStatus, TargetCell, TargetPlan, TargetRevision

__all__ = [
    "Committee",
    "Coordinator",
    "Direction",
    "FundingProject",
    "Level",
    "PlanStatus",
    "Program",
    "ProgramPartner",
    "ProgramRun",
    "ProjectHome",
    "Seat",
    "TargetCell",
    "TargetPlan",
    "TargetRevision",
]
