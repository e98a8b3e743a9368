"""The columns of the partners that exist in three languages; the histories are registered after them."""

import simple_history
from modeltranslation.translator import TranslationOptions, register

from .models import (
    Agreement,
    AgreementParty,
    City,
    Contact,
    CooperationCondition,
    CountrySheet,
    Enrolment,
    GroupMembership,
    Institution,
    InstitutionGroup,
    IntakeMode,
    Office,
    OrgUnit,
    Representative,
    TransferBasis,
)


@register(City)
class CityTranslation(TranslationOptions):
    fields = ("name", "region")


@register(Institution)
class InstitutionTranslation(TranslationOptions):
    fields = ("name", "short_name", "description")


@register(OrgUnit)
class OrgUnitTranslation(TranslationOptions):
    fields = ("name",)


@register(InstitutionGroup)
class InstitutionGroupTranslation(TranslationOptions):
    fields = ("name", "description", "basis")


@register(Office)
class OfficeTranslation(TranslationOptions):
    fields = ("name", "date_basis", "activity")


@register(Contact)
class ContactTranslation(TranslationOptions):
    fields = ("name", "person", "room", "closures")


@register(Agreement)
class AgreementTranslation(TranslationOptions):
    fields = ("title", "date_basis", "field_limits")


@register(CountrySheet)
class CountrySheetTranslation(TranslationOptions):
    fields = ("summary", "measures")


for model in (
    City,
    Institution,
    OrgUnit,
    Enrolment,
    Representative,
    InstitutionGroup,
    GroupMembership,
    Office,
    Contact,
    Agreement,
    AgreementParty,
    CooperationCondition,
    IntakeMode,
    TransferBasis,
):
    simple_history.register(model, app="partners")
