"""The people whom a user may know, and one of them with all stays."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.forms.people import PersonEditForm, initial_of
from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.accounts.permissions import is_office, may_merge, may_read_consents, may_read_mails
from kanazawa_exchange.accounts.queries.consents import given_by
from kanazawa_exchange.accounts.services import merging, people
from kanazawa_exchange.accounts.views.lists import count_words, listed, listing, sent, size_in, unread
from kanazawa_exchange.accounts.views.saving import SignedInRequest, bound, overruled, saved, version_of
from kanazawa_exchange.lib.chosen import SEARCHED, Chosen, without
from kanazawa_exchange.lib.fields import TextField
from kanazawa_exchange.lib.list_files import MOST_ROWS, ListFile
from kanazawa_exchange.lib.paging import PAGE_SIZE, Order, Page, place_in
from kanazawa_exchange.lib.sorting import Sorting, sorting_in
from kanazawa_exchange.lib.totals import counted
from partners.queries.handovers import handed_over

from .. import permissions
from ..exports.lists import PEOPLE
from ..queries import consents, people_visible_to, person_history, persons, rows, warnings
from ..queries.known_people import known_elsewhere, told_apart
from ..queries.nominations.lists import of_person

ASKED = gettext_lazy("Name in any script, or student number")


def searched_words(request: HttpRequest) -> tuple[str, str]:
    """What is searched for, and what is wrong with it."""
    try:
        return TextField(required=False, max_length=200, multiline=False).clean(request.GET.get("q", "")) or "", ""
    except ValidationError as wrong:
        return "", " ".join(wrong.messages)


@dataclass(frozen=True)
class FoundPeople:
    """What a page with a search for people shows: the words, the people found, and behind the last of them near ones."""

    q: str
    fault: str
    searched: bool
    found: QuerySet[Person]
    sorting: Sorting[Order]
    page: Page[persons.PersonRow]
    near: tuple[persons.PersonRow, ...]


def found_people(request: HttpRequest, among: QuerySet[Person] | None = None) -> FoundPeople:
    """Those whom the user may know, or some of them."""
    text, fault = searched_words(request)
    visible = people_visible_to(request.user) if among is None else among
    sorting = sorting_in(request.GET, persons.orders())
    if fault:
        visible = visible.none()
    order, size = sorting.order, size_in(request, PAGE_SIZE)
    page = persons.page(visible, place_in(request.GET), text=text, order=order, size=size)
    page = page.of(told_apart(page.rows, request.user))
    near = told_apart(persons.near(visible, text), request.user) if not page.next else ()
    typed = str(request.GET.get("q", ""))
    return FoundPeople(typed, fault, bool(typed), persons.named(visible, text), sorting, page, near)


def noun(count: int) -> str:
    return ngettext("%(number)s person", "%(number)s people", count)


@require_safe
@requires(permissions.may_list_people)
@listed
def person_list(request: HttpRequest) -> HttpResponse:
    shown = found_people(request)
    parts = (Chosen(str(ASKED), shown.q, without(request.GET, "q")),) if shown.searched and not shown.fault else ()
    around = listing(request, shown.page, counted(shown.found), noun, sorting=shown.sorting, chosen=parts)
    finds_duplicates = is_office(request.user)
    return render(
        request, "mobility/person_list.html", {**vars(shown), "listing": around, "finds_duplicates": finds_duplicates}
    )


@require_safe
@requires(permissions.may_list_people)
def person_list_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    text, fault = searched_words(request)
    if fault:
        return unread(request, kind)
    visible = people_visible_to(request.user)
    total = counted(persons.named(visible, text), MOST_ROWS[kind])
    rows = persons.every_row(visible, text=text, order=sorting_in(request.GET, persons.orders()).order)
    notes = [count_words(total, noun), *([text] if text else [])]
    file = ListFile("people", _("People"), PEOPLE, rows, notes)
    return sent(request, kind, file, total, asked=[SEARCHED] if text else ())


@require_safe
def person_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    person = people_visible_to(request.user).filter(uid=uid).first()
    if person is None:
        return redirect("mobility:person_detail", uid=_kept_entry(request, uid).uid)
    context: dict[str, object] = {"person": persons.card(person), "rows": rows.records_of(person, request.user)}
    context["may_edit"] = permissions.may_edit_person(request.user, person)
    context["nominations"] = of_person(person.pk, request.user)
    if context["may_edit"]:
        context["warned"] = warnings.of_names(warnings.names_of(person))
        context["may_register"] = permissions.may_register(request.user)
        context["may_read_mails"] = may_read_mails(request.user)
        context["may_merge"] = may_merge(request.user, person)
        context["entries"] = person_history.history(person)
    if may_read_consents(request.user):
        given = given_by(person)
        context["consents"] = {"answers": consents.answers(person, given), "past": consents.past(given)}
        context["handed_over"] = handed_over(person)
    return render(request, "mobility/person_detail.html", context)


def _kept_entry(request: HttpRequest, uid: UUID) -> Person:
    """The entry that stands for one that was merged with it. Errors: Http404, also for whoever may not know it."""
    return get_object_or_404(people_visible_to(request.user), pk=merging.standing_for(uid))


@require_http_methods(["GET", "HEAD", "POST"])
def person_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    person = get_object_or_404(people_visible_to(request.user), uid=uid)
    if not permissions.may_edit_person(request.user, person):
        raise PermissionDenied
    form = bound(PersonEditForm, request, initial=initial_of(person))
    return saved(
        request,
        form,
        lambda: people.edit(
            person,
            form.newcomer(),
            by=request.user,
            version=version_of(form),
            renaming=form.renaming(),
            among=people_visible_to(request.user),
            elsewhere=known_elsewhere(request.user),
            overruled=overruled(request) | form.answers(),
        ),
        message=_("The changes are saved."),
        redirect_to=reverse("mobility:person_detail", args=[person.uid]),
        template="mobility/person_edit.html",
        context={"heading": _("Edit the person"), "person": persons.card(person)},
    )
