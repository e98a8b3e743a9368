"""The office's pages of country sheets, ways of intake and legal bases of hand-overs."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.queries import history
from kanazawa_exchange.accounts.views.pages import Crumb, FormPage, edited, filled, registered
from kanazawa_exchange.accounts.views.saving import SignedInRequest, bound
from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.trilingual import initial_from

from ..forms.handovers import CountrySheetForm, IntakeModeForm, NewCountrySheetForm, TransferBasisForm
from ..models import CountrySheet, Institution, IntakeMode, TransferBasis
from ..permissions import may_edit_partners
from ..queries import country_sheets as shown
from ..services import country_sheets, intake_modes
from .pages import list_crumb, office_trail, record_crumb

# --- Country sheets --------------------------------------------------------------------------------------------------


@require_safe
@requires(may_edit_partners)
def country_sheet_list(request: SignedInRequest) -> HttpResponse:
    return render(request, "partners/country_sheet_list.html", {"sheets": shown.newest_of_each(clock.today())})


@require_safe
@requires(may_edit_partners)
def country_sheet_detail(request: SignedInRequest, country: str) -> HttpResponse:
    versions = shown.versions(country, clock.today())
    if not versions:
        raise Http404
    context = {"versions": versions, "newest": versions[0]}
    return render(request, "partners/country_sheet_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def country_sheet_register(request: SignedInRequest) -> HttpResponse:
    form = bound(NewCountrySheetForm, request, initial={"reviewed_on": clock.today(), "is_draft": True, "after": 0})
    page = FormPage(_("Write a country sheet"), office_trail(_sheets()), submit=_("Save"))
    return filled(
        request,
        page,
        form,
        lambda: _write(request, form.cleaned_data["country"], form),
        message=_("The country sheet is stored."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def country_sheet_review(request: SignedInRequest, country: str) -> HttpResponse:
    sheet = shown.newest(country)
    if sheet is None:
        raise Http404
    initial = {**initial_from(sheet, CountrySheetForm), "reviewed_on": clock.today(), "after": sheet.number}
    form = bound(CountrySheetForm, request, initial=initial)
    name = formats.country(country)
    page = FormPage(
        _("Review the country sheet"),
        office_trail(_sheets(), (name, reverse("partners:country_sheet_detail", args=[country]))),
        [name],
        lead=_("Consents that name an earlier version stay as they are. Save it also when nothing has changed."),
        submit=_("Save as a new version"),
    )
    return filled(request, page, form, lambda: _write(request, country, form), message=_("The new version is stored."))


def _write(request: SignedInRequest, country: str, form: CountrySheetForm) -> CountrySheet:
    values, after = form.values(), form.cleaned_data["after"]
    return country_sheets.write(country, values, after=after, by=request.user, now=clock.now())


def _sheets() -> Crumb:
    return list_crumb(_("Country sheets"), "country_sheet_list")


# --- Of one institution ----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def intake_mode_register(request: SignedInRequest, uid: UUID) -> HttpResponse:
    institution = _institution(uid)
    page = FormPage(_("Decide the way of intake"), _trail(institution), submit=_("Save"))
    message = _("The way of intake is stored.")
    return registered(request, page, IntakeModeForm, intake_modes.create, institution, message=message)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def intake_mode_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    mode = get_object_or_404(IntakeMode.objects.select_related("institution"), uid=uid)
    page = FormPage(_("Edit the way of intake"), _trail(mode.institution), history=history.timeline(mode))
    return edited(request, page, IntakeModeForm, intake_modes.edit, mode)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def transfer_basis_register(request: SignedInRequest, uid: UUID) -> HttpResponse:
    institution = _institution(uid)
    page = FormPage(
        _("Record a legal basis"),
        _trail(institution),
        lead=_("Data of everybody who has not withdrawn a consent may then go to this institution without one."),
        submit=_("Save"),
    )
    message = _("The legal basis is stored.")
    return registered(request, page, TransferBasisForm, intake_modes.create_basis, institution, message=message)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(may_edit_partners)
def transfer_basis_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    basis = get_object_or_404(TransferBasis.objects.select_related("institution"), uid=uid)
    page = FormPage(_("Edit the legal basis"), _trail(basis.institution), history=history.timeline(basis))
    return edited(request, page, TransferBasisForm, intake_modes.edit_basis, basis)


def _institution(uid: UUID) -> Institution:
    return get_object_or_404(Institution, uid=uid)


def _trail(institution: Institution) -> list[Crumb]:
    return office_trail(
        list_crumb(_("Institutions"), "institution_list"), record_crumb(institution, "institution_detail")
    )
