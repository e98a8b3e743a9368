"""What several screens of rights answer alike: a form page, a refusal at its field, a stale edit with both texts."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kanazawa_exchange.lib.trilingual import differences, initial_from, restart

from ..models import Tracked


def refuse(form: forms.Form, refusal: Any) -> None:
    """Put a service's refusal where it belongs."""
    field = getattr(refusal, "field", None)
    form.add_error(field if field in form.fields else None, str(refusal))


def stale(
    request: HttpRequest, template: str, form: forms.Form, current: Tracked, context: dict[str, Any]
) -> HttpResponse:
    """409: both texts on one page, nothing typed lost, and sending again saves."""
    theirs = initial_from(current, type(form))
    found = differences(form, theirs)
    restart(form, current.version)
    return render(request, template, {**context, "form": form, "conflict": True, "differences": found}, status=409)
