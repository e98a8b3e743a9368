"""Pages on which a wave is planned, edited, moved, extended or discarded, and the waves of a year are planned at once."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.views.moves import MovePage, moved
from kanazawa_exchange.accounts.views.pages import FormPage, edited, filled
from kanazawa_exchange.accounts.views.saving import SignedInRequest, acted, bound, sent_version, version_of
from kanazawa_exchange.accounts.views.undoing import undone
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.states import Move
from programs.queries.runs import runs_kept_by

from ..forms.waves import ClosingForm, NewWaveForm, WaveForm
from ..models import SurveyWave
from ..moves import WAVE_MOVES, WaveStatus
from ..permissions import may_keep_waves
from ..queries.histories import wave_history
from ..queries.wave_words import wave_words
from ..services import waves
from .wave_pages import to_wave, wave_or_404, wave_trail


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_keep_waves)
def wave_create(request: SignedInRequest) -> HttpResponse:
    """A wave of one run; an address may name the run."""
    named = {"run": request.GET.get("run", ""), "moment": "pre"}
    form = bound(NewWaveForm, request, runs=runs_kept_by(request.user), initial=named)
    page = FormPage(
        pgettext("survey", "Plan a wave"), wave_trail(), submit=pgettext("survey", "Plan the wave"), template=WAVE_FORM
    )

    def act() -> SurveyWave:
        values = dict(form.values())
        return waves.plan(values.pop("run"), values, by=request.user)

    return filled(request, page, form, act, message=_("The wave is planned."), redirect_to=to_wave)


WAVE_FORM = "rubric/wave_form.html"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_keep_waves)
def wave_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """All of a wave that is planned; of one that has been opened there is nothing to fill in here."""
    wave = wave_or_404(request, uid)
    if request.method != "POST" and wave.status != WaveStatus.PLANNED:
        return redirect(to_wave(wave))
    page = FormPage(_("Edit the wave"), wave_trail(wave), [wave_words(wave)], template=WAVE_FORM)
    return edited(request, page, WaveForm, waves.edit, wave, initial=WaveForm.stored_values(wave))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_keep_waves)
def wave_extend(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Another closing day; a wave that has closed is opened again with it."""
    wave = wave_or_404(request, uid)
    if request.method != "POST" and wave.status in (WaveStatus.PLANNED, WaveStatus.LOCKED):
        return redirect(to_wave(wave))
    is_open = wave.status == WaveStatus.OPEN
    over = {} if is_open else {"closes_at": None}  # the day on which it was closed is no day to open it again for
    form = bound(ClosingForm, request, wave=wave, initial={**ClosingForm.stored_values(wave), **over})
    words = _("Change the closing day") if is_open else pgettext("wave", "Open again")
    page = FormPage(words, wave_trail(wave), [wave_words(wave)], submit="" if is_open else words)
    return filled(
        request,
        page,
        form,
        lambda: waves.extend(wave, form.values(), by=request.user, now=clock.now(), version=version_of(form)),
        message="" if is_open else _("The wave is open again."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_keep_waves)
def wave_discard(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The question, then the act."""
    wave = wave_or_404(request, uid)
    if request.method == "POST":
        return acted(
            request,
            lambda: waves.discard(wave, by=request.user, version=sent_version(request)),
            message=_("The wave is discarded."),
            redirect_to=reverse("rubric:wave_list"),
            back=to_wave(wave),
        )
    if wave.status != WaveStatus.PLANNED:
        return redirect(to_wave(wave))
    context = {"wave": wave, "heading": _("Discard the wave"), "trail": wave_trail(wave), "back": to_wave(wave)}
    return render(request, "rubric/wave_discard.html", {**context, "subtitle": [wave_words(wave)]})


# --- Moves -----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_keep_waves)
def wave_move(request: SignedInRequest, uid: UUID, move: str) -> HttpResponse:
    """Open, close or lock; what is opened again gets its closing day on the page for it."""
    wave = wave_or_404(request, uid)
    if move == "reopen":
        return redirect(reverse("rubric:wave_extend", args=[wave.uid]))
    return moved(request, MOVE_PAGE, wave, move)


@require_POST
@requires(may_keep_waves)
def wave_undo(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Undo the move that was just made."""
    wave = wave_or_404(request, uid)
    return undone(request, wave, waves.undo, address=to_wave(wave))


def _around_the_move(_request: HttpRequest, wave: Any, row: Move) -> Mapping[str, object]:
    return {"heading": row.label, "trail": wave_trail(wave), "subtitle": [wave_words(wave)]}


MOVE_PAGE = MovePage(
    table=WAVE_MOVES,
    service=waves.move,
    template="rubric/wave_move.html",
    address=to_wave,
    undo_address=lambda wave: reverse("rubric:wave_undo", args=[wave.uid]),
    context=_around_the_move,
    history=lambda wave, _user: wave_history(wave),
)
