"""The office's pages of the texts of consents: every purpose, all versions of one side by side, and a further version."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kanazawa_exchange.lib import clock

from ..entrance import requires
from ..forms.consent_texts import ConsentTextForm
from ..models import Purpose
from ..permissions import may_write_consent_texts
from ..queries import consent_texts as shown
from ..services import consents
from .pages import Crumb, FormPage, filled
from .saving import SignedInRequest, bound


@require_safe
@requires(may_write_consent_texts)
def consent_text_list(request: SignedInRequest) -> HttpResponse:
    return render(request, "accounts/consent_text_list.html", {"lines": shown.purposes(clock.today())})


@require_safe
@requires(may_write_consent_texts)
def consent_text_detail(request: SignedInRequest, purpose: str) -> HttpResponse:
    line = shown.of_purpose(_purpose(purpose), clock.today())
    return render(request, "accounts/consent_text_detail.html", {"line": line})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_write_consent_texts)
def consent_text_write(request: SignedInRequest, purpose: str) -> HttpResponse:
    line = shown.of_purpose(_purpose(purpose), clock.today())
    form = bound(
        ConsentTextForm, request, initial={"valid_from": clock.today(), "is_draft": True, **shown.boxes_of(line)}
    )
    page = FormPage(
        _("Write a new version"),
        _trail(line),
        [line.name],
        lead=_("Consents that were given to earlier versions stay as they are, with the text that was read."),
        submit=_("Save as a new version"),
    )
    return filled(
        request,
        page,
        form,
        lambda: consents.write_text(
            line.purpose,
            form.texts(),
            valid_from=form.cleaned_data["valid_from"],
            is_draft=form.cleaned_data["is_draft"],
            after=form.cleaned_data["after"],
            by=request.user,
            now=clock.now(),
        ),
        message=_("The new version is stored."),
    )


def _purpose(code: str) -> Purpose:
    if code not in Purpose.values:
        raise Http404
    return Purpose(code)


def _trail(line: shown.PurposeLine) -> list[Crumb]:
    return [
        (_("Home"), reverse("home")),
        (_("Administration"), reverse("accounts:role_list")),
        (_("Texts of consents"), reverse("accounts:consent_text_list")),
        (line.name, reverse("accounts:consent_text_detail", args=[line.purpose.value])),
    ]
