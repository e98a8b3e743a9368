"""Why a table is not read: one sentence each, which says what to do. `values` holds the figures and names in it."""

from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.refusals import Refused
from kanazawa_exchange.lib.words import Words


class TableRefused(Refused):
    """The table cannot be read; nothing was taken from it."""

    sentence: Words = ""

    def __init__(self, *, field: str = "", **values: object) -> None:
        self.values = values
        limit = values.get("limit")
        shown = values | ({"limit": formats.number(limit)} if isinstance(limit, int) else {})
        super().__init__(str(self.sentence) % shown, field=field)


class EmptyFile(TableRefused):
    sentence = _("The file is empty.")


class TooLarge(TableRefused):
    """values: limit in MB."""

    sentence = _("The file is larger than %(limit)s MB.")


class NoTable(TableRefused):
    sentence = _("This is neither an Excel workbook (.xlsx) nor a CSV file. Save it as one of them and try again.")


class WebPage(TableRefused):
    sentence = _("This is a web page under the name of a table. Open it in Excel, save it as .xlsx and try again.")


class OldWorkbook(TableRefused):
    sentence = _("This is a workbook in an older format of Excel (.xls). Save it as .xlsx and try again.")


class OtherWorkbook(TableRefused):
    sentence = _("Workbooks in this format are not read. Save it as an Excel workbook (.xlsx) and try again.")


class Locked(TableRefused):
    sentence = _("The workbook is locked with a password. Save it without one.")


class HasMacros(TableRefused):
    sentence = _("Workbooks with macros are not read. Save it as an Excel workbook without macros (.xlsx).")


class LinkedElsewhere(TableRefused):
    sentence = _(
        "The workbook takes values from other files. Break these links in Excel (Data, Edit Links), save it and try again."
    )


class UnpacksTooLarge(TableRefused):
    sentence = _("The workbook unpacks to more than can be read. Copy the table alone into a new workbook.")


class Damaged(TableRefused):
    sentence = _("The workbook is damaged. Open it in Excel, save it again as .xlsx and try again.")


class DeclaresEntities(TableRefused):
    sentence = _("The workbook holds declarations that no spreadsheet program writes. It is not read.")


class TooManySheets(TableRefused):
    """values: limit."""

    sentence = _("The workbook has more than %(limit)s sheets. Copy those with the tables into a new workbook.")


class TooManyRows(TableRefused):
    """values: table, row, limit."""

    sentence = _(
        "“%(table)s” holds something in row %(row)d; no more than %(limit)s rows are read. Delete what stands far below the "
        "table, or divide it."
    )


class TooManyColumns(TableRefused):
    """values: table, row, limit."""

    sentence = _(
        "“%(table)s” holds something far to the right in row %(row)d; no more than %(limit)s columns are read. Delete what "
        "does not belong to the table."
    )


class TooLongCell(TableRefused):
    """values: table, limit in characters."""

    sentence = _("A cell of “%(table)s” holds more than %(limit)s characters.")


class TooMuchText(TableRefused):
    """values: table."""

    sentence = _("“%(table)s” holds more text than is taken in at once. Divide it.")


class TooLongLine(TableRefused):
    """values: line."""

    sentence = _("Line %(line)d is longer than any row of a table. This is no CSV file.")


class NoText(TableRefused):
    """values: table. A NUL, or half of a character that takes two."""

    sentence = _("“%(table)s” holds characters that belong to no text. Save it again in Excel and try again.")


class UnknownEncoding(TableRefused):
    sentence = _(
        "It cannot be told in which encoding this file is written. Choose the encoding, or save the file in Excel as “CSV UTF-8”."
    )


class NotInEncoding(TableRefused):
    """values: line, encoding."""

    sentence = _("Line %(line)d cannot be read as %(encoding)s. Choose another encoding.")


class LooseQuote(TableRefused):
    """values: line (where the record begins)."""

    sentence = _("In line %(line)d a quotation mark opens and is not closed before a separator.")


class TooLongPaste(TableRefused):
    """values: limit in characters."""

    sentence = _("More than %(limit)s characters cannot be pasted at once. Send them as a file.")
