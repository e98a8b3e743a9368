"""How does a form of the office reach its service, and what does the page say when it does not?"""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.editing import StaleEdit
from kanazawa_exchange.lib.conflicts import differences, restart
from kanazawa_exchange.lib.trilingual import initial_from

from ..services.refusals import Refused


class OfficeRequest(HttpRequest):
    """A request behind `requires`: somebody has signed in."""

    user: User


Current = Callable[[Any], Mapping[str, Any]]


def saved(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[], Any],
    *,
    done: str,
    to: str | Callable[[Any], str],
    template: str,
    context: Mapping[str, Any],
    current: Current | None = None,
) -> HttpResponse:
    """Show the form, or call `act` and lead to `to`. A refusal stands at its field; a stale edit answers 409.

    `current` gives the values of the record as it stands now, when they are not simply the fields of the model.
    """
    shown = {**context, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            result = act()
        except Refused as refusal:
            refuse(form, refusal)
        except StaleEdit as stale:
            restart(form, stale.current.version)
            now = current(stale.current) if current else initial_from(stale.current, type(form))
            shown |= {"conflict": True, "differences": differences(form, now)}
            return render(request, template, shown, status=409)
        else:
            messages.success(request, done)
            return redirect(to(result) if callable(to) else to)
    return render(request, template, shown)


def refuse(form: forms.Form, refusal: Refused) -> None:
    """The refusal of a service, at the field where it belongs."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def version_of(form: forms.Form) -> int:
    """The version that was being edited; a form without one counts as stale, never as permitted."""
    return form.cleaned_data.get("version") or 0


def bound(form_class: Any, request: HttpRequest, record: models.Model | None = None, **options: Any) -> Any:
    """The form with what was sent, else with the record as it stands."""
    options.setdefault("initial", initial_from(record, form_class) if record is not None else {})
    if request.method == "POST":
        return form_class(request.POST, request.FILES, **options)
    return form_class(**options)
