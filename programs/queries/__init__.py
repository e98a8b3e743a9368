"""Reads of projects, programmes, committees and plans; here, without models, what of them concerns a user."""

from .relations import (
    committee_project_ids,
    coordinated_program_ids,
    evaluated_project_ids,
    plan_project_ids,
    seats_of,
)

__all__ = [
    "committee_project_ids",
    "coordinated_program_ids",
    "evaluated_project_ids",
    "plan_project_ids",
    "seats_of",
]
