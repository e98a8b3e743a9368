"""Models of the partners: institutions, their groups, agreements and offices."""

from ..days import DatePrecision
from ..moves import AgreementStatus
from .agreements import (
    Agreement,
    AgreementParty,
    AgreementType,
    ConditionLevel,
    CooperationCondition,
    ExpiryAlert,
)
from .contacts import Contact
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
    "ConditionLevel",
    "Contact",
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
