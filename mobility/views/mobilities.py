"""One's own stays, one record, and the page that edits one."""

from uuid import UUID

from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.accounts.views.saving import SignedInRequest, as_typed, bound, overruled, saved, typed
from kanazawa_exchange.lib import clock

from .. import permissions
from ..forms.mobilities import EditForm, initial_of
from ..forms.record_forms import RecordForms
from ..models import Mobility
from ..queries import history, people_visible_to, records, rows, warnings
from ..queries.beside import beside
from ..services import looks, mobilities, showing
from ..states import READ_ONLY
from .readers import reader


@require_safe
@requires(permissions.has_person)
def own_list(request: HttpRequest) -> HttpResponse:
    """One's own stays, in the words for the person who travels."""
    return render(request, "mobility/own_list.html", {"rows": rows.own_records(request.user)})


def visible(request: HttpRequest) -> QuerySet[Mobility]:
    return records.with_facts(Mobility.objects.visible_to(request.user))


@require_safe
def mobility_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    stay = showing.shown(
        lambda: get_object_or_404(visible(request), uid=uid),
        lambda one: showing.records([one.uid]),
        showing.RECORDS,
        by=reader(request),
        now=clock.now(),
    )
    record = records.record(stay, request.user)
    context: dict[str, object] = {"record": record, "beside": beside(stay, request.user)}
    if record.view == records.OFFICE:
        context["entries"] = history.history(stay, request.user)
        context["warned"] = (
            *warnings.of_record(stay, request.user),
            *warnings.of_names(warnings.names_of(stay.person)),
        )
    return render(request, "mobility/mobility_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def mobility_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    stay = get_object_or_404(visible(request), uid=uid)
    if not permissions.may_edit(request.user, stay):
        raise PermissionDenied
    form = bound(EditForm, request, initial=initial_of(stay), user=request.user, current=stay)
    forms = RecordForms(
        form,
        typed(request),
        current=stay,
        further=lambda: looks.look_over_edit(stay, forms.values(), by=request.user),
    )
    as_typed(request, forms.legs, forms.fundings)
    return saved(
        request,
        forms,
        lambda: mobilities.edit(
            stay,
            forms.values(),
            version=form.cleaned_data["version"],
            by=request.user,
            overruled=overruled(request),
        ),
        message=_("The changes are saved."),
        redirect_to=reverse("mobility:mobility_detail", args=[stay.uid]),
        template="mobility/mobility_edit.html",
        context={
            "heading": _("Edit the record"),
            "forms": forms,
            "record": records.record(stay, request.user),
            "is_read_only": stay.status in READ_ONLY,
        },
    )


def chosen_person(request: HttpRequest, text: str) -> Person | None:
    """The person named by an address or a hidden field, when this user may know of that person."""
    if text == "new":
        return None
    try:
        return get_object_or_404(people_visible_to(request.user), uid=UUID(text[:40]))
    except ValueError as fault:
        raise BadRequest("not a person") from fault
