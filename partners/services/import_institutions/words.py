"""What the import of institutions says of a row, by name and by code."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib import import_rows
from kanazawa_exchange.lib.words import Words

NOTES: Mapping[str, Words] = {
    **import_rows.NOTES,
    "of_name": _("Made of the English name."),
}
_NAMES: Mapping[str, Words] = {
    "slug.wrong": _("Use small Latin letters, digits and hyphens, for example kazan-federal-university."),
    "slug.missing": _("Enter the address part, or the name in English, of which it is made."),
    "slug.taken": _("Another record already has this address part."),
}
_OTHERS: Mapping[str, Words] = {
    "slug.of_another": _("This is the address part of another institution than the one that is named."),
    "name.missing": _("Enter the name in one language at least."),
}
_PLACES: Mapping[str, Words] = {
    "kind.missing": _("Enter the kind of the institution."),
    "city.missing": _("Enter the city."),
    "city.unknown": _("No city is called “%(text)s”. A new city is entered on the page of the cities first."),
    "city.ambiguous": _("More than one city is called “%(text)s”."),
    "city.elsewhere": _("This city lies in another country."),
    "city.abroad": _("An institution that is known moves to another country on its own page only."),
    "degrees.half": _("Give both latitude and longitude, or neither."),
}
_KNOWN: Mapping[str, Words] = {
    "institution.not_proposed": _("This institution is not known. Choose one of those proposed."),
    "institution.may_be_known": _("This may be an institution that is registered already. Choose which one it is."),
}
REASONS: Mapping[str, Words] = {**import_rows.REASONS, **_NAMES, **_OTHERS, **_PLACES, **_KNOWN}
