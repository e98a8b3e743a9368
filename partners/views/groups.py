"""The office's first page of the partners, and its pages of groups and offices abroad."""

from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kanazawa_exchange.accounts.entrance import acting, requires
from kanazawa_exchange.accounts.queries import history
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.languages import columns
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.trilingual import initial_from

from ..forms.groups import GroupForm, MemberForm, OfficeForm
from ..models import GroupMembership, Institution, InstitutionGroup, Office
from ..permissions import may_edit_partners, may_enter_office
from ..queries import agreements as agreed
from ..queries import groups as sets
from ..queries.days import known_day
from ..services import groups, offices
from .editing import answer, version_of

EDIT = "partners/record_edit.html"


@require_safe
@requires(may_enter_office)
def office(request: HttpRequest) -> HttpResponse:
    """What needs a look: agreements that end soon, sets whose number differs, partners that nobody has confirmed."""
    context = {
        "expiring": agreed.expiring(request.user, clock.today()),
        "groups": sets.groups(),
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
        "group": next(page for page in sets.groups() if page.uid == group.uid),
        "history": history.timeline(group, parts=[(GroupMembership, "group")]),
    }
    return render(request, "partners/group_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def group_register(request: HttpRequest) -> HttpResponse:
    return answer(
        request,
        GroupForm(request.POST or None),
        lambda form: groups.create(form.values(), by=acting(request)),
        template=EDIT,
        context={"heading": _("Register a group of institutions"), "submit": _("Register"), "trail": []},
        done=reverse("partners:office"),
        said=_("The group is registered."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def group_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    group = get_object_or_404(InstitutionGroup, uid=uid)
    return answer(
        request,
        GroupForm(request.POST or None, initial=initial_from(group, GroupForm)),
        lambda form: groups.edit(group, form.values(), by=acting(request), version=version_of(form)),
        template=EDIT,
        context={"heading": _("Edit the group"), "record": group, "trail": [_page(group)]},
        done=reverse("partners:group_detail", args=[uid]),
        said=_("The changes are saved."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def member_add(request: HttpRequest, uid: UUID) -> HttpResponse:
    group = get_object_or_404(InstitutionGroup, uid=uid)
    return answer(
        request,
        MemberForm(request.POST or None),
        lambda form: groups.add_member(group, form.values(), by=acting(request)),
        template=EDIT,
        context={"heading": _("Add a member"), "submit": _("Add"), "trail": [_page(group)]},
        done=reverse("partners:group_detail", args=[uid]),
        said=_("The member is added."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def member_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    membership = get_object_or_404(GroupMembership.objects.select_related("group", "institution"), uid=uid)
    return answer(
        request,
        MemberForm(request.POST or None, initial=initial_from(membership, MemberForm)),
        lambda form: groups.edit_member(membership, form.values(), by=acting(request), version=version_of(form)),
        template=EDIT,
        context={
            "heading": _("Edit the membership"),
            "record": membership,
            "trail": [_page(membership.group)],
            "history": history.timeline(membership),
        },
        done=reverse("partners:group_detail", args=[membership.group.uid]),
        said=_("The changes are saved."),
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
    return answer(
        request,
        OfficeForm(request.POST or None),
        lambda form: offices.create(form.values(), by=acting(request)),
        template=EDIT,
        context={"heading": _("Register an office"), "submit": _("Register"), "trail": [_offices()]},
        done=reverse("partners:office_list"),
        said=_("The office is registered."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def office_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    record = get_object_or_404(Office, uid=uid)
    return answer(
        request,
        OfficeForm(request.POST or None, initial=initial_from(record, OfficeForm)),
        lambda form: offices.edit(record, form.values(), by=acting(request), version=version_of(form)),
        template=EDIT,
        context={
            "heading": _("Edit the office"),
            "record": record,
            "trail": [_offices()],
            "history": history.timeline(record),
        },
        done=reverse("partners:office_list"),
        said=_("The changes are saved."),
    )


def _offices() -> tuple[str, str]:
    return _("Offices abroad"), reverse("partners:office_list")


def _page(group: InstitutionGroup) -> tuple[object, str]:
    return localized(group, "name"), reverse("partners:group_detail", args=[group.uid])
