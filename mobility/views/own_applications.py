"""The pages of an applicant: begin, fill in, look over, send, and see where the application stands."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.services.editing import StaleEdit
from kanazawa_exchange.accounts.services.sent_forms import SentBefore
from kanazawa_exchange.accounts.views.keeping import forget, typed
from kanazawa_exchange.accounts.views.pages import Crumb
from kanazawa_exchange.accounts.views.saving import SignedInRequest, sent_version
from kanazawa_exchange.accounts.views.sending import led_on, once
from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.devices import owner_of
from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.receiving import received_at
from kanazawa_exchange.lib.refusals import Refused
from partners.services.intake_modes import Locked
from programs.models import Call
from programs.permissions import may_keep_call
from programs.queries.eligibility import Verdict

from .. import permissions
from ..application_states import WRITABLE, ApplicationStatus
from ..forms.applications import TopicForm, changes_in, keys_of
from ..models import Application
from ..queries.applications import contents, eligibility, last_page
from ..queries.applications.boxes import Boxes
from ..queries.applications.intake import PartnerBefore, partner_before
from ..queries.applications.meant_for import not_for_partners, not_meant_for
from ..queries.applications.moments import cities_of, deadline_words
from ..queries.applications.places_words import places_title
from ..queries.applications.standing import RELATED, own_applications, standing
from ..services.applications import drafts, submitting
from ..services.applications.submitting import CONSENT
from .consent_boxes import agreed_in, consent_box

LATER = "later"
FILE_PAGE = "mobility:own_application_file"


@require_safe
@requires(permissions.has_person)
def own_application_list(request: SignedInRequest) -> HttpResponse:
    found = own_applications(request.user, clock.now())
    return render(request, "mobility/own_application_list.html", {"applications": found})


def own(request: SignedInRequest, uid: UUID) -> Application:
    """An application of whoever has signed in; those of others have no such pages."""
    rows = Application.objects.visible_to(request.user).select_related(*RELATED, "person", "unit")
    application = get_object_or_404(rows, uid=uid)
    if not permissions.is_own(request.user, application):
        raise Http404
    return application


# --- Begun -----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.has_person)
def application_start(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """What is asked, and until when; the button begins. Whoever has begun is led to the own application."""
    now = received_at(request)
    calls = Call.objects.visible_to(request.user).select_related("run__program")
    call = get_object_or_404(calls, uid=uid)
    begun = Application.objects.visible_to(request.user).filter(call=call, person=request.user.person).first()
    if begun is None and may_keep_call(request.user, call):
        return redirect("programs:call_office", uid=call.uid)
    if begun is None and request.method == "POST":
        try:
            begun = drafts.start(call, language=active_language(), by=request.user, now=now)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)
    if (
        begun is not None and request.method == "POST" and begun.status == ApplicationStatus.DRAFT
    ):  # the second of two clicks
        return redirect("mobility:application_topic", uid=begun.uid, topic=contents.ABOUT)
    if begun is not None:
        return redirect("mobility:own_application", uid=begun.uid)
    boxes = Boxes(Application(call=call, person=request.user.person))
    context = {
        "call": call,
        "title": localized(call, "title"),
        "program": localized(call.run.program, "name"),
        "is_open": call.is_open(now),
        "not_meant_for": not_meant_for(call, boxes.application.person) or not_for_partners(call, request.user),
        "before": partner_before(boxes.application.person),
        "until": deadline_words(call.closes_at, cities_of(boxes.application.person)),
        "findings": eligibility.findings(boxes),
        "papers": contents.papers_of(boxes),
        "questions": len(boxes.questions),
        "places_title": places_title(call),
        "places": [localized(place.institution, "name") for place in boxes.places.values()],
        "most_choices": boxes.most_wishes,
    }
    return render(request, "mobility/application_start.html", context)


# --- Where it stands -------------------------------------------------------------------------------------------------


@require_safe
@requires(permissions.has_person)
def own_application(request: SignedInRequest, uid: UUID) -> HttpResponse:
    application = own(request, uid)
    boxes = Boxes(application)
    context = {
        "application": application,
        "standing": standing(application, clock.now()),
        "topics": contents.topics_of(boxes, judged=False),
        "file_page": FILE_PAGE,
        "before": before_of(application) if application.status in WRITABLE else None,
        "trail": own_trail(),
    }
    return render(request, "mobility/own_application.html", context)


def before_of(application: Application) -> PartnerBefore | None:
    """Whether the own university of the applicant comes first."""
    return partner_before(application.person, application.institution)


def may_be_filled_in(application: Application) -> bool:
    """Whether the pages of the form open; where they do not, the page of the application says why."""
    return application.status in WRITABLE and before_of(application) is None


def own_trail() -> list[Crumb]:
    return [(_("Home"), reverse("home")), (_("My applications"), reverse("mobility:own_application_list"))]


# --- Filled in -------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.has_person)
def application_topic(request: SignedInRequest, uid: UUID, topic: str) -> HttpResponse:
    """One topic of the form; every button saves it and then leads on."""
    received = received_at(request)
    application = own(request, uid)
    boxes = Boxes(application)
    topics = contents.topics_of(boxes, judged=False)
    keys = [one.key for one in topics]
    if topic not in keys:
        raise Http404
    if application.status not in WRITABLE or (request.method != "POST" and not may_be_filled_in(application)):
        return redirect("mobility:own_application", uid=uid)
    number = keys.index(topic)
    form = TopicForm(boxes, topic, request.POST if request.method == "POST" else typed(request))
    status = 200
    if request.method == "POST":
        try:
            form.saved = drafts.save(application, form.changes(), by=request.user, now=received)
        except Refused as refusal:
            if isinstance(refusal, Locked):
                forget(request)  # nothing of it stays here, nor among what is kept for whoever goes back
            messages.error(request, str(refusal))
            return redirect("mobility:own_application", uid=uid)
        form = _after(form, request)
        if not form.is_stuck():
            forget(request)
            _warn_of_stops(request, form)
            return redirect(_onward(request, application, keys, number))
        status = 409 if form.saved.newer else 200
    rows = list(form.rows())
    faulty = [row for row in rows if row.errors]
    context = {**around(request, application, keys, topic), "form": form, "rows": rows, "faulty": faulty}
    context["still"] = request.method != "POST"
    return render(request, "mobility/application_topic.html", context, status=status)


def _warn_of_stops(request: SignedInRequest, form: TopicForm) -> None:
    """Whoever cannot apply hears it where it was stated, not on the last page."""
    for finding in eligibility.blocking(form.boxes) if form.topic == contents.ABOUT else ():
        messages.warning(request, f"{finding.condition}{formats.colon()}{finding.reason}")


def _after(form: TopicForm, request: SignedInRequest) -> TopicForm:
    """The form beside what stands now: sent once more it is compared with that."""
    application = own(request, form.boxes.application.uid)
    anew = TopicForm(Boxes(application), form.topic, request.POST)
    anew.saved, anew.offered = form.saved, form.boxes.application.institution
    return anew


def _onward(request: SignedInRequest, application: Application, keys: list[str], number: int) -> str:
    going = request.POST.get("go", "")
    if going == LATER:
        messages.success(request, _("Saved. You can go on at any time, on any device."))
        return reverse("mobility:own_application", args=[application.uid])
    if going == "check" or number + 1 == len(keys):
        return reverse("mobility:application_check", args=[application.uid])
    return reverse("mobility:application_topic", args=[application.uid, keys[number + 1]])


def around(request: SignedInRequest, application: Application, keys: list[str], topic: str) -> dict[str, object]:
    """What every page of the form shows: where it is among the others, and whose form it is."""
    number = keys.index(topic)
    titles = [contents.title_of(key, application.call) for key in keys]
    shown = standing(application, clock.now())
    owner = f"{owner_of(request.user.pk)}:{owner_of(request.user.pk, str(application.uid))}"
    return {
        "application": application,
        "title": localized(application.call, "title"),
        "standing": shown,
        "trail": own_trail(),
        "owner": owner,
        "topic_title": titles[number],
        "number": number + 1,
        "steps": [*titles, last_page.title_of(shown)],
        "previous": keys[number - 1] if number else "",
        "is_last": number + 1 == len(keys),
    }


@require_POST
@requires(permissions.has_person)
def application_save(request: SignedInRequest, uid: UUID, topic: str) -> HttpResponseBase:
    """What a browser saves by itself, in JSON: the stamps of what is kept, what another device has saved, what cannot be kept."""
    received = received_at(request)
    application = own(request, uid)
    boxes = Boxes(application)
    try:
        changes = changes_in(request.POST, keys_of(boxes, topic))
        saved = drafts.save(application, changes, by=request.user, now=received)
    except Refused as refusal:
        return JsonResponse({"refused": str(refusal)}, status=409)
    at = formats.time(saved.at) if saved.at else ""
    return JsonResponse({"saved": saved.stamps, "newer": saved.newer, "errors": saved.errors, "at": at})


# --- Looked over and sent --------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.has_person)
def application_check(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """All answers in words; the button below them sends. What decides is the moment at which this request was received."""
    received = received_at(request)
    application = own(request, uid)
    if request.method == "POST":
        return _sent(request, application, received)
    if not may_be_filled_in(application):
        return redirect("mobility:own_application", uid=uid)
    return _looked_over(request, application)


def _sent(request: SignedInRequest, application: Application, received: datetime) -> HttpResponse:
    page = reverse("mobility:own_application", args=[application.uid])

    def act() -> Application:
        return submitting.submit(
            application,
            language=active_language(),
            by=request.user,
            now=received,
            revision=sent_version(request),
            agreed=agreed_in(request),
        )

    try:
        once(request, act, page)
    except SentBefore as twice:
        return led_on(request, twice.earlier)
    except StaleEdit:
        messages.warning(
            request,
            _("The application was changed on another device since this page was opened. Look it over once more."),
        )
        return redirect(request.path)
    except Refused as refusal:
        return _looked_over(request, own(request, application.uid), refusal)
    messages.success(request, _("Your application is sent. A mail confirms it."))
    return redirect(page)


def _looked_over(request: SignedInRequest, application: Application, refusal: Refused | None = None) -> HttpResponse:
    boxes = Boxes(application)
    topics, findings = contents.topics_of(boxes), eligibility.findings(boxes)
    shown = standing(application, clock.now())
    here = last_page.title_of(shown)
    context = {
        "application": application,
        "title": localized(application.call, "title"),
        "standing": shown,
        "trail": own_trail(),
        "topics": topics,
        "before_missing": last_page.before_what_is_missing(shown, application.status),
        "is_whole": all(topic.is_whole for topic in topics),
        "findings": findings,
        "file_page": FILE_PAGE,
        "stops": any(finding.blocks for finding in findings),
        "has_open": any(finding.verdict != Verdict.FULFILLED for finding in findings),
        **consent_box(application, refusal),
        "refusal": "" if refusal is None or set(refusal.errors) <= {CONSENT, *boxes.keys} else str(refusal),
        "topic_title": here,
        "steps": [*(topic.title for topic in topics), here],
        "number": len(topics) + 1,
    }
    return render(request, "mobility/application_check.html", context, status=200)
