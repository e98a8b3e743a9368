"""The office's pages of institutions, their units and cities."""

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.queries import history
from kanazawa_exchange.accounts.views.lists import sent, whole
from kanazawa_exchange.accounts.views.pages import Crumb, FormPage, edited, registered
from kanazawa_exchange.accounts.views.saving import SignedInRequest
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.list_files import ListFile
from kanazawa_exchange.lib.totals import Total

from ..exports.institutions import INSTITUTIONS
from ..forms.institutions import CityForm, InstitutionForm, UnitForm
from ..models import City, Institution, InstitutionKind, OrgUnit
from ..permissions import may_edit_partners
from ..queries.institutions import entries, find, partner_page
from ..services import institutions
from .pages import list_crumb, office_trail, record_crumb


def noun(count: int) -> str:
    return ngettext("%(number)s institution", "%(number)s institutions", count)


def _asked(request: SignedInRequest) -> tuple[str, str]:
    """The words and the kind."""
    return request.GET.get("q", "")[:200], request.GET.get("kind", "")


@require_safe
@requires(may_edit_partners)
def institution_list(request: SignedInRequest) -> HttpResponse:
    words, kind = _asked(request)
    found = find(words, kind)
    context = {
        "found": found,
        "listing": whole(request, found.lines, noun),
        "words": words,
        "kind": kind,
        "kinds": InstitutionKind.choices,
    }
    return render(request, "partners/institution_list.html", context)


@require_safe
@requires(may_edit_partners)
def institution_list_file(request: SignedInRequest, kind: str) -> HttpResponseBase:
    rows = entries(*_asked(request))
    file = ListFile("institutions", _("Institutions"), INSTITUTIONS, rows)
    return sent(request, kind, file, Total(len(rows)))


@require_safe
@requires(may_edit_partners)
def institution_detail(request: SignedInRequest, uid: UUID) -> HttpResponse:
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
        "intake_modes": [
            (mode, formats.country(mode.nationality) if mode.nationality else "")
            for mode in institution.intake_modes.order_by("nationality")
        ],
        "transfer_bases": institution.transfer_bases.order_by("-starts_on", "-pk"),
        "history": history.timeline(institution, parts=[(OrgUnit, "institution")]),
    }
    return render(request, "partners/institution_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def institution_register(request: SignedInRequest) -> HttpResponse:
    page = FormPage(_("Register an institution"), office_trail(_institutions()))
    return registered(request, page, InstitutionForm, institutions.create, message=_("The institution is registered."))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def institution_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    institution = _institution(request, uid)
    page = FormPage(_("Edit the institution"), _trail(institution))
    return edited(request, page, InstitutionForm, institutions.edit, institution)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def unit_register(request: SignedInRequest, uid: UUID) -> HttpResponse:
    institution = _institution(request, uid)
    page = FormPage(_("Add a unit"), _trail(institution), submit=_("Add"))
    return registered(
        request,
        page,
        UnitForm,
        institutions.create_unit,
        institution,
        message=_("The unit is added."),
        institution=institution,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def unit_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    unit = get_object_or_404(OrgUnit.objects.select_related("institution"), uid=uid)
    page = FormPage(_("Edit the unit"), _trail(unit.institution), history=history.timeline(unit))
    return edited(request, page, UnitForm, institutions.edit_unit, unit, institution=unit.institution, unit=unit)


# --- Cities --------------------------------------------------------------------------------------------------------------


@require_safe
@requires(may_edit_partners)
def city_list(request: SignedInRequest) -> HttpResponse:
    return render(request, "partners/city_list.html", {"cities": City.objects.order_by("country", "slug")})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def city_register(request: SignedInRequest) -> HttpResponse:
    page = FormPage(_("Register a city"), office_trail(list_crumb(_("Cities"), "city_list")))
    return registered(request, page, CityForm, institutions.create_city, message=_("The city is registered."))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def city_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    city = get_object_or_404(City, uid=uid)
    page = FormPage(
        _("Edit the city"), office_trail(list_crumb(_("Cities"), "city_list")), history=history.timeline(city)
    )
    return edited(request, page, CityForm, institutions.edit_city, city)


def _institution(request: SignedInRequest, uid: UUID) -> Institution:
    return get_object_or_404(Institution.objects.visible_to(request.user).select_related("city"), uid=uid)


def _institutions() -> Crumb:
    return list_crumb(_("Institutions"), "institution_list")


def _trail(institution: Institution) -> list[Crumb]:
    return office_trail(_institutions(), record_crumb(institution, "institution_detail"))
