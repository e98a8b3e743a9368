"""Screens of portal-wide roles: who holds which, give, change, end."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.term_form import TermForm

from ..entrance import acting, requires
from ..forms.roles import RoleForm
from ..models import Person, RoleGrant
from ..permissions import may_grant_roles, may_list_roles
from ..queries import authority
from ..services import roles
from ..services.editing import StaleEdit
from .answers import refuse, stale


@require_safe
@requires(may_list_roles)
def role_list(request: HttpRequest) -> HttpResponse:
    """Every portal-wide role in a sentence, with its holders; and the way to one person."""
    wanted = request.GET.get("q", "")[:200]
    context = {
        "roles": authority.roles(request.user, clock.today()),
        "q": wanted,
        "found": authority.find_people(request.user, wanted),
        "may_grant": may_grant_roles(request.user),
    }
    return render(request, "accounts/role_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_grant_roles)
@reauthentication_required
def role_grant(request: HttpRequest, uid: UUID) -> HttpResponse:
    person = get_object_or_404(Person.objects.visible_to(request.user), uid=uid)
    form = RoleForm(request.POST or None, initial={"starts_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            roles.grant(person, form.cleaned_data["role"], **form.term(), by=acting(request), now=clock.now())
        except roles.CannotHold as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The role is given."))
            return redirect("programs:authority_person", uid=person.uid)
    return render(request, "accounts/role_form.html", {"form": form, "person": authority.person_line(person)})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_grant_roles)
@reauthentication_required
def role_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = get_object_or_404(RoleGrant.objects.visible_to(request.user).select_related("person"), uid=uid)
    form = TermForm(
        request.POST or None, initial={"starts_on": row.starts_on, "ends_on": row.ends_on, "version": row.version}
    )
    context = {"form": form, "grant": row, "person": authority.person_line(row.person)}
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            roles.change_term(
                row, version=version, **form.term(), by=acting(request), now=clock.now(), on=clock.today()
            )
        except StaleEdit as conflict:
            return stale(request, "accounts/role_form.html", form, conflict.current, context)
        except roles.CannotHold as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The term is changed."))
            return redirect("programs:authority_person", uid=row.person.uid)
    return render(request, "accounts/role_form.html", context)


@require_POST
@requires(may_grant_roles)
@reauthentication_required
def role_end(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = get_object_or_404(RoleGrant.objects.visible_to(request.user).select_related("person"), uid=uid)
    try:
        roles.end(row, on=clock.today(), by=acting(request), now=clock.now())
    except roles.CannotHold as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The role has ended. It no longer counts from the next click on."))
    return redirect("programs:authority_person", uid=row.person.uid)
