"""What the letter to a reviewer says who has been given applications, and whether it still says something."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.mails import Values
from kanazawa_exchange.lib.names import Spelling, display
from programs.models import Call

from ..models import Review
from .review_work import to_do_among


def told_of(call: Call, number: int, names: Iterable[Spelling]) -> Values:
    """The variables, each in the language of the reviewer; nothing tells of an applicant."""
    spellings = list(names)
    return {
        "name": lambda: display(spellings, reading=False),
        "call": lambda: str(localized(call, "title")),
        "number": lambda: formats.number(number),
        "due": lambda: due_words(call),
        "link": work_link,
    }


def due_words(call: Call) -> str:
    """The last day on which points are given, as a letter says it."""
    return formats.long_date(call.reviews_due_on) if call.reviews_due_on else _("no day is set")


def work_link() -> str:
    return settings.PORTAL_URL.rstrip("/") + reverse("rubric:review_list")


def act_of(call: Call, reviewer: UUID, first: Review) -> str:
    """How the outbox calls what one act has given to one reviewer; `first` is the first review of it, as it stands then."""
    return f"{call.uid} {reviewer} {first.pk} {first.version}"


def is_done(act: str, now: datetime) -> bool:
    """Whether nothing of the call waits for this reviewer any more: done, taken off, or decided meanwhile."""
    call, reviewer = (UUID(word) for word in act.split(" ")[:2])
    own = Review.objects.filter(application__call__uid=call, reviewer__uid=reviewer)
    return not to_do_among(own).exists()
