"""The columns of the partners that exist in three languages; the histories are registered after them."""

import simple_history
from modeltranslation.translator import TranslationOptions, register

from .models import (
    Agreement,
    AgreementParty,
    City,
    Contact,
    CooperationCondition,
    Enrolment,
    GroupMembership,
    Institution,
    InstitutionGroup,
    Office,
    OrgUnit,
    Representative,
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
):
    simple_history.register(model, app="partners")
