"""What the import of answers on paper says of a row, by name and by code."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib import import_rows
from kanazawa_exchange.lib.words import Words
from mobility.services.import_stays import STAYS

_STAY: Mapping[str, Words] = {
    "stay.unknown": _("This person has no stay in that programme run."),
    "stay.several": _("The person has several stays in this run. Enter this paper on its own."),
    "stay.own": _("Your own answers are entered by somebody else."),
    "moment.missing": _("Say which wave it is: before or after the stay."),
}
"""Of the stay that a paper is about."""

NOTES: Mapping[str, Words] = {**import_rows.NOTES, **STAYS.notes}

_WAVE: Mapping[str, Words] = {
    "wave.unknown": _("The run has no wave with this questionnaire at that moment."),
    "wave.shut": _("The wave takes no papers: it is not open yet, or it is locked."),
    "answers.none": _("Enter at least one answer."),
    "answers.sent": _("These answers have been sent already. They cannot be changed any more."),
    "answers.begun": _("The participant has begun to answer in the portal."),
    "answer.wrong": _("“%(text)s” is no answer to this question."),
    "undo.locked": _("The wave is locked since."),
}
"""Of the wave and its answers."""

REASONS: Mapping[str, Words] = {**import_rows.REASONS, **STAYS.reasons, **_STAY, **_WAVE}
