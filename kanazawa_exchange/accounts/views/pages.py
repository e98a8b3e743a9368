"""The page of one form: its heading, the trail of pages above it, and where it leads once it is saved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from ..models import Tracked
from ..queries.authority import PersonLine
from ..queries.history import Entry
from .saving import PageForm, SignedInRequest, ValuesForm, bound, saved, version_of

Crumb = tuple[object, str]
"""(name of a page, its address)"""


def person_trail(person: PersonLine) -> list[Crumb]:
    """From the roles to what one person may do."""
    page = reverse("programs:authority_person", kwargs={"uid": person.uid})
    return [(_("Home"), reverse("home")), (_("Administration"), reverse("accounts:role_list")), (person.words, page)]


@dataclass(frozen=True)
class FormPage:
    """What stands around a form. Once it is saved, it leads to the last page of the trail.

    `subtitle` (texts), `links` and `lead` (a sentence) stand below the heading, `history` below the form; `submit` is the
    word on its button.
    """

    heading: str
    trail: Sequence[Crumb]
    subtitle: Sequence[object] = ()
    links: Sequence[Crumb] = ()
    lead: object = ""
    submit: object = ""
    history: Sequence[Entry] | None = None
    template: str = "components/form_page.html"


def filled(
    request: HttpRequest,
    page: FormPage,
    form: PageForm,
    act: Callable[[], object],
    *,
    message: str = "",
    redirect_to: Callable[[Any], str] | None = None,
    **context: object,
) -> HttpResponse:
    """Show the form, or save it by `act`; `context` is what its own template needs besides.

    With `redirect_to` it leads to the page of what was made.
    """
    back = page.trail[-1][1]
    return saved(
        request,
        form,
        act,
        message=message or _("The changes are saved."),
        redirect_to=redirect_to or back,
        template=page.template,
        context={**vars(page), "back": back, **context},
    )


def registered(
    request: SignedInRequest,
    page: FormPage,
    form_class: type[ValuesForm],
    create: Callable[..., object],
    *owners: Tracked,
    message: str,
    **options: Any,
) -> HttpResponse:
    """Show the form of a new record, or write it by `create(*owners, values, by=…)`; it belongs to `owners`."""
    form = bound(form_class, request, **options)
    page = replace(page, submit=page.submit or _("Register"))
    return filled(request, page, form, lambda: create(*owners, form.values(), by=request.user), message=message)


def edited(
    request: SignedInRequest,
    page: FormPage,
    form_class: type[ValuesForm],
    edit: Callable[..., object],
    record: Tracked,
    **options: Any,
) -> HttpResponse:
    """Show the form of a record, or write it by `edit(record, values, by=…, version=…)` over the version shown."""
    form = bound(form_class, request, record, **options)
    act = partial(edit, record)
    return filled(
        request, page, form, lambda: act(form.values(), by=request.user, version=version_of(form)), record=record
    )
