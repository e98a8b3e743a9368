"""Models of travel: applications, mobilities, their hosts, funding and stages, and what students write from there."""

from ..activity_report_moves import ActivityReportStatus
from ..application_states import ENDED_EARLY, ApplicationStatus, Decision, shown_state
from ..nomination_moves import ReceiverStatus, SenderStatus
from ..states import AWAITED, COUNTABLE, LIVE, OVER, Status
from .activity_reports import (
    MOST_AUTHORS,
    MOST_CHARACTERS,
    ActivityReport,
    ActivityReportTranslation,
    ReportAuthor,
    TranslationState,
)
from .applications import Answer, Application, ApplicationDocument, Choice
from .import_mappings import ImportMapping
from .imports import BATCH_MOVES, PASTED, TYPED, UNUSUAL, BatchState, ImportBatch, ImportRow, Verdict
from .mobilities import (
    Activity,
    Category,
    Funding,
    Leg,
    Mobility,
    Mode,
    ResidenceStatus,
    StageLink,
)
from .nominations import NOMINATION_FACTS, Nomination
from .old_addresses import MOST_IN_ADDRESS, OldAddress
from .replacements import Replacement
from .report_photos import MOST_IN_ALT, MOST_PHOTOS, People, ReportPhoto

__all__ = [
    "AWAITED",
    "BATCH_MOVES",
    "COUNTABLE",
    "ENDED_EARLY",
    "LIVE",
    "MOST_AUTHORS",
    "MOST_CHARACTERS",
    "MOST_IN_ADDRESS",
    "MOST_IN_ALT",
    "MOST_PHOTOS",
    "NOMINATION_FACTS",
    "OVER",
    "PASTED",
    "TYPED",
    "UNUSUAL",
    "Activity",
    "ActivityReport",
    "ActivityReportStatus",
    "ActivityReportTranslation",
    "Answer",
    "Application",
    "ApplicationDocument",
    "ApplicationStatus",
    "BatchState",
    "Category",
    "Choice",
    "Decision",
    "Funding",
    "ImportBatch",
    "ImportMapping",
    "ImportRow",
    "Leg",
    "Mobility",
    "Mode",
    "Nomination",
    "OldAddress",
    "People",
    "ReceiverStatus",
    "Replacement",
    "ReportAuthor",
    "ReportPhoto",
    "ResidenceStatus",
    "SenderStatus",
    "StageLink",
    "Status",
    "TranslationState",
    "Verdict",
    "shown_state",
]
