"""The rubric of the programme with this project's draft of its descriptors; safe to load twice."""

from datetime import date, datetime

from django.db import transaction

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.states import Step

from .models import Rubric, RubricStatus
from .queries.sheets import sheet
from .reference_texts import ABILITIES, LEVELS, RUBRIC
from .services import texts, versions

IN_USE_FROM = date(2018, 4, 1)  # used from FY2018 on for every participant


@transaction.atomic
def load(by: User | None = None) -> Rubric:
    """The rubric with its first version as a draft. What is there is left alone."""
    known = Rubric.objects.filter(code=RUBRIC["code"]).first()
    if known is not None:
        return known
    rubric = versions.create_rubric(RUBRIC, by=by)
    draft = versions.new_version(rubric, by=by)
    for captions in LEVELS:
        texts.add_level(draft, captions, by=by)
    for place, (values, descriptors) in enumerate(ABILITIES, 1):
        texts.add_ability(draft, {**values, "order": place}, dict(enumerate(descriptors)), by=by)
    return rubric


def put_into_use(rubric: Rubric, *, by: User, now: datetime) -> None:
    """The first version in use, its texts still unconfirmed; a draft where the portal speaks a further language. For demonstrations."""
    draft = rubric.versions.filter(number=1, status=RubricStatus.DRAFT).first()
    if draft is not None and not sheet(draft).missing:
        versions.move(draft, "adopt", Step(on=IN_USE_FROM), by=by, now=now)
