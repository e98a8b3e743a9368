"""The page on which those who keep a wave remind everybody who is missing, or one person."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.views.saving import SignedInRequest, acted
from kanazawa_exchange.lib import clock, formats

from ..models import SurveyWave, WaveStatus
from ..permissions import may_keep_waves
from ..queries import wave_people
from ..queries.participation import RESTS_FOR
from ..queries.wave_words import wave_words
from ..services import asking
from .wave_pages import to_wave, wave_or_404, wave_trail

LONGEST_NUMBER = 6


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_keep_waves)
def wave_remind(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Everybody who is missing and can answer now."""
    return _reminded(request, wave_or_404(request, uid), None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_keep_waves)
def wave_remind_one(request: SignedInRequest, uid: UUID, mobility: UUID) -> HttpResponse:
    return _reminded(request, wave_or_404(request, uid), mobility)


def _reminded(request: SignedInRequest, wave: SurveyWave, mobility: UUID | None) -> HttpResponse:
    """The question with the number and the names, then the act."""
    if request.method == "POST":
        return acted(
            request,
            lambda: asking.remind(wave, _number(request), by=request.user, now=clock.now(), mobility=mobility),
            message=_told,
            redirect_to=to_wave(wave),
        )
    now = clock.now()
    everybody = [row for row in wave_people.of_wave(wave, now) if mobility in (None, row.stay.uid)]
    tellable = [row for row in everybody if row.may_be_told(now)] if wave.status == WaveStatus.OPEN else []
    lines = wave_people.people(wave, tellable, "", now)
    context = {
        "heading": _("Remind"),
        "trail": wave_trail(wave),
        "subtitle": [wave_words(wave)],
        "back": to_wave(wave),
        "people": [line for line in lines if not line.rests],
        "resting": [line for line in lines if line.rests],
        "last_reminded": wave_people.last_reminded(everybody),
        "rest": RESTS_FOR.days,
    }
    return render(request, "rubric/wave_remind.html", context)


def _number(request: SignedInRequest) -> int:
    """How many people the page showed; anything unreadable is none."""
    text = request.POST.get("number", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else 0


def _told(told: asking.Told) -> str:
    number = told.asked + told.reminded
    words = ngettext("%(n)s letter is on its way.", "%(n)s letters are on their way.", number)
    return words % {"n": formats.number(number)}
