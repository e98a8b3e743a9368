"""The page of one form: its heading, the trail of pages above it, and where it leads once it is saved."""

from collections.abc import Callable, Sequence

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from ..queries.authority import PersonLine
from .saving import PageForm, saved

Crumb = tuple[object, str]
"""(name of a page, its address)"""


def person_trail(person: PersonLine) -> list[Crumb]:
    """From the roles to what one person may do."""
    page = reverse("programs:authority_person", kwargs={"uid": person.uid})
    return [(_("Home"), reverse("home")), (_("Roles"), reverse("accounts:role_list")), (person.words, page)]


def form_page(
    request: HttpRequest,
    form: PageForm,
    act: Callable[[], object],
    *,
    heading: str,
    trail: Sequence[Crumb],
    message: str = "",
    template: str = "components/form_page.html",
    **context: object,
) -> HttpResponse:
    """Show the form or save it; then to the last page of the trail.

    `context`: `submit` for a button that does not save changes; `subtitle` (texts), `links` (crumbs) and `lead` (a sentence)
    below the heading; `record` and `history` of an edit.
    """
    back = trail[-1][1]
    return saved(
        request,
        form,
        act,
        message=message or _("The changes are saved."),
        redirect_to=back,
        template=template,
        context={"heading": heading, "trail": trail, "back": back, **context},
    )
