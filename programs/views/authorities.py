"""Screens of authority over one thing: who holds which, and everything one person may do."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.accounts.permissions import may_grant_roles, may_invite, may_list_roles
from kanazawa_exchange.accounts.queries import authority
from kanazawa_exchange.accounts.views.pages import FormPage, filled, person_trail
from kanazawa_exchange.accounts.views.saving import SignedInRequest, acted, bound, version_of
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.localized import localized

from ..forms.authorities import ADD_FORMS, EDIT_FORMS
from ..queries import authorities as queries
from ..services import authorities


def _kind_or_404(kind: str) -> queries.Kind:
    if kind not in queries.KINDS:
        raise Http404
    return queries.KINDS[kind]


def _to_person(person: Person) -> str:
    return reverse("programs:authority_person", kwargs={"uid": person.uid})


@require_safe
@requires(may_list_roles)
def authority_list(request: SignedInRequest) -> HttpResponse:
    groups = queries.overview(request.user, clock.today())
    return render(request, "programs/authority_list.html", {"groups": groups})


@require_safe
@requires(may_list_roles)
def authority_person(request: SignedInRequest, uid: UUID) -> HttpResponse:
    person = get_object_or_404(Person.objects.visible_to(request.user).prefetch_related("names"), uid=uid)
    context = {
        "page": queries.of_person(request.user, person, clock.today(), clock.now()),
        "may_grant": may_grant_roles(request.user),
        "may_invite": may_invite(request.user, person),
    }
    return render(request, "programs/authority_person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_list_roles)
def authority_add(request: SignedInRequest, uid: UUID, kind: str) -> HttpResponse:
    person = get_object_or_404(Person.objects.visible_to(request.user), uid=uid)
    row = _kind_or_404(kind)
    line = authority.person_line(person)
    form = bound(ADD_FORMS[kind], request, initial={"starts_on": clock.today()})
    page = FormPage(
        str(row.verb),
        person_trail(line),
        [line.words],
        lead=row.sentence,
        submit=_("Save"),
        template="accounts/right_form.html",
    )
    return filled(
        request,
        page,
        form,
        lambda: authorities.give(row.model(person=person, **form.values()), by=request.user, now=clock.now()),
        message=_("The authority is given."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_list_roles)
def authority_edit(request: SignedInRequest, kind: str, uid: UUID) -> HttpResponse:
    row = _kind_or_404(kind)
    held = get_object_or_404(queries.rows(request.user, kind), uid=uid)
    line = authority.person_line(held.person)
    form = bound(EDIT_FORMS[kind], request, held)
    page = FormPage(
        _("Change the term"),
        person_trail(line),
        [line.words, localized(getattr(held, row.over), "name")],
        lead=row.sentence,
        template="accounts/right_form.html",
    )
    return filled(
        request,
        page,
        form,
        lambda: authorities.change(held, form.values(), version=version_of(form), by=request.user, now=clock.now()),
        message=_("The term is changed."),
    )


@require_POST
@requires(may_list_roles)
def authority_end(request: SignedInRequest, kind: str, uid: UUID) -> HttpResponse:
    _kind_or_404(kind)
    held = get_object_or_404(queries.rows(request.user, kind), uid=uid)
    return acted(
        request,
        lambda: authorities.end(held, on=clock.today(), by=request.user, now=clock.now()),
        message=_("The authority has ended. It stops applying at the next click."),
        redirect_to=_to_person(held.person),
    )
