"""The waves that pages of the survey load, and the trails they have in common."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kanazawa_exchange.accounts.views.pages import Crumb

from ..models import SurveyWave
from ..queries.wave_words import wave_words
from ..queries.waves import kept_waves


def wave_or_404(request: HttpRequest, uid: UUID) -> SurveyWave:
    return get_object_or_404(kept_waves(request.user), uid=uid)


def to_wave(wave: SurveyWave) -> str:
    return reverse("rubric:wave_detail", args=[wave.uid])


def wave_trail(wave: SurveyWave | None = None) -> list[Crumb]:
    """From the list of waves to one of them."""
    trail: list[Crumb] = [(_("Home"), reverse("home")), (_("Surveys"), reverse("rubric:wave_list"))]
    return [*trail, (wave_words(wave), to_wave(wave))] if wave else trail


def waves_noun(count: int) -> str:
    return ngettext("%(number)s wave", "%(number)s waves", count)


def people_noun(count: int) -> str:
    return ngettext("%(number)s participant", "%(number)s participants", count)


def cohorts_noun(count: int) -> str:
    return ngettext("%(number)s line", "%(number)s lines", count)
