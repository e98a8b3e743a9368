"""The columns of projects, programmes, calls and plans that exist in three languages; the histories are registered after them."""

import simple_history
from modeltranslation.translator import TranslationOptions, register

from .models import (
    Call,
    CallPlace,
    ChecklistLine,
    Committee,
    Coordinator,
    Criterion,
    Download,
    Event,
    Faq,
    FundingProject,
    Milestone,
    News,
    Page,
    Program,
    ProgramPartner,
    ProgramRun,
    ProjectHome,
    Question,
    QuestionOption,
    RequiredDocument,
    Requirement,
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


@register(Call)
class CallTranslation(TranslationOptions):
    fields = (
        "title",
        "text",
        "cost",
    )


@register(Requirement)
class RequirementTranslation(TranslationOptions):
    fields = ("note",)


@register(RequiredDocument)
class RequiredDocumentTranslation(TranslationOptions):
    fields = ("name", "help")


@register(Question)
class QuestionTranslation(TranslationOptions):
    fields = ("text", "help")


@register(QuestionOption)
class QuestionOptionTranslation(TranslationOptions):
    fields = ("text",)


@register(Criterion)
class CriterionTranslation(TranslationOptions):
    fields = ("name", "help")


@register(ChecklistLine)
class ChecklistLineTranslation(TranslationOptions):
    fields = ("name",)


@register(News)
class NewsTranslation(TranslationOptions):
    fields = News.TEXTS


@register(Event)
class EventTranslation(TranslationOptions):
    fields = Event.TEXTS


@register(Page)
class PageTranslation(TranslationOptions):
    fields = Page.TEXTS


@register(Milestone)
class MilestoneTranslation(TranslationOptions):
    fields = Milestone.TEXTS


@register(Download)
class DownloadTranslation(TranslationOptions):
    fields = Download.TEXTS


@register(Faq)
class FaqTranslation(TranslationOptions):
    fields = Faq.TEXTS


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
    Call,
    CallPlace,
    Requirement,
    RequiredDocument,
    Question,
    QuestionOption,
    Criterion,
    ChecklistLine,
    News,
    Event,
    Page,
    Milestone,
    Faq,
    Download,
):
    simple_history.register(model, app="programs")
