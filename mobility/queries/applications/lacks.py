"""What an application lacks before it can be sent: a sentence for each box."""

from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import Scan
from programs.models import Call, Direction, QuestionKind

from ... import answers
from .boxes import CHOICES, Boxes
from .meant_for import not_meant_for_students_of


def lacks(boxes: Boxes) -> dict[str, str]:
    """Box → why the application cannot be sent yet; empty where it can."""
    found = {}
    application = boxes.application
    if not application.level:
        found["level"] = _("Choose your level of study.")
    if application.institution_id is None:
        found["institution"] = _("Choose the institution at which you study.")
    elif sentence := not_meant_for_students_of(boxes.call, application.institution):
        found["institution"] = sentence
    if boxes.places and not boxes.chosen:
        found[CHOICES] = _none_chosen(boxes.call)
    if len(boxes.chosen) > boxes.call.most_choices:
        found[CHOICES] = _("Choose fewer destinations.")
    for key, question in boxes.questions.items():
        text = boxes.texts[key]
        if question.kind == QuestionKind.FILE:
            continue  # looked at below, with the documents
        if fault := answers.read(question, text).fault:
            found[key] = fault
        elif question.is_required and not text:
            found[key] = _("Answer this question.")
    for key, asked in boxes.asked_files.items():
        file = boxes.files.get(key)
        if file is None and asked.is_required:
            found[key] = _("Hand in a file here.")
        elif file is not None and file.scan == Scan.INFECTED:
            found[key] = _("The scanner found malware in this file. Hand in another one.")
    return found


def _none_chosen(call: Call) -> str:
    is_inbound = call.run.direction == Direction.INBOUND
    return _("Choose the host institution.") if is_inbound else _("Choose at least one destination.")
