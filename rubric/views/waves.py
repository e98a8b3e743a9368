"""Pages that show the survey to its keepers: the waves of a year, and one wave with the people who are missing."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.permissions import may_list_roles, may_read_mails
from kanazawa_exchange.accounts.views.lists import listed, sent_filtered, whole
from kanazawa_exchange.accounts.views.saving import SignedInRequest
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.chosen import chosen
from kanazawa_exchange.lib.list_files import ListFile
from kanazawa_exchange.lib.sorting import sorting_in

from ..exports.waves import PEOPLE, WAVES
from ..forms.filters import PeopleFilter, WaveFilter
from ..models import InstrumentStatus, SurveyWave
from ..moves import WAVE_MOVES, WaveStatus
from ..permissions import may_edit_rubric, may_keep_waves
from ..queries import wave_people, waves
from ..queries.histories import wave_history
from ..queries.participation import Participation, tally
from ..queries.score_runs import reading
from ..queries.wave_words import closing_words, days_note, times_words, wave_words
from .wave_pages import people_noun, wave_or_404, wave_trail, waves_noun

# --- The list --------------------------------------------------------------------------------------------------------


def _asked(request: SignedInRequest) -> tuple[WaveFilter, tuple[waves.WaveLine, ...]]:
    """The filter and what it lets through, in the order of the address."""
    form = WaveFilter(request.GET, user=request.user)
    found = waves.lines(request.user, clock.now(), form.condition)
    return form, sorting_in(request.GET, waves.ORDERS).order.sorted(found)


@require_safe
@requires(may_keep_waves)
@listed
def wave_list(request: SignedInRequest) -> HttpResponse:
    form, found = _asked(request)
    sorting = sorting_in(request.GET, waves.ORDERS)
    context = {
        "form": form,
        "lines": found,
        "listing": whole(request, found, waves_noun, sorting=sorting, chosen=chosen(form)),
        "is_office": may_edit_rubric(request.user),
    }
    return render(request, "rubric/wave_list.html", context)


@require_safe
@requires(may_keep_waves)
def wave_list_file(request: SignedInRequest, kind: str) -> HttpResponseBase:
    form, found = _asked(request)
    return sent_filtered(request, kind, ListFile("surveys", _("Surveys"), WAVES, found), waves_noun, form)


# --- One wave --------------------------------------------------------------------------------------------------------

BUTTONS = ("open", "close", "lock")


@require_safe
@requires(may_keep_waves)
@listed
def wave_detail(request: SignedInRequest, uid: UUID) -> HttpResponse:
    wave, now = wave_or_404(request, uid), clock.now()
    everybody = wave_people.of_wave(wave, now)
    numbers = tally(everybody)
    form = PeopleFilter(request.GET)
    sorting = sorting_in(request.GET, wave_people.ORDERS)
    rows = sorting.order.sorted(wave_people.people(wave, everybody, form.asked, now))
    context = {
        "wave": wave,
        "words": wave_words(wave),
        "trail": wave_trail(),
        "times": times_words(wave),
        "days_note": days_note(wave),
        "closing": closing_words(wave),
        "state": WAVE_MOVES.office_label(wave.status),
        "state_kind": WAVE_MOVES.kind(wave.status),
        "tally": numbers,
        "groups": wave_people.groups(numbers),
        "tellable": _tellable(wave, everybody, now),
        "form": form,
        "people": rows,
        "listing": whole(request, rows, people_noun, sorting=sorting, chosen=chosen(form)),
        "may_invite": may_list_roles(request.user),
        "may_read_mails": may_read_mails(request.user),
        "scoring_runs": reading(wave, request.user),
        "history": wave_history(wave),
        **_acts(request, wave),
    }
    return render(request, "rubric/wave_detail.html", context)


def _tellable(wave: SurveyWave, everybody: list[Participation], now: datetime) -> int:
    """How many people a reminder would go to now."""
    if wave.status != WaveStatus.OPEN:
        return 0
    return sum(row.may_be_told(now) and not row.rests(now) for row in everybody)


def _acts(request: SignedInRequest, wave: SurveyWave) -> dict[str, object]:
    """What may be done with a wave in its state."""
    offered = WAVE_MOVES.offered(wave, request.user)
    is_open, is_planned = wave.status == WaveStatus.OPEN, wave.status == WaveStatus.PLANNED
    return {
        "moves": [row for row in offered if row.name in BUTTONS],
        "is_open": is_open,
        "may_edit": is_planned,
        "may_extend": is_open or any(row.name == "reopen" for row in offered),
        "is_questionnaire_draft": is_planned and wave.instrument.status != InstrumentStatus.IN_USE,
    }


@require_safe
@requires(may_keep_waves)
def wave_detail_file(request: SignedInRequest, uid: UUID, kind: str) -> HttpResponseBase:
    wave, now = wave_or_404(request, uid), clock.now()
    form = PeopleFilter(request.GET)
    rows = wave_people.people(wave, wave_people.of_wave(wave, now), form.asked, now) if form.is_valid() else ()
    rows = sorting_in(request.GET, wave_people.ORDERS).order.sorted(rows)
    file = ListFile("survey-people", _("Surveys"), PEOPLE, rows, [wave_words(wave)])
    return sent_filtered(request, kind, file, people_noun, form)
