"""How does a form become a stored record, a refusal beside its field, or a page with both texts?"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kanazawa_exchange.accounts.services.editing import StaleEdit
from kanazawa_exchange.accounts.services.files import UploadRefused
from kanazawa_exchange.accounts.views.saving import add_refusal
from kanazawa_exchange.lib.conflicts import differences, restart
from kanazawa_exchange.lib.refusals import Refused as AnyRefusal
from kanazawa_exchange.lib.states import MoveRefused
from kanazawa_exchange.lib.trilingual import initial_from

from ..services.agreements import NotYours
from ..services.records import Refused


def answer(
    request: HttpRequest,
    form: forms.Form,
    save: Callable[[Any], models.Model],
    *,
    template: str,
    context: dict[str, Any],
    done: str,
    said: str,
) -> HttpResponse:
    """Show the form, or save it: 302 to `done` when it went well, 409 with both texts when the record is newer."""
    if request.method == "POST" and form.is_valid():
        try:
            save(form)
        except (Refused, MoveRefused, NotYours, UploadRefused) as refusal:
            if isinstance(refusal, AnyRefusal):
                add_refusal(form, refusal)
            else:
                field = getattr(refusal, "field", None)
                form.add_error(field if field in form.fields else None, str(refusal))
        except StaleEdit as stale:
            restart(form, stale.current.version)
            other = differences(form, initial_from(stale.current, type(form)))
            page = {**context, "form": form, "conflict": True, "differences": other}
            return render(request, template, page, status=409)
        else:
            messages.success(request, said)
            return redirect(done)
    return render(request, template, {**context, "form": form})


def version_of(form: forms.Form) -> int:
    """The version the editor began with; a form without one counts as outdated, so nothing is overwritten unseen."""
    return form.cleaned_data.get("version") or 0
