"""The trails of the partner forms, from the office's first page to each."""

from collections.abc import Callable, Sequence

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import Tracked
from kanazawa_exchange.accounts.views import pages
from kanazawa_exchange.accounts.views.pages import Crumb
from kanazawa_exchange.accounts.views.saving import PageForm
from kanazawa_exchange.lib.localized import localized


def form_page(
    request: HttpRequest,
    form: PageForm,
    act: Callable[[], object],
    *,
    heading: str,
    trail: Sequence[Crumb] = (),
    **context: object,
) -> HttpResponse:
    """The page of a form; its trail begins with the office's first page."""
    return pages.form_page(request, form, act, heading=heading, trail=[office_crumb(), *trail], **context)  # type: ignore[arg-type]


def office_crumb() -> Crumb:
    """The first page of the partner records."""
    return _("Partner records"), reverse("partners:office")


def list_crumb(words: str, view: str) -> Crumb:
    """A list of the partner records."""
    return words, reverse(f"partners:{view}")


def record_crumb(record: Tracked, view: str, *, name: str = "name") -> Crumb:
    """The page of one record, under its name in the language of the screen."""
    return localized(record, name), reverse(f"partners:{view}", args=[record.uid])
