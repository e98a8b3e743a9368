"""The office's first page of the partners, and its pages of groups and offices abroad."""

from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.queries import history
from kanazawa_exchange.accounts.views.pages import Crumb, FormPage, edited, registered
from kanazawa_exchange.accounts.views.saving import SignedInRequest
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.languages import columns

from ..days import known_day
from ..forms.groups import GroupForm, MemberForm, OfficeForm
from ..models import GroupMembership, Institution, InstitutionGroup, Office
from ..permissions import may_edit_partners, may_enter_office
from ..queries.agreements import expiring, months_of_alert
from ..queries.groups import group_pages
from ..services import groups
from .pages import list_crumb, office_trail, record_crumb


@require_safe
@requires(may_enter_office)
def office(request: SignedInRequest) -> HttpResponse:
    """What needs a look: agreements that end soon, sets whose number differs, partners that nobody has confirmed."""
    context = {
        "expiring": expiring(request.user, clock.today()),
        "months": months_of_alert(),
        "groups": group_pages(),
        "unconfirmed": Institution.objects.filter(is_confirmed=False).order_by("slug"),
        "untranslated": Institution.objects.filter(_untranslated()).order_by("slug"),
    }
    return render(request, "partners/office.html", context)


def _untranslated() -> Q:
    missing = Q()
    for column in columns("name"):
        missing |= Q(**{column: ""}) | Q(**{column: None})
    return missing


# --- Groups --------------------------------------------------------------------------------------------------------------


@require_safe
@requires(may_edit_partners)
def group_detail(request: SignedInRequest, uid: UUID) -> HttpResponse:
    group = get_object_or_404(InstitutionGroup, uid=uid)
    context = {
        "group": next(page for page in group_pages() if page.uid == group.uid),
        "history": history.timeline(group, parts=[(GroupMembership, "group")]),
    }
    return render(request, "partners/group_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def group_register(request: SignedInRequest) -> HttpResponse:
    page = FormPage(_("Register a group of institutions"), office_trail())
    return registered(request, page, GroupForm, groups.create, message=_("The group is registered."))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def group_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    group = get_object_or_404(InstitutionGroup, uid=uid)
    page = FormPage(_("Edit the group"), _trail(group))
    return edited(request, page, GroupForm, groups.edit, group)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def member_add(request: SignedInRequest, uid: UUID) -> HttpResponse:
    group = get_object_or_404(InstitutionGroup, uid=uid)
    page = FormPage(_("Add a member"), _trail(group), submit=_("Add"))
    return registered(request, page, MemberForm, groups.add_member, group, message=_("The member is added."))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def member_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    membership = get_object_or_404(GroupMembership.objects.select_related("group", "institution"), uid=uid)
    page = FormPage(_("Edit the membership"), _trail(membership.group), history=history.timeline(membership))
    return edited(request, page, MemberForm, groups.edit_member, membership)


# --- Offices abroad --------------------------------------------------------------------------------------------------------


@require_safe
@requires(may_edit_partners)
def office_list(request: SignedInRequest) -> HttpResponse:
    rows = Office.objects.select_related("run_by", "located_at").order_by("opened_on", "pk")
    shown = [(row, known_day(row.opened_on, row.opened_precision)) for row in rows]
    return render(request, "partners/office_list.html", {"offices": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def office_register(request: SignedInRequest) -> HttpResponse:
    page = FormPage(_("Register an office"), office_trail(list_crumb(_("Offices abroad"), "office_list")))
    return registered(request, page, OfficeForm, groups.create_office, message=_("The office is registered."))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def office_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    record = get_object_or_404(Office, uid=uid)
    page = FormPage(
        _("Edit the office"),
        office_trail(list_crumb(_("Offices abroad"), "office_list")),
        history=history.timeline(record),
    )
    return edited(request, page, OfficeForm, groups.edit_office, record)


def _trail(group: InstitutionGroup) -> list[Crumb]:
    return office_trail(record_crumb(group, "group_detail"))
