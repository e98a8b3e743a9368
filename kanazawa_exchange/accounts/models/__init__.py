"""People, who may do what, and the ledgers that every other app writes."""

from .base import Tracked, TrackedQuerySet, TrackedUpdateRefused, tracked_writes_allowed
from .ledger import AuditEvent, StoredFile, Transition, TransitionNote, WorkerHeartbeat
from .people import Person, PersonName, Script
from .users import Invitation, Role, RoleGrant, User

__all__ = [
    "AuditEvent",
    "Invitation",
    "Person",
    "PersonName",
    "Role",
    "RoleGrant",
    "Script",
    "StoredFile",
    "Tracked",
    "TrackedQuerySet",
    "TrackedUpdateRefused",
    "Transition",
    "TransitionNote",
    "User",
    "WorkerHeartbeat",
    "tracked_writes_allowed",
]
