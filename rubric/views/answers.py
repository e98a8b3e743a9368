"""The pages on which the survey is answered, by a participant or by staff: one screen after another, looked over, sent."""

from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.views.keeping import forget
from kanazawa_exchange.accounts.views.saving import SignedInRequest, acted, bound
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.refusals import Refused

from ..forms.answers import BOX, ScreenForm, named
from ..models import Response
from ..permissions import may_answer_surveys
from ..queries.answering import Answering, answering, writable
from ..queries.questions import Screen
from ..scoring.instruments import Answer
from ..services import responses
from .surveys import around, to_start

BACK, CHECK = "back", "check"


def _answering_or_404(request: SignedInRequest, uid: UUID) -> Answering:
    return answering(get_object_or_404(writable(request.user), uid=uid), clock.now())


def _elsewhere(found: Answering) -> str:
    """Where a reader is led who comes to a screen of an answer that is sent, or cannot be written now."""
    if found.response.sent_at is not None:
        return reverse("rubric:survey_thanks", args=[found.response.uid])
    return "" if found.is_open else to_start(found.response)


# --- One screen ------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_answer_surveys)
def survey_screen(request: SignedInRequest, uid: UUID, number: int) -> HttpResponse:
    """The items of one screen; every button saves them and then leads on."""
    found = _answering_or_404(request, uid)
    if elsewhere := _elsewhere(found):
        return redirect(elsewhere)
    if not 1 <= number <= len(found.screens):
        raise Http404
    screen = found.screens[number - 1]
    form = bound(ScreenForm, request, questions=screen.questions, answering=found)
    if request.method == "POST" and form.is_valid() and _saved(request, form, found.response):
        forget(request)
        return redirect(_next(request, found, number))
    status = 409 if form.newer else 200
    return render(request, "rubric/survey_screen.html", _on_screen(request, found, screen, form), status=status)


def _saved(request: SignedInRequest, form: ScreenForm, response: Response) -> bool:
    """Whether everything on the screen stands as it was sent; what was answered elsewhere since is told by the form."""
    changes = [responses.Change(one.key, one.value, one.at, one.seen) for one in form.sent()]
    try:
        saved = responses.save(response, changes, by=request.user, now=clock.now())
    except Refused as refusal:
        for name, sentence in refusal.errors.items():
            form.add_error(BOX + name if BOX + name in form.fields else None, sentence)
        return False
    if saved.newer:
        response.refresh_from_db(fields=["answers", "remarks", "stamps"])
        form.newer = saved.newer
    return not saved.newer


def _next(request: SignedInRequest, found: Answering, number: int) -> str:
    going = request.POST.get("go", "")
    uid = found.response.uid
    if going == BACK:
        return to_start(found.response) if number == 1 else reverse("rubric:survey_screen", args=[uid, number - 1])
    if going == CHECK or number == len(found.screens):
        return reverse("rubric:survey_check", args=[uid])
    return reverse("rubric:survey_screen", args=[uid, number + 1])


def _on_screen(request: SignedInRequest, found: Answering, screen: Screen, form: ScreenForm) -> dict[str, object]:
    steps = found.steps
    return {
        **around(found, request.user),
        "form": form,
        "screen": screen,
        "rows": form.rows(),
        "steps": steps,
        "is_last": screen.number == len(steps),
        "has_levels": any(row.question.kind == "level" for row in form.rows()),
    }


# --- Saved by the browser itself ---------------------------------------------------------------------------------------


@require_POST
@requires(may_answer_surveys)
def survey_save(request: SignedInRequest, uid: UUID) -> HttpResponseBase:
    """What a browser saves by itself, in JSON: the stamps of what is saved, what is answered newer, what cannot be stored."""
    found = _answering_or_404(request, uid)
    keys = named(request.POST)
    questions = [one for screen in found.screens for one in screen.questions if one.key in keys]
    form = ScreenForm(request.POST, questions=questions, answering=found)
    form.is_valid()
    errors = {name.removeprefix(BOX): " ".join(map(str, words)) for name, words in form.errors.items()}
    changes = [responses.Change(one.key, one.value, one.at, one.seen) for one in form.sent()]
    try:
        saved = responses.save(found.response, changes, by=request.user, now=clock.now())
    except Refused as refusal:
        return JsonResponse({"refused": str(refusal)}, status=409)
    newer = {key: _texts(answer) for key, answer in saved.newer.items()}
    return JsonResponse({"saved": saved.stamps, "newer": newer, "errors": errors})


def _texts(answer: Answer) -> list[str]:
    """An answer as the boxes of the form hold it."""
    if answer is None:
        return []
    return [str(one) for one in (answer if isinstance(answer, list | tuple) else [answer])]


# --- Looked over and sent ------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_answer_surveys)
def survey_check(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """All answers in words; the button below them sends."""
    found = _answering_or_404(request, uid)
    if elsewhere := _elsewhere(found):
        return redirect(elsewhere)
    if request.method == "POST":
        return acted(
            request,
            lambda: responses.send(found.response, language=active_language(), by=request.user, now=clock.now()),
            message=_("Your answers are sent. Thank you."),
            redirect_to=reverse("rubric:survey_thanks", args=[uid]),
            back=reverse("rubric:survey_check", args=[uid]),
        )
    lines = [
        (screen, [(question, question.in_words(found.answer(question))) for question in screen.questions])
        for screen in found.screens
    ]
    return render(
        request,
        "rubric/survey_check.html",
        {**around(found, request.user), "lines": lines, "untouched": found.untouched},
    )


@require_safe
@requires(may_answer_surveys)
def survey_thanks(request: SignedInRequest, uid: UUID) -> HttpResponse:
    found = _answering_or_404(request, uid)
    if found.response.sent_at is None:
        return redirect(to_start(found.response))
    return render(request, "rubric/survey_thanks.html", around(found, request.user))
