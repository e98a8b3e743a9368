"""Nominations: the list of a reader's cases, one case, and the forms by which they are prepared, sent and answered."""

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from kanazawa_exchange.accounts.entrance import acting, requires
from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.accounts.views.lists import count_words, listed, listing, sent, size_in, unread
from kanazawa_exchange.accounts.views.moves import MovePage, moved
from kanazawa_exchange.accounts.views.pages import FormPage, filled
from kanazawa_exchange.accounts.views.saving import SignedInRequest, acted, bound, version_of
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.chosen import chosen, codes
from kanazawa_exchange.lib.list_files import MOST_ROWS, ListFile
from kanazawa_exchange.lib.paging import PAGE_SIZE, place_in
from kanazawa_exchange.lib.states import Move
from partners.models import Institution
from partners.permissions import represented_institution_ids
from programs.models import Direction

from .. import permissions
from ..exports.nominations import COLUMNS
from ..facts import Places
from ..forms.nominations import EditForm, FilterForm, NominateForm, PrepareForm
from ..models import NOMINATION_FACTS, Nomination
from ..nomination_moves import NOMINATION_RECEIVER_MOVES, NOMINATION_SENDER_MOVES
from ..queries import balance, people_visible_to, withheld
from ..queries.nominations import agreements, cases, invitations, lists
from ..queries.nominees import home_of, runs_nominated_to, runs_prepared_for
from ..queries.stopped import stopped, why_and_what_helps
from ..queries.ways import in_places
from ..services import showing
from ..services.nominations import moving, nominating, preparing, staying
from .readers import reader


def noun(count: int) -> str:
    return ngettext("%(number)s nomination", "%(number)s nominations", count)


def _form(request: HttpRequest) -> FilterForm:
    is_partner = not permissions.may_register(request.user)
    return FilterForm(request.GET, is_partner=is_partner, ways=in_places(request.user))


@require_safe
@requires(permissions.may_list_nominations)
@listed
def nomination_list(request: HttpRequest) -> HttpResponse:
    form = _form(request)
    filters = form.filters
    page = showing.shown(
        lambda: lists.page(request.user, filters, place_in(request.GET), size=size_in(request, PAGE_SIZE)),
        lambda found: showing.nominations(row.uid for row in found.rows),
        showing.NOMINATIONS,
        by=reader(request),
        now=clock.now(),
    )
    total = lists.count(request.user, filters)
    context = {
        "form": form,
        "page": page,
        "filters": filters,
        "listing": listing(request, page, total, noun, chosen=chosen(form)),
        "withheld": withheld.nominations(request.user),
        "may_nominate": permissions.may_nominate(request.user),
        "may_register": permissions.may_register(request.user),
    }
    return render(request, "mobility/nomination_list.html", context)


@require_safe
@requires(permissions.may_list_nominations)
def nomination_list_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    form = _form(request)
    if not form.is_valid():
        return unread(request, kind)
    total = showing.shown(
        lambda: lists.count(request.user, form.filters, bound=MOST_ROWS[kind]),
        lambda found: Nomination.objects.none() if found.is_more else lists.asked_for(request.user, form.filters),
        showing.NOMINATIONS,
        by=reader(request),
        now=clock.now(),
        file=kind,
    )
    unseen = (part.words for part in withheld.nominations(request.user))
    notes = [count_words(total, noun), *(part.words for part in chosen(form)), *unseen]
    rows = lists.every_row(request.user, form.filters)
    return sent(
        request, kind, ListFile("nominations", _("Nominations"), COLUMNS, rows, notes), total, asked=codes(form)
    )


def visible(request: HttpRequest) -> QuerySet[Nomination]:
    rows: QuerySet[Nomination] = preparing.rows()
    return rows.filter(pk__in=Nomination.objects.visible_to(request.user).values("pk"))


def _shown(request: HttpRequest, uid: UUID) -> Nomination:
    """The nomination, which is logged where it is ours and the reader its host."""
    nomination: Nomination = showing.shown(
        lambda: get_object_or_404(visible(request), uid=uid),
        lambda one: showing.nominations([one.uid]),
        showing.NOMINATIONS,
        by=reader(request),
        now=clock.now(),
    )
    return nomination


def _address(nomination: Nomination) -> str:
    return reverse("mobility:nomination_detail", kwargs={"uid": nomination.uid})


