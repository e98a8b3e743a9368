"""Screens of authority over one thing: who holds which, and everything one person may do."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kanazawa_exchange.accounts.entrance import acting, requires
from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.accounts.permissions import may_grant_roles, may_invite, may_list_roles
from kanazawa_exchange.accounts.queries import authority
from kanazawa_exchange.accounts.services.editing import StaleEdit
from kanazawa_exchange.accounts.services.terms import CannotHold
from kanazawa_exchange.accounts.views.saving import add_refusal
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.conflicts import differences, restart
from kanazawa_exchange.lib.trilingual import initial_from
from partners.services import representatives

from ..forms.authorities import ADD_FORMS, EDIT_FORMS
from ..queries import authorities as queries
from ..services import authorities

APPOINT = {"seat": authorities.seat, "coordinator": authorities.appoint, "representative": representatives.appoint}


def _known(kind: str) -> str:
    if kind not in queries.KINDS:
        raise Http404
    return kind


@require_safe
@requires(may_list_roles)
def authority_list(request: HttpRequest) -> HttpResponse:
    groups = queries.overview(request.user, clock.today())
    return render(request, "programs/authority_list.html", {"groups": groups})


@require_safe
@requires(may_list_roles)
def authority_person(request: HttpRequest, uid: UUID) -> HttpResponse:
    person = get_object_or_404(Person.objects.visible_to(request.user).prefetch_related("names"), uid=uid)
    context = {
        "page": queries.of_person(request.user, person, clock.today(), clock.now()),
        "may_grant": may_grant_roles(request.user),
        "may_invite": may_invite(request.user, person),
    }
    return render(request, "programs/authority_person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_list_roles)
def authority_add(request: HttpRequest, uid: UUID, kind: str) -> HttpResponse:
    person = get_object_or_404(Person.objects.visible_to(request.user), uid=uid)
    form = ADD_FORMS[_known(kind)](request.POST or None, initial={"starts_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            APPOINT[kind](person, given.pop(queries.KINDS[kind][1]), **given, by=acting(request), now=clock.now())  # type: ignore[operator]
        except CannotHold as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("The authority is given."))
            return redirect("programs:authority_person", uid=person.uid)
    return render(request, "programs/authority_form.html", _context(form, kind, person))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_list_roles)
def authority_edit(request: HttpRequest, kind: str, uid: UUID) -> HttpResponse:
    row = get_object_or_404(queries.rows(request.user, _known(kind)), uid=uid)
    form_class = EDIT_FORMS[kind]
    form = form_class(request.POST or None, initial=initial_from(row, form_class))
    context = {**_context(form, kind, row.person), "row": row, "thing": getattr(row, queries.KINDS[kind][1])}
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        version = given.pop("version") or 0
        try:
            authorities.change(row, version=version, **given, by=acting(request), now=clock.now())
        except StaleEdit as conflict:
            found = differences(form, initial_from(conflict.current, form_class))
            restart(form, conflict.current.version)
            page = {**context, "conflict": True, "differences": found}
            return render(request, "programs/authority_form.html", page, status=409)
        except CannotHold as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("The term is changed."))
            return redirect("programs:authority_person", uid=row.person.uid)
    return render(request, "programs/authority_form.html", context)


@require_POST
@requires(may_list_roles)
def authority_end(request: HttpRequest, kind: str, uid: UUID) -> HttpResponse:
    row = get_object_or_404(queries.rows(request.user, _known(kind)), uid=uid)
    authorities.end(row, on=clock.today(), by=acting(request), now=clock.now())
    messages.success(request, _("The authority has ended. It no longer counts from the next click on."))
    return redirect("programs:authority_person", uid=row.person.uid)


def _context(form: Any, kind: str, person: Person) -> dict[str, Any]:
    return {
        "form": form,
        "kind": kind,
        "label": queries.label(kind),
        "sentence": queries.sentence(kind),
        "person": authority.person_line(person),
    }


def _refuse(form: Any, refusal: CannotHold) -> None:
    add_refusal(form, refusal)
