"""When the public reads what the office has written: a draft is published from a moment on, and can be taken back."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kanazawa_exchange.lib.clock import TOKYO
from kanazawa_exchange.lib.fields import ClockTimeField, FlexibleDateField
from kanazawa_exchange.lib.states import Move, MoveTable, State, Step
from kanazawa_exchange.lib.viewer import Viewer

from .permissions import may_publish

Record = Any
"""A news item, an event, a page: any `Published`. Models import this file, so it imports none."""


class PublicationStatus(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("publication", "Draft")
    PUBLISHED = "published", pgettext_lazy("publication", "Published")


def _publishes(user: Viewer, _record: Record) -> bool:
    return bool(may_publish(user))


def _moment_boxes() -> dict[str, forms.Field]:
    return {
        "day": FlexibleDateField(
            label=gettext_lazy("Public from"),
            required=False,
            help_text=gettext_lazy(
                "Left empty: from now on. A day to come is kept until then; a day that is past is kept too."
            ),
        ),
        "clock": ClockTimeField(
            label=gettext_lazy("Time of day in Japan"),
            required=False,
            help_text=gettext_lazy("Left empty: from the beginning of that day."),
        ),
    }


def moment_of(step: Step) -> datetime | None:
    """From when on the public reads it: the day and time that were said, read on the clock of Japan; else the moment of the act."""
    day, clock = step.answers.get("day"), step.answers.get("clock")
    if day is None:
        return step.at
    return datetime.combine(day, time(), TOKYO) + clock if clock else datetime.combine(day, time(), TOKYO)


def _faults(record: Record, step: Step) -> dict[str, str]:
    if step.answers.get("clock") is not None and step.answers.get("day") is None:
        return {"clock": _("Enter the day as well, or leave both empty.")}
    if not record.written_in:
        return {"": _("No language is complete yet. Fill in every text that one language needs first.")}
    return {}


def _publish(record: Record, step: Step) -> None:
    record.published_at = moment_of(step)


def _take_back(record: Record, _step: Step) -> None:
    record.published_at = None


PUBLICATION_MOVES = MoveTable(
    [
        Move(
            name="publish",
            sources={PublicationStatus.DRAFT},
            target=PublicationStatus.PUBLISHED,
            label=pgettext_lazy("publication", "Publish"),
            done=pgettext_lazy("publication", "Published"),
            notice=gettext_lazy("From this moment on everybody can read it, in every language in which it is written."),
            may=_publishes,
            questions=_moment_boxes,
            needs=_faults,
            change=_publish,
            is_final=True,
        ),
        Move(
            name="take_back",
            sources={PublicationStatus.PUBLISHED},
            target=PublicationStatus.DRAFT,
            label=pgettext_lazy("publication", "Take back"),
            done=pgettext_lazy("publication", "Taken back"),
            notice=gettext_lazy("It leaves the public pages at once and becomes a draft again. Nothing of it is lost."),
            may=_publishes,
            change=_take_back,
            is_final=True,
        ),
    ],
    {
        PublicationStatus.DRAFT: State(PublicationStatus.DRAFT.label, kind="wait"),
        PublicationStatus.PUBLISHED: State(PublicationStatus.PUBLISHED.label, kind="now"),
    },
)
