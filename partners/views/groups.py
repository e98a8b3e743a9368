"""The office's first page of the partners, and its pages of groups and offices abroad."""

from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kanazawa_exchange.accounts.entrance import acting, requires
from kanazawa_exchange.accounts.queries import history
from kanazawa_exchange.accounts.views.saving import bound, version_of
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.languages import columns

from ..days import known_day
from ..forms.groups import GroupForm, MemberForm, OfficeForm
from ..models import GroupMembership, Institution, InstitutionGroup, Office
from ..permissions import may_edit_partners, may_enter_office
from ..queries.agreements import expiring
from ..queries.groups import group_pages
from ..services import groups
from .pages import Crumb, form_page, list_crumb, record_crumb


@require_safe
@requires(may_enter_office)
def office(request: HttpRequest) -> HttpResponse:
    """What needs a look: agreements that end soon, sets whose number differs, partners that nobody has confirmed."""
    context = {
        "expiring": expiring(request.user, clock.today()),
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
def group_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    group = get_object_or_404(InstitutionGroup, uid=uid)
    context = {
        "group": next(page for page in group_pages() if page.uid == group.uid),
        "history": history.timeline(group, parts=[(GroupMembership, "group")]),
    }
    return render(request, "partners/group_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def group_register(request: HttpRequest) -> HttpResponse:
    form = bound(GroupForm, request)
    return form_page(
        request,
        form,
        lambda: groups.create(form.values(), by=acting(request)),
        heading=_("Register a group of institutions"),
        submit=_("Register"),
        message=_("The group is registered."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def group_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    group = get_object_or_404(InstitutionGroup, uid=uid)
    form = bound(GroupForm, request, group)
    return form_page(
        request,
        form,
        lambda: groups.edit(group, form.values(), by=acting(request), version=version_of(form)),
        heading=_("Edit the group"),
        record=group,
        trail=_trail(group),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def member_add(request: HttpRequest, uid: UUID) -> HttpResponse:
    group = get_object_or_404(InstitutionGroup, uid=uid)
    form = bound(MemberForm, request)
    return form_page(
        request,
        form,
        lambda: groups.add_member(group, form.values(), by=acting(request)),
        heading=_("Add a member"),
        submit=_("Add"),
        trail=_trail(group),
        message=_("The member is added."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def member_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    membership = get_object_or_404(GroupMembership.objects.select_related("group", "institution"), uid=uid)
    form = bound(MemberForm, request, membership)
    return form_page(
        request,
        form,
        lambda: groups.edit_member(membership, form.values(), by=acting(request), version=version_of(form)),
        heading=_("Edit the membership"),
        record=membership,
        history=history.timeline(membership),
        trail=_trail(membership.group),
    )


# --- Offices abroad --------------------------------------------------------------------------------------------------------


@require_safe
@requires(may_edit_partners)
def office_list(request: HttpRequest) -> HttpResponse:
    rows = Office.objects.select_related("run_by", "located_at").order_by("opened_on", "pk")
    shown = [(row, known_day(row.opened_on, row.opened_precision)) for row in rows]
    return render(request, "partners/office_list.html", {"offices": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def office_register(request: HttpRequest) -> HttpResponse:
    form = bound(OfficeForm, request)
    return form_page(
        request,
        form,
        lambda: groups.create_office(form.values(), by=acting(request)),
        heading=_("Register an office"),
        submit=_("Register"),
        trail=[list_crumb(_("Offices abroad"), "office_list")],
        message=_("The office is registered."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def office_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    record = get_object_or_404(Office, uid=uid)
    form = bound(OfficeForm, request, record)
    return form_page(
        request,
        form,
        lambda: groups.edit_office(record, form.values(), by=acting(request), version=version_of(form)),
        heading=_("Edit the office"),
        record=record,
        history=history.timeline(record),
        trail=[list_crumb(_("Offices abroad"), "office_list")],
    )


def _trail(group: InstitutionGroup) -> list[Crumb]:
    return [record_crumb(group, "group_detail")]
