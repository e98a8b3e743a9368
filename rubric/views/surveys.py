"""The surveys of whoever has signed in, the page on which an answer begins, what stands around it, and what has changed."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.accounts.views.pages import Crumb
from kanazawa_exchange.accounts.views.saving import SignedInRequest
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.devices import owner_of
from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.refusals import Refused
from mobility.models import Mobility

from ..models import Moment, Rater, Response, SurveyWave
from ..permissions import may_answer, may_answer_surveys, may_rate
from ..queries.answering import Answering, answering
from ..queries.own_results import own_result
from ..queries.questions import screens
from ..queries.surveys import last_moment, own_surveys, rating_title_of, title_of
from ..queries.windows import is_open_for, window_of
from ..services import responses


@require_safe
@requires(may_answer_surveys)
def survey_list(request: SignedInRequest) -> HttpResponse:
    return render(request, "rubric/survey_list.html", {"surveys": own_surveys(request.user, clock.now())})


# --- Where an answer begins ------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_answer_surveys)
def survey_start(request: SignedInRequest, wave: UUID, stay: UUID, rater: str = Rater.SELF) -> HttpResponse:
    """What is asked, until when, and who sees it; the button begins, or goes on."""
    asked, mobility = _wave_and_stay(request, wave, stay, rater)
    response = Response.objects.filter(wave=asked, mobility=mobility, rater=rater).first()
    if response is not None and response.sent_at is not None:
        return redirect(reverse("rubric:survey_thanks", args=[response.uid]))
    if request.method == "POST":
        try:
            response = responses.begin(
                asked, mobility, rater, language=active_language(), by=request.user, now=clock.now()
            )
            return redirect(_first_screen(response))
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)
    return render(request, "rubric/survey_start.html", _start(asked, mobility, response, rater))


def _wave_and_stay(request: SignedInRequest, wave: UUID, stay: UUID, rater: str) -> tuple[SurveyWave, Mobility]:
    """A wave and a stay of its run, for the traveller, or for whoever keeps the stay where staff are asked as well."""
    waves = SurveyWave.objects.visible_to(request.user).select_related("instrument__rubric_version", "run__program")
    asked = get_object_or_404(waves, uid=wave)
    stays = Mobility.objects.visible_to(request.user).select_related("run", "receiving")
    mobility = get_object_or_404(stays, uid=stay, run=asked.run)
    may = may_answer if rater == Rater.SELF else may_rate
    if not may(request.user, mobility) or (rater == Rater.STAFF and not asked.asks_staff):
        raise Http404
    return asked, mobility


def _first_screen(response: Response) -> str:
    """The first screen with something left to answer."""
    number = answering(response, clock.now()).next_number
    return reverse("rubric:survey_screen", args=[response.uid, number])


def _start(asked: SurveyWave, mobility: Mobility, response: Response | None, rater: str) -> dict[str, object]:
    window, now = window_of(asked, mobility), clock.now()
    return {
        **_heading(asked, mobility, rater),
        "instrument": asked.instrument,
        "introduction": localized(asked.instrument, "introduction"),
        "version": asked.instrument.rubric_version,
        "window": window,
        "until": last_moment(window) if window else None,
        "is_open": is_open_for(asked, mobility, now),
        "is_over": window is not None and window.is_over(now),
        "is_begun": response is not None,
        "count": len(screens(asked.instrument)),
    }


# --- What stands around every page of an answer ------------------------------------------------------------------------


def around(found: Answering, user: User) -> dict[str, object]:
    """Trail, heading, and for the script whose answer this is: what is unsaved is kept apart for each account."""
    response = found.response
    owner = f"{owner_of(user.pk)}:{owner_of(user.pk, str(response.uid))}"
    return {
        **_heading(response.wave, response.mobility, response.rater),
        "response": response,
        "window": found.window,
        "owner": owner,
        "version": response.wave.instrument.rubric_version,
        "start": to_start(response),
    }


def to_start(response: Response) -> str:
    """The page on which this answer begins."""
    name = "rubric:rating_start" if response.rater == Rater.STAFF else "rubric:survey_start"
    return reverse(name, args=[response.wave.uid, response.mobility.uid])


def _heading(asked: SurveyWave, mobility: Mobility, rater: str) -> dict[str, object]:
    """How the page is called, and the way back: to the own surveys, or to the stay of whom staff rate."""
    home: Crumb = (_("Home"), reverse("home"))
    if rater == Rater.SELF:
        trail = [home, (pgettext("survey", "Surveys"), reverse("rubric:survey_list"))]
        return {"title": title_of(asked.moment), "about": localized(asked.run.program, "name"), "trail": trail}
    name = shown_names([mobility.person_id])[mobility.person_id]
    trail = [home, (name.text, reverse("mobility:mobility_detail", args=[mobility.uid]))]
    of_whom = {"about": name.text, "about_lang": name.lang, "is_rating": True}
    return {"title": rating_title_of(asked.moment), **of_whom, "trail": trail}


# --- What has changed --------------------------------------------------------------------------------------------------


@require_safe
@requires(may_answer_surveys)
def own_results(request: SignedInRequest, stay: UUID) -> HttpResponse:
    stays = Mobility.objects.visible_to(request.user).select_related("run__program", "receiving")
    mobility = get_object_or_404(stays, uid=stay)
    is_own = may_answer(request.user, mobility)
    if not is_own and not may_rate(request.user, mobility):
        raise Http404
    result = own_result(mobility, request.user, clock.now())
    context = {
        "result": result,
        "titles": [(title_of(moment), sent_at) for moment, sent_at in result.sent],
        "moments": [Moment(moment).label for moment, _sent_at in result.sent],
        "place": localized(mobility.receiving, "name"),
        "program": localized(mobility.run.program, "name"),
        **_heading_of_results(mobility, is_own=is_own),
    }
    return render(request, "rubric/own_results.html", context)


def _heading_of_results(mobility: Mobility, *, is_own: bool) -> dict[str, object]:
    home = (_("Home"), reverse("home"))
    if is_own:
        surveys = (pgettext("survey", "Surveys"), reverse("rubric:survey_list"))
        return {"heading": _("My abilities before and after"), "trail": [home, surveys], "is_own": True}
    name = shown_names([mobility.person_id])[mobility.person_id]
    record = (name.text, reverse("mobility:mobility_detail", args=[mobility.uid]))
    return {"heading": _("Abilities before and after"), "trail": [home, record], "name": name, "is_own": False}
