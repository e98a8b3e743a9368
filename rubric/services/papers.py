"""Answers that came on paper: entered by whoever keeps the record of the stay, sent at once, taken back until the wave is locked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.ledger import audit
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.lib.refusals import Refused, explained
from mobility.models import Mobility

from ..models import Rater, Response, SurveyWave
from ..moves import WaveStatus
from ..permissions import may_enter_papers
from ..queries.windows import asks
from ..scoring.instruments import Answer
from . import asking, scoring
from .responses import LOCKED, AlreadySent, Closed

TAKES = (WaveStatus.OPEN, WaveStatus.CLOSED)
"""The states of a wave in which a paper is entered: it may have come in time, and be typed in later."""


@dataclass(frozen=True)
class Paper:
    """What stands on one paper: the answers as they are stored (`scoring.answers.accepted`), those that score and all others."""

    wave: SurveyWave
    mobility: Mobility
    answers: Mapping[str, Answer]
    remarks: Mapping[str, Answer]
    language: str


@explained(LOCKED, Closed)
@transaction.atomic
def enter(paper: Paper, *, by: User, now: datetime) -> Response:
    """The answer of the participant, final from now on and scored. Errors: PermissionDenied, Closed, AlreadySent, Refused."""
    refuse_unless(may_enter_papers, by, paper.mobility)
    wave = SurveyWave.objects.select_for_update(of=("self",), no_key=True).get(pk=paper.wave.pk)
    if wave.status not in TAKES or not asks(wave, paper.mobility):
        raise Closed
    given = Response.objects.filter(wave=wave, mobility=paper.mobility, rater=Rater.SELF).first()
    if given is not None:
        raise AlreadySent if given.sent_at else Refused(_("The participant has begun to answer in the portal."))
    response = Response.objects.create(
        wave=wave,
        mobility=paper.mobility,
        language=paper.language,
        answers=dict(paper.answers),
        remarks=dict(paper.remarks),
        revision=1,
        begun_at=now,
        saved_at=now,
        sent_at=now,
    )
    asking.has_answered(wave, paper.mobility, now=now)
    scoring.score_one(response)
    audit("answers_entered_from_paper", by=by, now=now, record=response)
    return response


@explained(LOCKED, Closed)
@transaction.atomic
def take_back(response: Response, *, by: User, now: datetime) -> None:
    """An answer that was entered from paper goes with its score. Whoever calls knows that it came from paper.

    Errors: PermissionDenied, Closed once the wave is locked.
    """
    refuse_unless(may_enter_papers, by, response.mobility)
    audit("answers_from_paper_taken_back", by=by, now=now, record=response)
    response.delete()
