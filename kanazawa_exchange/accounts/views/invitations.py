"""Screens of invitations: the office's list, and the page behind the link in the letter."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.languages import active_language

from ..entrance import acting, requires
from ..forms.invitations import InvitationForm, PasswordForm
from ..forms.people import PersonForm
from ..models import Invitation, Person, User
from ..permissions import may_invite, may_list_roles
from ..queries import addresses, authority
from ..services import invitations, people
from .saving import acted, bound, overruled, saved

KEY = "invitation"


@require_safe
@requires(may_list_roles)
def invitation_list(request: HttpRequest) -> HttpResponse:
    lines = authority.invitations(request.user, clock.now())
    return render(request, "accounts/invitation_list.html", {"invitations": lines})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_list_roles)
def person_add(request: HttpRequest) -> HttpResponse:
    """A person the portal does not know yet: names first, rights and invitation on the next page."""
    form = bound(PersonForm, request)
    return saved(
        request,
        form,
        lambda: people.register(
            form.newcomer(),
            by=acting(request),
            among=Person.objects.visible_to(request.user),
            overruled=overruled(request) | form.answers(),
        ),
        message=_("The person is registered. Invite them or give them a role below."),
        redirect_to=lambda person: reverse("programs:authority_person", args=[person.uid]),
        template="accounts/person_form.html",
        context={"person_form": form},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_list_roles)
def invitation_send(request: HttpRequest, uid: UUID) -> HttpResponse:
    person = get_object_or_404(Person.objects.visible_to(request.user), uid=uid)
    if not may_invite(request.user, person):
        raise PermissionDenied
    form = bound(InvitationForm, request, initial=dict(addresses.suggested(person)))
    return saved(
        request,
        form,
        lambda: invitations.invite(person, **form.cleaned_data, by=acting(request), now=clock.now()),
        message=_(
            "The invitation leaves as soon as the mail server takes it. The list of invitations shows whether it did."
        ),
        redirect_to=reverse("programs:authority_person", args=[person.uid]),
        template="accounts/invitation_form.html",
        context={"person": authority.person_line(person)},
    )


@require_POST
@requires(may_list_roles)
def invitation_withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user), uid=uid)
    invitations.withdraw(invitation, by=acting(request), now=clock.now())
    messages.success(request, _("The invitation is withdrawn; its link no longer works."))
    return redirect("accounts:invitation_list")


@require_POST
@requires(may_list_roles)
def invitation_resend(request: HttpRequest, uid: UUID) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user).select_related("person"), uid=uid)
    if not may_invite(request.user, invitation.person):
        raise PermissionDenied
    return acted(
        request,
        lambda: invitations.resend(invitation, by=acting(request), now=clock.now()),
        message=_(
            "A new letter with a new link leaves as soon as the mail server takes it; the old link no longer works."
        ),
        redirect_to=reverse("accounts:invitation_list"),
    )


@require_safe
@login_not_required
@never_cache
def invitation_open(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the letter: the secret leaves the address at once, so that no later request carries it on."""
    request.session[KEY] = token
    return redirect("accounts:invitation_accept")


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@never_cache
def invitation_accept(request: HttpRequest) -> HttpResponse:
    token = request.session.get(KEY, "")
    if not token:  # a browser that has not followed the link: the link may be as good as ever
        return render(request, "accounts/invitation_elsewhere.html")
    try:
        invitation = invitations.find(token, now=clock.now())
    except invitations.CannotAccept as refusal:
        return _over(request, refusal)
    user = User(email=invitation.email, person=invitation.person)
    form = PasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        language = active_language(get_language() or invitation.language)
        try:
            invitations.accept(token, password=form.cleaned_data["password1"], language=language, now=clock.now())
        except invitations.CannotAccept as refusal:
            return _over(request, refusal)
        request.session.pop(KEY, None)
        messages.success(request, _("Your account is open. Sign in with your address and password."))
        return redirect("account_login")
    context = {"form": form, "email": invitation.email, "person": authority.person_line(invitation.person)}
    return render(request, "accounts/invitation_accept.html", context)


def _over(request: HttpRequest, refusal: invitations.CannotAccept) -> HttpResponse:
    """410 for a dead link; 409 for a good one whose mailbox has opened an account already."""
    is_taken = isinstance(refusal, invitations.AddressTaken)
    context = {"refusal": str(refusal), "is_taken": is_taken}
    return render(request, "accounts/invitation_over.html", context, status=409 if is_taken else 410)
