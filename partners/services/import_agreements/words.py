"""What the import of agreements says of a row, by name and by code."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib import import_rows
from kanazawa_exchange.lib.words import Words

_TYPE: Mapping[str, Words] = {
    "type.open": _("This says how far the agreement reaches, and not what it is about. Choose its type."),
    "type.missing": _("Enter the type of the agreement."),
    "scope.missing": _("Say whether the agreement is of the universities or of faculties."),
}
_KNOWN: Mapping[str, Words] = {
    "parties.fixed": _("The parties of an agreement change on its own page."),
    "signed.by_move": _("The signature of an agreement that is a draft is recorded on its own page."),
    "agreement.unknown": _("This agreement is not known. Choose one of those proposed."),
    "agreement.may_be_known": _("This may be an agreement that is registered already. Choose which one it is."),
}
REASONS: Mapping[str, Words] = {**import_rows.REASONS, **_TYPE, **_KNOWN}
NOTES: Mapping[str, Words] = {
    **import_rows.NOTES,
    "our_side": _("Filled in with our own institution."),
    "scope_of_type": _("The type of the agreement says it."),
    "month_only": _("Only the month is known."),
    "year_only": _("Only the year is known."),
}
