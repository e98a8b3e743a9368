"""People, who may do what, and the ledgers that every other app writes."""

from ..roles import Role
from .base import (
    PersonalTerm,
    PublicQuerySet,
    Term,
    TermQuerySet,
    Tracked,
    TrackedQuerySet,
    TrackedUpdateRefused,
    named,
    term_ends_after_start,
    tracked_writes_allowed,
)
from .consents import AT_ONCE, NEEDS_SCOPE, ConsentRecord, ConsentText, ConsentWithdrawal, Method, Purpose
from .files import Scan, StoredFile
from .jobs import Job, JobEnding, JobPart, PartState
from .ledger import (
    AuditEvent,
    DeniedVisit,
    Failure,
    FailureKind,
    Overruling,
    Transition,
    TransitionNote,
    WorkerHeartbeat,
)
from .mails import NOT_TAKEN, Letter, LetterState, MailTemplate, StaleText
from .merges import MERGED, UNMERGED, PersonMerge, ToldApart
from .people import FormerName, Person, PersonName, PersonWord, Script
from .pictures import Picture
from .sent_forms import KeptForm, SentForm
from .users import Invitation, RoleGrant, User

__all__ = [
    "AT_ONCE",
    "MERGED",
    "NEEDS_SCOPE",
    "NOT_TAKEN",
    "UNMERGED",
    "AuditEvent",
    "ConsentRecord",
    "ConsentText",
    "ConsentWithdrawal",
    "DeniedVisit",
    "Failure",
    "FailureKind",
    "FormerName",
    "Invitation",
    "Job",
    "JobEnding",
    "JobPart",
    "KeptForm",
    "Letter",
    "LetterState",
    "MailTemplate",
    "Method",
    "Overruling",
    "PartState",
    "Person",
    "PersonMerge",
    "PersonName",
    "PersonWord",
    "PersonalTerm",
    "Picture",
    "PublicQuerySet",
    "Purpose",
    "Role",
    "RoleGrant",
    "Scan",
    "Script",
    "SentForm",
    "StaleText",
    "StoredFile",
    "Term",
    "TermQuerySet",
    "ToldApart",
    "Tracked",
    "TrackedQuerySet",
    "TrackedUpdateRefused",
    "Transition",
    "TransitionNote",
    "User",
    "WorkerHeartbeat",
    "named",
    "term_ends_after_start",
    "tracked_writes_allowed",
]
