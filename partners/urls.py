"""Addresses of the partners: public pages first, then the office's."""

from django.urls import path

from .views import agreements, contacts, groups, handovers, institutions, lists, public

app_name = "partners"
OFFICE = "office/partners/"
urlpatterns = [
    path("contact/", contacts.contact, name="contact"),
    path("partners/", public.partner_list, name="partner_list"),
    path("partners/<slug:slug>/", public.partner_detail, name="partner_detail"),
    path(OFFICE, groups.office, name="office"),
    path(f"{OFFICE}institutions/", institutions.institution_list, name="institution_list"),
    path(
        f"{OFFICE}institutions/xlsx/",
        institutions.institution_list_file,
        {"kind": "xlsx"},
        name="institution_list_xlsx",
    ),
    path(
        f"{OFFICE}institutions/csv/", institutions.institution_list_file, {"kind": "csv"}, name="institution_list_csv"
    ),
    path(f"{OFFICE}institutions/register/", institutions.institution_register, name="institution_register"),
    path(f"{OFFICE}institutions/<uuid:uid>/", institutions.institution_detail, name="institution_detail"),
    path(f"{OFFICE}institutions/<uuid:uid>/edit/", institutions.institution_edit, name="institution_edit"),
    path(f"{OFFICE}institutions/<uuid:uid>/units/register/", institutions.unit_register, name="unit_register"),
    path(f"{OFFICE}units/<uuid:uid>/edit/", institutions.unit_edit, name="unit_edit"),
    path(f"{OFFICE}cities/", institutions.city_list, name="city_list"),
    path(f"{OFFICE}cities/register/", institutions.city_register, name="city_register"),
    path(f"{OFFICE}cities/<uuid:uid>/edit/", institutions.city_edit, name="city_edit"),
    path(
        f"{OFFICE}institutions/<uuid:uid>/intake/decide/", handovers.intake_mode_register, name="intake_mode_register"
    ),
    path(
        f"{OFFICE}institutions/<uuid:uid>/bases/register/",
        handovers.transfer_basis_register,
        name="transfer_basis_register",
    ),
    path(f"{OFFICE}intake/<uuid:uid>/edit/", handovers.intake_mode_edit, name="intake_mode_edit"),
    path(f"{OFFICE}bases/<uuid:uid>/edit/", handovers.transfer_basis_edit, name="transfer_basis_edit"),
    path(f"{OFFICE}country-sheets/", handovers.country_sheet_list, name="country_sheet_list"),
    path(f"{OFFICE}country-sheets/register/", handovers.country_sheet_register, name="country_sheet_register"),
    path(f"{OFFICE}country-sheets/<str:country>/", handovers.country_sheet_detail, name="country_sheet_detail"),
    path(f"{OFFICE}country-sheets/<str:country>/review/", handovers.country_sheet_review, name="country_sheet_review"),
    path(f"{OFFICE}groups/register/", groups.group_register, name="group_register"),
    path(f"{OFFICE}groups/<uuid:uid>/", groups.group_detail, name="group_detail"),
    path(f"{OFFICE}groups/<uuid:uid>/edit/", groups.group_edit, name="group_edit"),
    path(f"{OFFICE}groups/<uuid:uid>/members/add/", groups.member_add, name="member_add"),
    path(f"{OFFICE}members/<uuid:uid>/edit/", groups.member_edit, name="member_edit"),
    path(f"{OFFICE}offices/", groups.office_list, name="office_list"),
    path(f"{OFFICE}offices/register/", groups.office_register, name="office_register"),
    path(f"{OFFICE}offices/<uuid:uid>/edit/", groups.office_edit, name="office_edit"),
    path(f"{OFFICE}contacts/register/", contacts.contact_register, name="contact_register"),
    path(f"{OFFICE}contacts/<uuid:uid>/edit/", contacts.contact_edit, name="contact_edit"),
    path("agreements/", lists.agreement_list, name="agreement_list"),
    path("agreements/xlsx/", lists.agreement_list_file, {"kind": "xlsx"}, name="agreement_list_xlsx"),
    path("agreements/csv/", lists.agreement_list_file, {"kind": "csv"}, name="agreement_list_csv"),
    path("agreements/register/", agreements.agreement_register, name="agreement_register"),
    path("agreements/<uuid:uid>/", agreements.agreement_detail, name="agreement_detail"),
    path("agreements/<uuid:uid>/edit/", agreements.agreement_edit, name="agreement_edit"),
    path("agreements/<uuid:uid>/renewal/", agreements.agreement_renewal, name="agreement_renewal"),
    path("agreements/<uuid:uid>/undo/", agreements.agreement_undo, name="agreement_undo"),
    path("agreements/<uuid:uid>/moves/<slug:move>/", agreements.agreement_move, name="agreement_move"),
    path("agreements/<uuid:uid>/parties/add/", agreements.party_add, name="party_add"),
    path("agreements/parties/<uuid:uid>/remove/", agreements.party_remove, name="party_remove"),
    path("agreements/<uuid:uid>/conditions/add/", agreements.condition_add, name="condition_add"),
    path("agreements/conditions/<uuid:uid>/remove/", agreements.condition_remove, name="condition_remove"),
    path("agreements/<uuid:uid>/document/store/", agreements.document_store, name="document_store"),
    path("agreements/<uuid:uid>/document/", agreements.document_download, name="document_download"),
]
