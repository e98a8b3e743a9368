"""What the import of nominations says of a row, by name and by code."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib import import_rows
from kanazawa_exchange.lib.words import Words

from ..import_stays import words as of_stays

NOTES: Mapping[str, Words] = {
    **import_rows.NOTES,
    **{name: of_stays.NOTES[name] for name in ("of_run", "year_of_stay")},
    "kept": _("This was corrected since the table was sent; the nomination stays as it is."),
    "known_student": _(
        "A student whom you have nominated or sent before. Name and facts of that entry stay as they are."
    ),
    "nominated_again": _("Nominated for this run before and withdrawn; this is a new nomination."),
}
REASONS: Mapping[str, Words] = {
    **import_rows.REASONS,
    **{
        code: of_stays.REASONS[code]
        for code in ("year.missing", "institution.missing", "person.unknown", "days.differ")
    },
    "run.missing": _("Choose the programme run for all rows, or enter the programme."),
    "run.unknown": _("No programme run for incoming students is called “%(text)s”. Choose one from the list."),
    "run.several": _("There are several such runs. Choose which one it is."),
    "run.none": _("The programme takes no students in that fiscal year. Check the year, or choose the programme run."),
    "direction.outbound": _("Here you nominate your own students, who come to Japan. Leave this row out."),
    "sending.not_yours": _("You do not nominate for “%(text)s”. Enter your own institution."),
    "receiving.other": _("This run takes place elsewhere. Leave the cell empty, or correct it."),
    "name.missing": _("Enter the name."),
    "level.missing": _("Enter the level."),
    "day.missing": _("Enter the day."),
    "student.may_be_known": _("This may be a student whom you have nominated or sent before. Choose who it is."),
    "student.is_known": _(
        "Name and number, or name and date of birth, are those of a student whom you have nominated or sent before: it is"
        " nobody new. Choose that student, or correct the row."
    ),
    "row.twice_student": _("Row %(row)d nominates the same student for the same run."),
    "row.may_be_twice": _(
        "Row %(row)d may be the same student. If it is another one, say so; else enter the date of birth or the number in both."
    ),
    "email.twice": _("Row %(row)d gives the same address for another student."),
    "nomination.draft": _("This nomination is prepared and not sent. Send it from its own page."),
    "nomination.rejected": _(
        "The host has not accepted this student for this run. To nominate once more, use the form for one student."
    ),
    "nomination.called_off": _("A withdrawn or rejected nomination is not made by a table. Leave this row out."),
    "undo.answered": _("The host has answered already. Withdraw the nomination on its own page."),
}
