"""Whom we know: institutions, their groups, agreements and offices."""

from .agreements import Agreement, AgreementParty, AgreementStatus, AgreementType, CooperationCondition
from .institutions import (
    City,
    Enrolment,
    GroupMembership,
    Institution,
    InstitutionGroup,
    InstitutionKind,
    Office,
    OrgUnit,
    Representative,
)

__all__ = [
    "Agreement",
    "AgreementParty",
    "AgreementStatus",
    "AgreementType",
    "City",
    "CooperationCondition",
    "Enrolment",
    "GroupMembership",
    "Institution",
    "InstitutionGroup",
    "InstitutionKind",
    "Office",
    "OrgUnit",
    "Representative",
]
