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
from .country_sheets import CountrySheet
from .handovers import Handover, HandoverKind
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
from .intake_modes import Intake, IntakeMode, TransferBasis, TransferBasisKind

__all__ = [
    "Agreement",
    "AgreementParty",
    "AgreementStatus",
    "AgreementType",
    "City",
    "ConditionLevel",
    "Contact",
    "CooperationCondition",
    "CountrySheet",
    "DatePrecision",
    "Enrolment",
    "ExpiryAlert",
    "GroupMembership",
    "Handover",
    "HandoverKind",
    "Institution",
    "InstitutionGroup",
    "InstitutionKind",
    "Intake",
    "IntakeMode",
    "Office",
    "OrgUnit",
    "Representative",
    "TransferBasis",
    "TransferBasisKind",
]
