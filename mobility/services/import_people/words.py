"""What the import of people says of a row, by name and by code."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib import import_rows
from kanazawa_exchange.lib.words import Words

from ..import_stays.words import ZEROS, ZEROS_OF_RECORD

NOTES: Mapping[str, Words] = {
    **import_rows.NOTES,
    "known_person": _("A person who is registered already."),
    "family_only": _("A single word is read as a family name."),
    "zeros_of_record": ZEROS_OF_RECORD,
    "short": _("The initials are those of the name in the record, which is kept."),
    "told_by_script": _("The columns of the scripts tell the name; this cell is not needed."),
}
REASONS: Mapping[str, Words] = {
    **import_rows.REASONS,
    "person.missing": _("Enter a name or a student number."),
    "person.unnamed": _("Nobody with this number is known. Enter the name as well."),
    "person.unknown": _("This person is not known. Choose one of those proposed."),
    "person.may_be_known": _("This may be somebody who is registered already. Choose who it is."),
    "person.zeros": ZEROS,
    "person.of_others": _("Your own entry is corrected by somebody else."),
    "person.by_office": _("Nobody of your programmes: the office corrects this entry. Leave it as it is."),
    "row.may_be_twice": _(
        "Row %(row)d may be the same person. If it is another one, say so; else leave out one of the rows."
    ),
    "former.by_office": _("The office enters the former names of somebody new. Leave this cell empty."),
    "former.when": _("Enter the former name to which this day belongs."),
}
