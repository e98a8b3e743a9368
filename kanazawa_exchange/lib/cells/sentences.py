"""What is said of a cell to the reader: what was done to read it, or why it cannot be read, in the language of the screen."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.words import Words

from . import boxes, dates
from .said import Said, Unread

NOTES: dict[str, Words] = {
    "nothing": gettext_lazy("The sign for nothing is read as an empty cell."),
    "width": gettext_lazy("Full-width or half-width characters are read as plain ones."),
    "plain": gettext_lazy("Signs that look alike are read as plain ones."),
    "spaces": gettext_lazy("Spaces around the text are left out."),
    "breaks": gettext_lazy("Line breaks are stored as plain ones."),
    "unseen": gettext_lazy("The cell holds nothing that can be seen and is read as empty."),
    "kana": gettext_lazy("The kana are stored as full-width katakana."),
    "of_number": gettext_lazy("The cell holds a number; it is read as a text."),
    "of_date": gettext_lazy("The cell holds a date; it is read as a text."),
    "of_choice": gettext_lazy("The cell holds TRUE or FALSE; it is read as a text."),
    "serial": gettext_lazy("The day number of the spreadsheet is read as a date."),
    "midnight": gettext_lazy("The time 0:00 is left out."),
    "era": gettext_lazy("The year is counted in a Japanese era."),
    "compact": gettext_lazy("Eight digits are read as a year, a month and a day."),
    "day_first": gettext_lazy("Read as day, month, year."),
    "month_first": gettext_lazy("Read as month, day, year."),
    "named_month": gettext_lazy("The name of the month is read."),
    "fiscal_year": gettext_lazy("The year is taken from the fiscal year."),
    "year_of_start": gettext_lazy("The year of the last day follows from the first day."),
    "fiscal_year_words": gettext_lazy("The words are read as the number of a fiscal year."),
    "order_of_column": gettext_lazy("The order of day and month is that of the other cells of the column."),
    "length": gettext_lazy("The length in brackets is left out."),
    "groups": gettext_lazy("The signs between groups of three digits are left out."),
    "comma": gettext_lazy("The comma is read as a decimal point."),
    "money": gettext_lazy("The sign or word for the money is left out."),
    "unit": gettext_lazy("The word behind the number is left out."),
    "zeros": gettext_lazy("Leading zeros that the spreadsheet dropped are put back."),
    "apostrophe": gettext_lazy("The apostrophe before the number is left out."),
    "synonym": gettext_lazy("The word is read as one of the choices."),
    "dropped": gettext_lazy("The year of study is left out."),
    "brackets": gettext_lazy("Of the word and the word in brackets the known one is read."),
    "title": gettext_lazy("Set for the whole table."),
    "split": gettext_lazy("The name is split at the space."),
    "comma_name": gettext_lazy("The name before the comma is read as the family name."),
    "capitals": gettext_lazy("The name in capitals is read as the family name."),
    "family_first": gettext_lazy("Read as family name, given name."),
    "given_first": gettext_lazy("Read as given name, family name."),
    "patronymic": gettext_lazy("The patronymic is known by its ending."),
    "initials": gettext_lazy("The given name stands as initials."),
    "other_script": gettext_lazy("The name is kept in the script of its letters, which is not that of the column."),
    "honorific": gettext_lazy("The form of address is left out."),
    "spellings": gettext_lazy("The cell holds the name in several scripts."),
    "odd_letters": gettext_lazy("The name holds signs of another script, or signs that cannot be typed."),
}
"""Name of what was done → the sentence of the preview."""

REASONS: Mapping[str, Words] = {
    **dates.REASONS,
    "cell.formula": gettext_lazy("The cell holds a formula (%(text)s). Enter its value."),
    "cell.error": gettext_lazy("The cell holds an error of the spreadsheet (%(text)s). Enter the value."),
    "cell.too_narrow": gettext_lazy(
        "The column was too narrow to show the value (%(text)s). Widen it in the spreadsheet and copy the cells again."
    ),
    "phone.number": gettext_lazy(
        "The spreadsheet took %(text)s for a number, and a first zero is lost. Enter the telephone number as a text."
    ),
    "student_number.unreadable": gettext_lazy("“%(text)s” is no student number. Enter it as a text of digits and letters."),
    "student_number.digits_lost": gettext_lazy(
        "The spreadsheet took the student number for a number, and digits of it are lost (%(text)s). Enter it as a text."
    ),
    "student_number.too_long": gettext_lazy("“%(text)s” has more than %(digits)d digits. Check the student number."),
    "choice.unknown": gettext_lazy("“%(text)s” is no choice of this column."),
    "choice.ambiguous": gettext_lazy("“%(text)s” may mean more than one choice."),
    "choice.yes_no": gettext_lazy("“%(text)s” is neither yes nor no. Enter one of the two."),
    "name.unsplit": gettext_lazy("Family name and given name cannot be told apart in “%(text)s”. Put a space between them."),
    "name.order": gettext_lazy("“%(text)s” does not show which is the family name. Put a comma behind it."),
    "name.initials": gettext_lazy("“%(text)s” holds initials. Enter the whole name."),
    "name.single": gettext_lazy("“%(text)s” is one word. Put a comma behind a family name, and before a given name."),
    "name.letters": gettext_lazy("“%(text)s” mixes Latin and Cyrillic letters in one word. Type it again in one alphabet."),
    "name.words": gettext_lazy("“%(text)s” has more words than a name. Use a cell for each part."),
    "name.scripts": gettext_lazy("“%(text)s” mixes several scripts. Use a cell for each spelling."),
    "name.none": gettext_lazy("“%(text)s” holds no name. Enter the family name, then the given name."),
    "period.unreadable": gettext_lazy("“%(text)s” is no period. Enter a first and a last day, for example 2018-08-20 – 2018-09-03."),
    "title.fiscal_years": gettext_lazy("“%(text)s” names more than one fiscal year."),
    "period.turned": gettext_lazy("The last day of “%(text)s” lies before the first one."),
}  # fmt: skip
"""Code of what cannot be read → the sentence, where the box of a form or `lib.dates` has none."""


def reason(unread: Unread, called: Mapping[str, Words] | None = None) -> str:
    """Why a cell cannot be read, and what it would take instead. `called`: choices by code, as the reader knows them."""
    words: dict[str, object] = dict(unread.words)
    if "day" in words:
        words["day"] = formats.with_table_dates(str(words["day"]))
    if unread.code in REASONS:
        sentence = str(REASONS[unread.code]) % words
    else:
        sentence = boxes.why(unread) if "box" in words else dates.why(unread)
    if unread.code.startswith("date."):
        sentence = formats.with_table_dates(sentence, unread.nearest)
    shown = [formats.with_table_dates(str((called or {}).get(one, one))) for one in unread.nearest]
    if unread.code.startswith("date.") or unread.code.endswith(".readings"):  # the sentence may name them itself
        shown = [one for one in shown if one not in sentence]
    if not shown:
        return sentence
    return formats.sentences(sentence, _("Nearest: %(nearest)s.") % {"nearest": formats.series(*shown)})


def notes(said: Said[object] | str) -> list[str]:
    """What was done to read a cell, one sentence each; of a value or of its stored note."""
    names = said.notes if isinstance(said, Said) else Said(None, said).notes
    return [str(NOTES[name]) for name in names]
