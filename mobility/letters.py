"""Every letter that the records of travel write."""

from . import activity_report_mails, mail_kinds, nomination_mails, selection_mails

LETTERS = (*mail_kinds.KINDS, *selection_mails.KINDS, *nomination_mails.KINDS, *activity_report_mails.KINDS)
