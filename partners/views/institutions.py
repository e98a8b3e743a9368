"""The office's pages of institutions, their units and cities."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kanazawa_exchange.accounts.entrance import acting, requires
from kanazawa_exchange.accounts.queries import history
from kanazawa_exchange.accounts.views.saving import bound, version_of
from kanazawa_exchange.lib.languages import LANGUAGES

from ..forms.institutions import CityForm, InstitutionForm, UnitForm
from ..models import City, Institution, InstitutionKind, OrgUnit
from ..permissions import may_edit_partners
from ..queries.institutions import find, partner_page
from ..services import institutions
from .pages import Crumb, form_page, list_crumb, record_crumb


@require_safe
@requires(may_edit_partners)
def institution_list(request: HttpRequest) -> HttpResponse:
    words, kind = request.GET.get("q", "")[:200], request.GET.get("kind", "")
    context = {
        "found": find(words, kind),
        "words": words,
        "kind": kind,
        "kinds": InstitutionKind.choices,
    }
    return render(request, "partners/institution_list.html", context)


@require_safe
@requires(may_edit_partners)
def institution_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    institution = _institution(request, uid)
    context = {
        "institution": institution,
        "names": [
            (code, getattr(institution, f"name_{code}"), getattr(institution, f"short_name_{code}"))
            for code in LANGUAGES
        ],
        "texts": [(code, getattr(institution, f"description_{code}")) for code in LANGUAGES],
        "units": institution.units.select_related("parent").order_by("pk"),
        "partner": partner_page(institution.slug),
        "history": history.timeline(institution, parts=[(OrgUnit, "institution")]),
    }
    return render(request, "partners/institution_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def institution_register(request: HttpRequest) -> HttpResponse:
    form = bound(InstitutionForm, request)
    return form_page(
        request,
        form,
        lambda: institutions.create(form.values(), by=acting(request)),
        heading=_("Register an institution"),
        submit=_("Register"),
        trail=[_institutions()],
        message=_("The institution is registered."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def institution_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    institution = _institution(request, uid)
    form = bound(InstitutionForm, request, institution)
    return form_page(
        request,
        form,
        lambda: institutions.edit(institution, form.values(), by=acting(request), version=version_of(form)),
        heading=_("Edit the institution"),
        record=institution,
        trail=_trail(institution),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def unit_register(request: HttpRequest, uid: UUID) -> HttpResponse:
    institution = _institution(request, uid)
    form = bound(UnitForm, request, institution=institution)
    return form_page(
        request,
        form,
        lambda: institutions.create_unit(institution, form.values(), by=acting(request)),
        heading=_("Add a unit"),
        submit=_("Add"),
        trail=_trail(institution),
        message=_("The unit is added."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def unit_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    unit = get_object_or_404(OrgUnit.objects.select_related("institution"), uid=uid)
    form = bound(UnitForm, request, unit, institution=unit.institution, unit=unit)
    return form_page(
        request,
        form,
        lambda: institutions.edit_unit(unit, form.values(), by=acting(request), version=version_of(form)),
        heading=_("Edit the unit"),
        record=unit,
        history=history.timeline(unit),
        trail=_trail(unit.institution),
    )


# --- Cities --------------------------------------------------------------------------------------------------------------


@require_safe
@requires(may_edit_partners)
def city_list(request: HttpRequest) -> HttpResponse:
    return render(request, "partners/city_list.html", {"cities": City.objects.order_by("country", "slug")})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def city_register(request: HttpRequest) -> HttpResponse:
    form = bound(CityForm, request)
    return form_page(
        request,
        form,
        lambda: institutions.create_city(form.values(), by=acting(request)),
        heading=_("Register a city"),
        submit=_("Register"),
        trail=[list_crumb(_("Cities"), "city_list")],
        message=_("The city is registered."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def city_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    city = get_object_or_404(City, uid=uid)
    form = bound(CityForm, request, city)
    return form_page(
        request,
        form,
        lambda: institutions.edit_city(city, form.values(), by=acting(request), version=version_of(form)),
        heading=_("Edit the city"),
        record=city,
        history=history.timeline(city),
        trail=[list_crumb(_("Cities"), "city_list")],
    )


def _institution(request: HttpRequest, uid: UUID) -> Institution:
    return get_object_or_404(Institution.objects.visible_to(request.user).select_related("city"), uid=uid)


def _institutions() -> Crumb:
    return list_crumb(_("Institutions"), "institution_list")


def _trail(institution: Institution) -> list[Crumb]:
    return [_institutions(), record_crumb(institution, "institution_detail")]
