"""Whom we know: institutions, their groups, agreements and offices."""

from .agreements import (
    AGREEMENT_MOVES,
    Agreement,
    AgreementParty,
    AgreementStatus,
    AgreementType,
    ConditionLevel,
    CooperationCondition,
    ExpiryAlert,
)
from .institutions import (
    City,
    DatePrecision,
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
    "AGREEMENT_MOVES",
    "Agreement",
    "AgreementParty",
    "AgreementStatus",
    "AgreementType",
    "City",
    "ConditionLevel",
    "CooperationCondition",
    "DatePrecision",
    "Enrolment",
    "ExpiryAlert",
    "GroupMembership",
    "Institution",
    "InstitutionGroup",
    "InstitutionKind",
    "Office",
    "OrgUnit",
    "Representative",
]
