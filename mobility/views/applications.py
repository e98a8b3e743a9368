"""The applications to one call as the office sees them: the list with its files, and the sheet of one."""

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.models import ConsentRecord, Method, User
from kanazawa_exchange.accounts.permissions import may_enter_consent, may_read_consents, may_read_mails
from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.accounts.services.consents import CannotConsent, Shown, Way, give, valid_consent
from kanazawa_exchange.accounts.views.documents import document
from kanazawa_exchange.accounts.views.lists import count_words, listed, listing, sent, size_in, unread
from kanazawa_exchange.accounts.views.moves import MovePage, moved
from kanazawa_exchange.accounts.views.pages import Crumb, FormPage, filled
from kanazawa_exchange.accounts.views.saving import SignedInRequest, bound, saved, version_of
from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.chosen import chosen, codes
from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.list_files import MOST_ROWS, ListFile
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.paging import PAGE_SIZE, place_in
from kanazawa_exchange.lib.sorting import sorting_in
from kanazawa_exchange.lib.states import Move, Step
from kanazawa_exchange.lib.ticked import MOST
from kanazawa_exchange.lib.totals import counted
from programs.models import Call

from .. import permissions
from ..application_moves import APPLICATION_MOVES, GOES_ON
from ..application_states import shown_state
from ..exports.applications import APPLICATIONS
from ..forms.application_filters import ApplicationFilter, PaperConsentForm, ReturnForm
from ..models import Application
from ..queries import consents
from ..queries.applications import contents, eligibility, histories, lists, mailed, nominated
from ..queries.applications.boxes import Boxes
from ..queries.applications.files import file_of
from ..queries.applications.standing import RELATED, standing
from ..queries.applications.ticked import sealed
from ..queries.stopped import stopped, why_and_what_helps
from ..services.applications import machine, returning, submitting
from ..services.selection import deciding
from .consent_boxes import PROCESSING
from .releasing import unseen

PAGES = ("submit_late", "extend", "review", "reconsider", "cancel")
"""The moves of the office that a small page makes; returning has a page of its own, the selection its own tables."""


def noun(count: int) -> str:
    return ngettext("%(number)s application", "%(number)s applications", count)


def call_or_404(request: HttpRequest, uid: UUID) -> Call:
    """A call whose applications this user handles."""
    return get_object_or_404(Call.objects.kept_by(request.user).select_related("run__program"), uid=uid)


@require_safe
@requires(permissions.may_list_applications)
@listed
def application_list(request: SignedInRequest, uid: UUID) -> HttpResponse:
    call = call_or_404(request, uid)
    if permissions.takes_part_in(request.user, call):
        return unseen(request, call)
    form = ApplicationFilter(request.GET, call=call)
    rows = lists.found(call, request.user, form.asked)
    sorting = sorting_in(request.GET, lists.orders())
    page = lists.page(rows, request.user, place_in(request.GET), order=sorting.order, size=size_in(request, PAGE_SIZE))
    total = counted(rows)
    context = {
        "call": call,
        "title": localized(call, "title"),
        "form": form,
        "page": page,
        "listing": listing(request, page, total, noun, sorting=sorting, chosen=chosen(form)),
        "total": total,
        "filter": sealed(call, form.asked),
        "most": MOST,
        "may_begin_late": call.is_over(clock.now()),
    }
    return render(request, "mobility/application_list.html", context)


@require_safe
@requires(permissions.may_list_applications)
def application_list_file(request: SignedInRequest, uid: UUID, kind: str) -> HttpResponseBase:
    call = call_or_404(request, uid)
    if permissions.takes_part_in(request.user, call):
        return redirect(reverse("mobility:application_list", args=[call.uid]))
    form = ApplicationFilter(request.GET, call=call)
    if not form.is_valid():
        return unread(request, kind)
    rows = lists.found(call, request.user, form.asked)
    total = counted(rows, MOST_ROWS[kind])
    notes = [count_words(total, noun), *(part.words for part in chosen(form))]
    shown = lists.every_row(rows, request.user, sorting_in(request.GET, lists.orders()).order)
    file = ListFile("applications", str(localized(call, "title")), APPLICATIONS, shown, notes)
    return sent(request, kind, file, total, asked=codes(form))


# --- One application -------------------------------------------------------------------------------------------------


def application_or_404(request: SignedInRequest, uid: UUID) -> Application:
    """An application that this user handles: not the own one, and none that competes with it."""
    rows = Application.objects.visible_to(request.user).select_related(*RELATED, "person", "unit")
    application = get_object_or_404(rows, uid=uid)
    if not permissions.may_handle_application(request.user, application):
        raise Http404
    return application


@require_safe
@requires(permissions.may_list_applications)
def application_detail(request: SignedInRequest, uid: UUID) -> HttpResponse:
    application = application_or_404(request, uid)
    boxes, entries = Boxes(application), histories.history(application)
    after = nominated.nomination_of(application, request.user)
    rests = bool(stopped([application.person_id]))
    context = {
        "application": application,
        "name": shown_names([application.person_id])[application.person_id],
        "state_label": shown_state(application).office,
        "state_kind": shown_state(application).kind,
        "standing": standing(application, clock.now()),
        "topics": contents.topics_of(boxes, judged=application.submitted_at is None),
        "file_page": "mobility:application_file",
        "consent_topic": PROCESSING,
        "consent": _consent_of(application),
        "rests": why_and_what_helps() if rests else "",
        "may_record": may_enter_consent(request.user, application.person),
        "findings": eligibility.findings(boxes),
        "moves": _offered(application, request.user, is_held=after.is_held, rests=rests),
        "entries": entries,
        "since": entries[0].at if entries else application.created_at,
        "letters": mailed.letters_about(application),
        "may_read_mails": may_read_mails(request.user),
        "nominated": after,
        "trail": application_trail(application)[:-1],
    }
    return render(request, "mobility/application_detail.html", context)


