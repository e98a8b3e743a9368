"""The page of one form of the partner records: its heading, its trail, and where it leads once it is saved."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import Tracked
from kanazawa_exchange.accounts.views.saving import saved
from kanazawa_exchange.lib.localized import localized

Crumb = tuple[object, str]
"""(name of a page, its address)"""


def form_page(
    request: HttpRequest,
    form: Any,
    act: Callable[[], object],
    *,
    heading: str,
    message: str = "",
    trail: Sequence[Crumb] = (),
    **context: object,
) -> HttpResponse:
    """Show the form or save it; then to the last page of the trail, which begins with the office's first page.

    `context`: `submit` for a button that does not save changes, `record` and `history` of an edit, `multipart`.
    """
    return saved(
        request,
        form,
        act,
        message=message or _("The changes are saved."),
        redirect_to=trail[-1][1] if trail else reverse("partners:office"),
        template="partners/record_edit.html",
        context={"heading": heading, "trail": trail, **context},
    )


def list_crumb(words: str, view: str) -> Crumb:
    """A list of the partner records."""
    return words, reverse(f"partners:{view}")


def record_crumb(record: Tracked, view: str, *, name: str = "name") -> Crumb:
    """The page of one record, under its name in the language of the screen."""
    return localized(record, name), reverse(f"partners:{view}", args=[record.uid])
