"""What the import of stays says of a row: how something was read, and what is wrong, by name and by code."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib import import_rows
from kanazawa_exchange.lib.words import Words

ZEROS = _("Somebody has this number with leading zeros, which spreadsheets drop. Choose who it is.")
ZEROS_OF_RECORD = _("The leading zeros that the spreadsheet dropped are those of the record.")

_OF_DAYS: Mapping[str, Words] = {
    "year_of_stay": _("The fiscal year of the first day."),
    "days_over": _("The days are over and are read as confirmed."),
    "days_ahead": _("The days are not over and are read as planned."),
    "status_of_days": _("The status follows from the days."),
}
NOTES: Mapping[str, Words] = {
    **import_rows.NOTES,
    **_OF_DAYS,
    "of_run": _("Taken from the programme run."),
    "of_partner": _("Of the agreements of this title that with the partner institution."),
    "our_side": _("Filled in with our own institution."),
    "direction_of_places": _("The direction follows from the two institutions."),
    "known_person": _("A person who is registered already."),
    "person_kept": _("A table of stays changes nothing in a person's entry; correct it there if the table is right."),
    "left_of_undone": _("An entry that an undone import has left; it is taken up again."),
    "zeros_of_record": ZEROS_OF_RECORD,
    "same_as_above": _("The same new person as in a row above."),
}

_RUN: Mapping[str, Words] = {
    "program.not_yours": _("You may not register anybody in the programme “%(text)s”."),
    "program.missing": _("Enter the programme."),
    "year.missing": _("Enter the fiscal year, or the first day of the stay."),
    "direction.missing": _("Enter the direction: outbound or inbound."),
    "run.not_yours": _("This programme run cannot be chosen. Choose one from the list."),
    "run.unknown": _("The programme has no run in that fiscal year and direction. Check them, or open the run first."),
    "run.ambiguous": _(
        "The programme has several runs in that fiscal year and direction. Register this stay on its own."
    ),
}
_PLACES: Mapping[str, Words] = {
    "institution.missing": _("Enter the institution."),
    "place.fixed": _("The institutions of a record never change. Open the record and replace it."),
}
_PEOPLE: Mapping[str, Words] = {
    "person.missing": _("Enter a name or a student number."),
    "person.unnamed": _("Nobody with this number is known. Enter the name as well."),
    "person.unknown": _("This person is not known. Choose one of those proposed."),
    "person.may_be_known": _("This may be somebody who is registered already. Choose who it is."),
    "person.zeros": ZEROS,
    "person.same_name": _("Row %(row)d has the same name. Say whether it is the same person."),
    "person.number_twice": _("Row %(row)d has the same number and another name. Say whether it is the same person."),
}
_RECORDS: Mapping[str, Words] = {
    "row.twice": _(
        "Row %(row)d tells the same stay, which is registered once. If another one is meant, correct this row."
    ),
    "stay.several": _(
        "The person has several stays in this run, and none of them begins on that day. Check the first day."
    ),
    "days.by_move": _("Confirmed days are changed on the page of the record. The record says: %(old)s."),
    "days.differ": _("Two columns tell this day, and they differ. Correct one of them."),
    "status.by_move": _("The status is changed on the page of the record."),
    "status.called_off": _("A cancelled or voided stay is not registered by a table."),
}
_PAPERS: Mapping[str, Words] = {
    "agreement.unknown": _("No agreement that you may choose is called “%(text)s”."),
    "agreement.ambiguous": _("More than one agreement is called “%(text)s”. Choose which one it is."),
    "funding.unreadable": _("“%(text)s” names no source of money. Enter the source, and the yen a month behind it."),
    "funding.twice": _("“%(text)s” names one source of money twice."),
    "funding.missing": _("Enter the source of this money."),
    "funding.amounts": _("The amount belongs to one source. Write each amount behind its source."),
}

REASONS: Mapping[str, Words] = {**import_rows.REASONS, **_RUN, **_PLACES, **_PEOPLE, **_RECORDS, **_PAPERS}
