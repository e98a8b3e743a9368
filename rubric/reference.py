"""The rubric of the programme with this project's draft of its descriptors, and a questionnaire about it; safe to load twice."""

from datetime import date, datetime

from django.db import transaction

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.states import Step

from .models import Instrument, InstrumentStatus, Rubric, RubricStatus, RubricVersion
from .queries.sheets import sheet
from .reference_texts import ABILITIES, LEVELS, QUESTIONNAIRE, REMARK, RUBRIC
from .services import instruments, items, texts, versions

IN_USE_FROM = date(2018, 4, 1)  # used from FY2018 on for every participant


@transaction.atomic
def load(by: User | None = None) -> Rubric:
    """The rubric with its first version and the questionnaire about it as drafts. What is there is left alone."""
    rubric = Rubric.objects.filter(code=RUBRIC["code"]).first() or _rubric(by)
    version = rubric.versions.exclude(status=RubricStatus.RETIRED).order_by("number").first()
    if version is not None and not Instrument.objects.filter(rubric_version__rubric=rubric).exists():
        questionnaire(version, by=by)
    return rubric


def _rubric(by: User | None) -> Rubric:
    rubric = versions.create_rubric(RUBRIC, by=by)
    draft = versions.new_version(rubric, by=by)
    for captions in LEVELS:
        texts.add_level(draft, captions, by=by)
    for place, (values, descriptors) in enumerate(ABILITIES, 1):
        texts.add_ability(draft, {**values, "order": place}, dict(enumerate(descriptors)), by=by)
    return rubric


def questionnaire(version: RubricVersion, *, by: User | None = None) -> Instrument:
    """The questionnaire of the reference data on this version, as a draft: of each ability the level, then a free text."""
    known = Instrument.objects.filter(rubric_version=version, code=QUESTIONNAIRE["code"]).first()
    if known is not None:
        return known
    draft = instruments.begin(version, QUESTIONNAIRE, by=by)
    items.add_item(draft, REMARK, {}, by=by)
    draft.refresh_from_db()
    return draft


def put_into_use(rubric: Rubric, *, by: User, now: datetime) -> None:
    """The first version in use with its questionnaire, its texts still unconfirmed. For demonstrations.

    Where the portal speaks a further language, both stay drafts.
    """
    draft = rubric.versions.filter(number=1, status=RubricStatus.DRAFT).first()
    if draft is not None and not sheet(draft).missing:
        used = versions.move(draft, "adopt", Step(on=IN_USE_FROM), by=by, now=now)
        asked = questionnaire(used, by=by)
        if asked.status == InstrumentStatus.DRAFT:
            instruments.move(asked, "adopt", Step(on=IN_USE_FROM), by=by, now=now)
