"""The one way from a form to its service and to the answer: saved, refused at its fields, or both texts on one page."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from django import forms
from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kanazawa_exchange.lib.conflicts import Difference, differences, restart, version_of
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.trilingual import initial_from

from ..models import Tracked, User
from ..services.editing import StaleEdit

__all__ = [
    "PageForm",
    "SignedInRequest",
    "ValuesForm",
    "acted",
    "add_refusal",
    "bound",
    "saved",
    "sent_version",
    "version_of",
]


class SignedInRequest(HttpRequest):
    """A request behind `requires`: somebody has signed in."""

    user: User


class PageForm(Protocol):
    """What a page sends: one form, or several that speak as one."""

    @property
    def fields(self) -> Mapping[str, forms.Field]: ...

    def is_valid(self) -> bool: ...

    def add_error(self, field: str | None, error: Any) -> None: ...


class ValuesForm(PageForm, Protocol):
    """A form that tells its values in the names of the record's fields."""

    cleaned_data: dict[str, Any]

    def values(self) -> Mapping[str, Any]: ...


def saved(
    request: HttpRequest,
    form: Any,
    act: Callable[[], Any],
    *,
    message: str | Callable[[Any], str],
    redirect_to: str | Callable[[Any], str],
    template: str,
    context: Mapping[str, object],
    current: Callable[[Any], Mapping[str, object]] | None = None,
) -> HttpResponse:
    """Show the form, or call `act` (one service call) and lead to `redirect_to` with `message`.

    A refusal stands at its fields. A stale edit answers 409 with the same page, what was typed, and what the other person
    saved: `current` gives the record's values when they are not simply the fields of the model.
    """
    shown = {**context, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            result = act()
        except Refused as refusal:
            add_refusal(form, refusal)
        except StaleEdit as stale:
            shown |= {"conflict": True, "differences": _both_texts(form, stale.current, current)}
            return render(request, template, shown, status=409)
        else:
            messages.success(request, message(result) if callable(message) else message)
            return redirect(redirect_to(result) if callable(redirect_to) else redirect_to)
    return render(request, template, shown)


def acted(
    request: HttpRequest,
    act: Callable[[], Any],
    *,
    message: str,
    redirect_to: str | Callable[[Any], str],
    back: str = "",
) -> HttpResponse:
    """The answer to a button without a form: done with a message, or the sentence why not.

    It leads to `redirect_to`, which may ask what `act` returned (None after a refusal); after a refusal to `back`, if
    that is another page.
    """
    result = None
    try:
        result = act()
    except (Refused, StaleEdit) as refusal:
        messages.error(request, str(refusal))
        redirect_to = back or redirect_to
    else:
        messages.success(request, message)
    return redirect(redirect_to(result) if callable(redirect_to) else redirect_to)


def sent_version(request: HttpRequest) -> int:
    """The version a button was printed with; anything unreadable counts as stale."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def add_refusal(form: PageForm, refusal: Refused) -> None:
    """The sentences of a refusal, each at its box; what the form does not ask stands above it."""
    for name, sentence in refusal.errors.items():
        form.add_error(name if name in form.fields else None, sentence)


def bound(form_class: Any, request: HttpRequest, record: models.Model | None = None, **options: Any) -> Any:
    """The form with what was sent, else with the record as it stands."""
    options.setdefault("initial", initial_from(record, form_class) if record is not None else {})
    if request.method == "POST":
        return form_class(request.POST, request.FILES, **options)
    return form_class(**options)


def _both_texts(form: Any, record: Tracked, current: Callable[[Any], Mapping[str, object]] | None) -> list[Difference]:
    """What differs, in the words of the screen; from now on the form is sent against the newer record."""
    if hasattr(form, "differences_to"):
        rows: list[Difference] = form.differences_to(record)
        form.restart(record.version)
        return rows
    rows = differences(form, current(record) if current else initial_from(record, type(form)))
    restart(form, record.version)
    return rows