def _offered(application: Application, user: User, *, is_held: bool, rests: bool) -> list[Move]:
    """The moves of the sheet. `rests`: nobody goes on before the consent to the handling of the data is given again."""
    left = {"cancel"} if is_held else set()
    shown = {*PAGES, "return"} - left - (set(GOES_ON) if rests else set())
    return [row for row in APPLICATION_MOVES.offered(application, user) if row.name in shown]


@require_safe
@requires(permissions.may_list_applications)
def application_file(request: SignedInRequest, uid: UUID, file: UUID) -> HttpResponseBase:
    """A file that the applicant handed in, for whoever handles the application."""
    application = application_or_404(request, uid)
    return document(request, file_of(application, file), record=application, event="application_file_read")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_read_consents)
def application_consent(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The applicant has signed the consent to the processing on paper: the office records that, and in which language."""
    application = application_or_404(request, uid)
    asked = consents.asked(PROCESSING, active_language(), clock.today())
    if asked is None:
        messages.error(request, _("There is no text for this consent yet. The office has to write it first."))
        return redirect(application_address(application))
    form = bound(PaperConsentForm, request, initial={"language": application.language, "version": asked.text.number})

    def act() -> None:
        if form.cleaned_data["version"] != asked.text.number:
            raise CannotConsent(_("The text was replaced while you were reading it. Read the new one first."))
        shown, paper = Shown(asked.text, form.cleaned_data["language"]), Way(method=Method.PAPER)
        give(application.person, PROCESSING.purpose, shown, way=paper, by=request.user, now=clock.now())

    lead = _("Version %(number)s of the text, valid from %(day)s") % {
        "number": asked.text.number,
        "day": formats.long_date(asked.text.valid_from),
    }
    words = _("Record a consent on paper")
    page = FormPage(
        words, application_trail(application), subtitle=[PROCESSING.name], lead=lead, submit=_("Record the consent")
    )
    return filled(request, page, form, act, message=_("The consent is recorded."))


def _consent_of(application: Application) -> ConsentRecord | None:
    return valid_consent(application.person, PROCESSING.purpose, PROCESSING.scope, clock.now())


def application_trail(application: Application) -> list[Crumb]:
    title = localized(application.call, "title")
    name = shown_names([application.person_id])[application.person_id]
    return [
        (_("Home"), reverse("home")),
        (title, reverse("mobility:application_list", args=[application.call.uid])),
        (name.text, application_address(application)),
    ]


def application_address(application: Application) -> str:
    return reverse("mobility:application_detail", kwargs={"uid": application.uid})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.may_list_applications)
def application_move(request: SignedInRequest, uid: UUID, move: str) -> HttpResponse:
    application = application_or_404(request, uid)
    if move == "return":
        return _returned(request, application)
    if move not in PAGES:
        raise Http404
    return moved(request, PAGE, application, move)


def _moved(application: Application, name: str, step: Step, **options: object) -> Application:
    """The service behind the page of a move."""
    act = {
        "submit_late": submitting.submit_late,
        "extend": returning.extend,
        "reconsider": _reconsidered,
    }.get(name)
    made: Application = (
        act(application, step, **options) if act else machine.move(application, name, step, **options)  # type: ignore[arg-type]
    )
    return made


def _reconsidered(application: Application, step: Step, *, by: User, now: datetime, version: int | None) -> Application:
    """A decision that is not the one the page has shown is left. Errors: StaleEdit, MoveRefused."""
    return deciding.reconsider(application, step.reason, by=by, now=now, version=version)


def _context(_request: HttpRequest, application: Application, _row: Move) -> dict[str, object]:
    found = standing(application, clock.now())
    return {"standing": found, "trail": application_trail(application), "back_words": _("Back to the application")}


PAGE = MovePage(
    table=APPLICATION_MOVES,
    service=_moved,
    template="mobility/application_move.html",
    address=application_address,
    context=_context,
)


def _returned(request: SignedInRequest, application: Application) -> HttpResponse:
    """The page on which an application is returned: the reason, remarks at the questions, the last day."""
    last_day = clock.today() + timedelta(days=application.call.correction_days)
    form = bound(partial(ReturnForm, application=application, last_day=last_day), request)

    def act() -> Application:
        return returning.return_for_correction(
            application,
            form.step(),
            last_day=form.cleaned_data["last_day"],
            remarks=form.remarks(),
            by=request.user,
            now=clock.now(),
            version=version_of(form),
        )

    return saved(
        request,
        form,
        act,
        message=_("The application is returned; the applicant is told by email."),
        redirect_to=application_address(application),
        template="mobility/application_return.html",
        context={
            "application": application,
            "standing": standing(application, clock.now()),
            "trail": application_trail(application),
            "back": application_address(application),
            "is_possible": APPLICATION_MOVES.allowed(application.status, "return"),
            "state": shown_state(application).office,
        },
    )
