"""The office's pages of institutions, their units and cities."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kanazawa_exchange.accounts.entrance import acting, requires
from kanazawa_exchange.accounts.queries import history
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.trilingual import initial_from

from ..forms.institutions import CityForm, InstitutionForm, UnitForm
from ..models import City, Institution, InstitutionKind, OrgUnit
from ..permissions import may_edit_partners
from ..queries import institutions as found
from ..services import cities, institutions
from .editing import answer, version_of

EDIT = "partners/record_edit.html"


@require_safe
@requires(may_edit_partners)
def institution_list(request: HttpRequest) -> HttpResponse:
    words, kind = request.GET.get("q", "")[:200], request.GET.get("kind", "")
    context = {
        "found": found.find(words, kind),
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
        "partner": found.partner_page(institution.slug),
        "history": history.timeline(institution, parts=[(OrgUnit, "institution")]),
    }
    return render(request, "partners/institution_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def institution_register(request: HttpRequest) -> HttpResponse:
    form = InstitutionForm(request.POST or None)
    return answer(
        request,
        form,
        lambda form: institutions.create(form.values(), by=acting(request)),
        template=EDIT,
        context={"heading": _("Register an institution"), "submit": _("Register"), "trail": [_institutions()]},
        done=reverse("partners:institution_list"),
        said=_("The institution is registered."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def institution_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    institution = _institution(request, uid)
    form = InstitutionForm(request.POST or None, initial=initial_from(institution, InstitutionForm))
    return answer(
        request,
        form,
        lambda form: institutions.edit(institution, form.values(), by=acting(request), version=version_of(form)),
        template=EDIT,
        context={
            "heading": _("Edit the institution"),
            "record": institution,
            "trail": [_institutions(), _page(institution)],
        },
        done=reverse("partners:institution_detail", args=[uid]),
        said=_("The changes are saved."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def unit_register(request: HttpRequest, uid: UUID) -> HttpResponse:
    institution = _institution(request, uid)
    form = UnitForm(request.POST or None, institution=institution)
    return answer(
        request,
        form,
        lambda form: institutions.create_unit(institution, form.values(), by=acting(request)),
        template=EDIT,
        context={"heading": _("Add a unit"), "submit": _("Add"), "trail": [_institutions(), _page(institution)]},
        done=reverse("partners:institution_detail", args=[uid]),
        said=_("The unit is added."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def unit_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    unit = get_object_or_404(OrgUnit.objects.select_related("institution"), uid=uid)
    institution = unit.institution
    form = UnitForm(request.POST or None, initial=initial_from(unit, UnitForm), institution=institution, unit=unit)
    return answer(
        request,
        form,
        lambda form: institutions.edit_unit(unit, form.values(), by=acting(request), version=version_of(form)),
        template=EDIT,
        context={
            "heading": _("Edit the unit"),
            "record": unit,
            "trail": [_institutions(), _page(institution)],
            "history": history.timeline(unit),
        },
        done=reverse("partners:institution_detail", args=[institution.uid]),
        said=_("The changes are saved."),
    )


# --- Cities --------------------------------------------------------------------------------------------------------------


@require_safe
@requires(may_edit_partners)
def city_list(request: HttpRequest) -> HttpResponse:
    return render(request, "partners/city_list.html", {"cities": City.objects.order_by("country", "slug")})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def city_register(request: HttpRequest) -> HttpResponse:
    return answer(
        request,
        CityForm(request.POST or None),
        lambda form: cities.create(form.values(), by=acting(request)),
        template=EDIT,
        context={"heading": _("Register a city"), "submit": _("Register"), "trail": [_cities()]},
        done=reverse("partners:city_list"),
        said=_("The city is registered."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def city_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    city = get_object_or_404(City, uid=uid)
    return answer(
        request,
        CityForm(request.POST or None, initial=initial_from(city, CityForm)),
        lambda form: cities.edit(city, form.values(), by=acting(request), version=version_of(form)),
        template=EDIT,
        context={
            "heading": _("Edit the city"),
            "record": city,
            "trail": [_cities()],
            "history": history.timeline(city),
        },
        done=reverse("partners:city_list"),
        said=_("The changes are saved."),
    )


def _institution(request: HttpRequest, uid: UUID) -> Institution:
    return get_object_or_404(Institution.objects.visible_to(request.user).select_related("city"), uid=uid)


def _institutions() -> tuple[str, str]:
    return _("Institutions"), reverse("partners:institution_list")


def _cities() -> tuple[str, str]:
    return _("Cities"), reverse("partners:city_list")


def _page(institution: Any) -> tuple[Any, str]:
    return localized(institution, "name"), reverse("partners:institution_detail", args=[institution.uid])
