"""The columns of projects, programmes and plans that exist in three languages; the histories are registered after them."""

import simple_history
from modeltranslation.translator import TranslationOptions, register

from .models import (
    Committee,
    Coordinator,
    FundingProject,
    Program,
    ProgramPartner,
    ProgramRun,
    ProjectHome,
    Seat,
    TargetCell,
    TargetPlan,
    TargetRevision,
)


@register(FundingProject)
class FundingProjectTranslation(TranslationOptions):
    fields = ("name", "short_name", "summary", "scheme")


@register(Program)
class ProgramTranslation(TranslationOptions):
    fields = (
        "name",
        "purpose",
        "description",
        "fields_of_study",
        "participants",
        "period",
        "cost",
        "languages",
    )


@register(ProgramRun)
class ProgramRunTranslation(TranslationOptions):
    fields = ("theme",)


@register(Committee)
class CommitteeTranslation(TranslationOptions):
    fields = ("name", "description")


@register(TargetPlan)
class TargetPlanTranslation(TranslationOptions):
    fields = ("title", "adopted_by", "basis")


@register(TargetRevision)
class TargetRevisionTranslation(TranslationOptions):
    fields = ("note",)


for model in (
    FundingProject,
    ProjectHome,
    Program,
    ProgramPartner,
    ProgramRun,
    Coordinator,
    Committee,
    Seat,
    TargetPlan,
    TargetCell,
    TargetRevision,
):
    simple_history.register(model, app="programs")
