"""The database's refusals about partners in words: name of the constraint → (field of the form, sentence)."""

from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.refusals import Guards

SLUG = ("slug", _("Another record already has this address part."))
NAMED = ("", _("Fill in one language at least."))
ENDS_BEFORE_START = _("The end lies before the beginning.")

GUARDS: Guards = {
    "partners_city.slug": SLUG,
    "partners_institution.slug": SLUG,
    "partners_institutiongroup.slug": SLUG,
    "city_named": NAMED,
    "institution_named": NAMED,
    "org_unit_named": NAMED,
    "institution_group_named": NAMED,
    "office_named": NAMED,
    "contact_named": NAMED,
    "contact_hours": ("closes_at", _("The office closes after it opens.")),
    "agreement_named": NAMED,
    "group_membership_term": ("ends_on", ENDS_BEFORE_START),
    "office_term": ("closed_on", ENDS_BEFORE_START),
    "group_membership_once": ("starts_on", _("This institution already joined the group on that day.")),
    "intake_mode_once": ("nationality", _("The way of intake for this nationality is decided already.")),
    "transfer_basis_term": ("ends_on", ENDS_BEFORE_START),
    "agreement_party_once": ("institution", _("This institution is a party already.")),
}
