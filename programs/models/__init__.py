"""Models of what is offered and promised: projects, programmes, runs, calls, committees and the plan."""

from ..call_moves import CallStatus
from ..publication_moves import PublicationStatus
from .call_forms import Question, QuestionKind, QuestionOption, RequiredDocument
from .calls import (
    Call,
    CallPhase,
    CallPlace,
    ChecklistLine,
    Criterion,
    Requirement,
    RequirementKind,
)
from .committees import Committee, Seat
from .programs import Coordinator, FundingProject, Level, Program, ProgramPartner, ProgramRun, ProjectHome
from .publications import Download, Event, Faq, Milestone, News, Page, Published, PublishedPage
from .targets import Direction, PlanStatus, TargetCell, TargetPlan, TargetRevision

__all__ = [
    "Call",
    "CallPhase",
    "CallPlace",
    "CallStatus",
    "ChecklistLine",
    "Committee",
    "Coordinator",
    "Criterion",
    "Direction",
    "Download",
    "Event",
    "Faq",
    "FundingProject",
    "Level",
    "Milestone",
    "News",
    "Page",
    "PlanStatus",
    "Program",
    "ProgramPartner",
    "ProgramRun",
    "ProjectHome",
    "PublicationStatus",
    "Published",
    "PublishedPage",
    "Question",
    "QuestionKind",
    "QuestionOption",
    "RequiredDocument",
    "Requirement",
    "RequirementKind",
    "Seat",
    "TargetCell",
    "TargetPlan",
    "TargetRevision",
]
