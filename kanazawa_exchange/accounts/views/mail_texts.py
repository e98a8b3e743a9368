"""The office's pages of the texts of letters: which kinds there are, and one kind in three languages."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kanazawa_exchange.lib import clock, mails
from kanazawa_exchange.lib.mails import MailKind

from ..entrance import requires
from ..forms.mail_texts import MailTextForm, boxes_of
from ..permissions import may_edit_mail_texts
from ..queries import history
from ..queries import mail_texts as shown
from ..services import mail_texts
from .pages import Crumb, FormPage, filled
from .saving import SignedInRequest, bound

TEMPLATE = "accounts/mail_text_edit.html"


@require_safe
@requires(may_edit_mail_texts)
def mail_text_list(request: SignedInRequest) -> HttpResponse:
    return render(request, "accounts/mail_text_list.html", {"lines": shown.lines()})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_mail_texts)
def mail_text_edit(request: SignedInRequest, kind: str) -> HttpResponse:
    """Looking at a letter saves nothing: the same page comes back with it."""
    letter = _kind_or_404(kind)
    row = shown.template_of(letter)
    initial = {"version": row.version if row else None, **boxes_of(letter, row)}
    form = bound(MailTextForm, request, kind=letter, specimens=letter.specimens(request.user), initial=initial)
    context: dict[str, Any] = {"letter": letter, "stale": shown.stale_in(row)}
    page = FormPage(str(letter.title), _trail(), history=history.timeline(row) if row else None, template=TEMPLATE)
    if request.method == "POST" and "preview" in request.POST:
        return render(request, TEMPLATE, {**vars(page), "back": page.trail[-1][1], **context, **_looked_at(form)})
    return filled(
        request,
        page,
        form,
        lambda: mail_texts.edit(
            letter,
            form.texts(),
            checked=form.cleaned_data["checked"],
            by=request.user,
            now=clock.now(),
            version=form.cleaned_data["version"],
        ),
        **context,
    )


def _looked_at(form: MailTextForm) -> Mapping[str, object]:
    """The form with what is wrong in it, and the letters as they would be sent."""
    form.is_valid()
    texts = {code: mail_texts.plain(text) for code, text in form.texts().items()}
    for box, sentence in mail_texts.faults(form.kind, texts).items():
        form.add_error(box, sentence)
    specimen = form.chosen()
    values = specimen.values if specimen else form.kind.samples
    return {"form": form, "previews": shown.previews(form.kind, texts, values), "specimen": specimen}


def _kind_or_404(code: str) -> MailKind:
    for kind in mails.editable():
        if kind.code == code:
            return kind
    raise Http404


def _trail() -> list[Crumb]:
    return [
        (_("Home"), reverse("home")),
        (_("Administration"), reverse("accounts:role_list")),
        (_("Texts of letters"), reverse("accounts:mail_text_list")),
    ]