@require_safe
def nomination_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    nomination = _shown(request, uid)
    case = cases.case(nomination, request.user)
    context: dict[str, object] = {
        "case": case,
        "row": case.row,
        "may_list": permissions.may_list_nominations(request.user),
    }
    if case.may_edit:
        context["agreement_missing"] = agreements.missing(nomination, request.user, clock.today())
    if case.keeps:
        context["entries"] = cases.history(nomination)
        context["unseen_by_host"] = withheld.unseen_by_host(nomination, clock.today())
        context["person_uid"] = nomination.person.uid
        context["accountless"] = invitations.accountless(nomination, request.user, clock.now())
        context["rests"] = why_and_what_helps() if stopped([nomination.person_id]) else ""
    if nomination.agreement_id is not None and (case.keeps or case.steps or case.may_edit):
        context["balance"] = balance.balance_of(nomination)
    return render(request, "mobility/nomination_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def nomination_move(request: HttpRequest, uid: UUID, move: str) -> HttpResponse:
    nomination = _shown(request, uid)
    return moved(request, RECEIVER_PAGE if move in NOMINATION_RECEIVER_MOVES.moves else SENDER_PAGE, nomination, move)


def _context(request: HttpRequest, nomination: Nomination, row: Move) -> Mapping[str, object]:
    context: dict[str, object] = {"case": cases.case(nomination, request.user)}
    if row.name in moving.SENDS:
        context["agreement_missing"] = agreements.missing(nomination, request.user, clock.today())
        if nomination.agreement_id is not None:
            context["balance"] = balance.balance_of(nomination)
    return context


SENDER_PAGE, RECEIVER_PAGE = (
    MovePage(
        table=table,
        service=moving.move,
        template="mobility/nomination_move.html",
        address=_address,
        context=_context,
    )
    for table in (NOMINATION_SENDER_MOVES, NOMINATION_RECEIVER_MOVES)
)


@require_http_methods(["GET", "HEAD", "POST"])
def nomination_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The facts, while the sending side may write."""
    nomination = get_object_or_404(visible(request), uid=uid)
    if not permissions.may_send_nomination(request.user, nomination):
        raise PermissionDenied
    offered = agreements.agreements_between(nomination.sending, nomination.receiving)
    made = partial(EditForm, agreements=offered, is_invited=nomination.run.direction == Direction.INBOUND)
    form = bound(made, request, initial=_initial(nomination))
    page = FormPage(_("Edit the nomination"), _trail(nomination), template="mobility/nomination_edit.html")
    act = partial(preparing.edit, nomination, by=request.user)
    return filled(
        request,
        page,
        form,
        lambda: act(form.values(), version=version_of(form)),
        agreement_missing=agreements.missing(nomination, request.user, clock.today()),
    )


def _initial(nomination: Nomination) -> dict[str, object]:
    agreement = nomination.agreement and nomination.agreement.uid
    facts = {name: getattr(nomination, name) for name in NOMINATION_FACTS}
    return {**facts, "agreement": agreement, "version": nomination.version}


def _trail(nomination: Nomination) -> list[tuple[object, str]]:
    name = shown_names([nomination.person_id])[nomination.person_id].text
    return [*_list_trail(), (name, _address(nomination))]


def _list_trail() -> list[tuple[object, str]]:
    return [(_("Home"), reverse("home")), (_("Nominations"), reverse("mobility:nomination_list"))]


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.may_register)
def nomination_prepare(request: SignedInRequest, person: UUID) -> HttpResponse:
    """The office prepares the nomination of somebody whom it knows."""
    who: Person = get_object_or_404(people_visible_to(request.user), uid=person)
    form = bound(partial(PrepareForm, runs=runs_prepared_for(request.user)), request)
    page = FormPage(
        pgettext("nomination", "Prepare a nomination"),
        [
            (_("Home"), reverse("home")),
            (shown_names([who.pk])[who.pk].text, reverse("mobility:person_detail", args=[who.uid])),
        ],
        submit=pgettext("nomination", "Prepare a nomination"),
    )

    def act() -> Nomination:
        run, now = form.cleaned_data["run"], clock.now()
        places = Places(home_of(run, clock.tokyo_date(now)), form.cleaned_data["receiving"])
        return preparing.prepare(who, run, places, form.values(), by=request.user, now=now)

    return filled(
        request,
        page,
        form,
        act,
        message=_("The nomination is prepared. Nobody else sees it before it is sent."),
        redirect_to=_address,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.may_nominate)
def nomination_create(request: SignedInRequest) -> HttpResponse:
    """A partner's representative nominates one student: stored and sent in one act."""
    places = Institution.objects.filter(pk__in=represented_institution_ids(request.user)).order_by("pk")
    runs, asked = runs_nominated_to(request.user, clock.today()), {"run": request.GET.get("run", "")}
    form = bound(partial(NominateForm, runs=runs, places=places), request, initial=asked)
    page = FormPage(
        _("Nominate a student"),
        _list_trail(),
        lead=_("What you enter here is sent to Kanazawa University when you press the button, and not before."),
        submit=pgettext("nomination", "Send the nomination"),
        template="mobility/nomination_create.html",
    )

    def act() -> Nomination:
        run, now = form.cleaned_data["run"], clock.now()
        ways = Places(form.cleaned_data["sending"], home_of(run, clock.tokyo_date(now)))
        nominee = nominating.Nominee(form.newcomer(), run, ways, form.facts())
        return nominating.nominate(nominee, by=request.user, now=now)

    return filled(
        request,
        page,
        form,
        act,
        message=_("The nomination is sent. Kanazawa University answers it here."),
        redirect_to=_address,
        no_agreement=agreements.nowhere_in_force(places, runs, clock.today()),
    )


@require_http_methods(["POST"])
def nomination_stay(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Register the stay of an accepted nomination that could not be registered at once."""
    nomination = get_object_or_404(visible(request), uid=uid)
    if not permissions.may_register_stay_of(request.user, nomination):
        raise PermissionDenied
    return acted(
        request,
        lambda: staying.register_stay(nomination, by=acting(request), now=clock.now()),
        message=_("The planned stay is registered."),
        redirect_to=_address(nomination),
    )
