"""Screens of portal-wide roles: who holds which, give, change, end."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.term_form import TermForm

from ..entrance import requires
from ..forms.roles import RoleForm
from ..models import Person, RoleGrant
from ..permissions import may_grant_roles, may_list_roles
from ..queries import authority
from ..services import roles
from .pages import FormPage, filled, person_trail
from .saving import SignedInRequest, acted, bound, version_of


@require_safe
@requires(may_list_roles)
def role_list(request: SignedInRequest) -> HttpResponse:
    """Every portal-wide role in a sentence, with its holders; and the way to one person."""
    query = request.GET.get("q", "")[:200]
    context = {
        "roles": authority.roles(request.user, clock.today()),
        "q": query,
        "found": authority.find_people(request.user, query),
        "may_grant": may_grant_roles(request.user),
    }
    return render(request, "accounts/role_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_grant_roles)
@reauthentication_required
def role_grant(request: SignedInRequest, uid: UUID) -> HttpResponse:
    person = get_object_or_404(Person.objects.visible_to(request.user), uid=uid)
    line = authority.person_line(person)
    form = bound(RoleForm, request, initial={"starts_on": clock.today()}, unchecked=authority.unchecked_address(person))
    page = FormPage(
        _("Give a role"),
        person_trail(line),
        [line.words],
        submit=_("Give the role"),
        template="accounts/right_form.html",
    )
    return filled(
        request,
        page,
        form,
        lambda: roles.grant(
            person,
            form.cleaned_data["role"],
            **form.term(),
            address=form.cleaned_data.get("address", ""),
            by=request.user,
            now=clock.now(),
        ),
        message=authority.words_after_grant(person, clock.now()),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_grant_roles)
@reauthentication_required
def role_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    row = get_object_or_404(RoleGrant.objects.visible_to(request.user).select_related("person"), uid=uid)
    form = bound(TermForm, request, row)
    line = authority.person_line(row.person)
    page = FormPage(
        _("Change the term"),
        person_trail(line),
        [line.words, row.get_role_display()],
        template="accounts/right_form.html",
    )
    return filled(
        request,
        page,
        form,
        lambda: roles.change_term(
            row, version=version_of(form), **form.term(), by=request.user, now=clock.now(), on=clock.today()
        ),
        message=_("The term is changed."),
    )


@require_POST
@requires(may_grant_roles)
@reauthentication_required
def role_end(request: SignedInRequest, uid: UUID) -> HttpResponse:
    row = get_object_or_404(RoleGrant.objects.visible_to(request.user).select_related("person"), uid=uid)
    return acted(
        request,
        lambda: roles.end(row, on=clock.today(), by=request.user, now=clock.now()),
        message=_("The role has ended. It stops applying at the next click."),
        redirect_to=_page(row.person),
    )


def _page(person: Person) -> str:
    return reverse("programs:authority_person", args=[person.uid])
