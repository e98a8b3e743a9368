"""What is typed in the boxes of an application, as it is kept: read, or refused with a sentence."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kanazawa_exchange.lib.fields import DecimalField
from kanazawa_exchange.lib.refusals import Refused
from partners.models import Institution, OrgUnit
from programs.models import Level
from programs.queries.certificates import CERTIFICATES, OTHER

from ... import answers
from ...queries.applications.boxes import CHOICES, Boxes
from ...queries.applications.meant_for import not_meant_for_students_of


class NotMeantFor(Refused):
    """The call is not for students of the institution at which this person studies."""


def institution_of(uid: str) -> Institution | None:
    """The institution that was chosen; None for what is no choice, which is told at its box."""
    try:
        return Institution.objects.filter(uid=uid).first() if uid else None
    except ValidationError:
        return None


def as_kept(boxes: Boxes, key: str, typed: str) -> str:
    """What was typed as it is kept. Errors: Refused for what cannot be kept at all."""
    if len(typed) > answers.KEPT:
        raise Refused(str(answers.TOO_LONG_TO_KEEP))
    if key in boxes.questions:
        return answers.read(boxes.questions[key], typed).text
    if key == CHOICES:
        return _choices_as_kept(boxes, typed)
    try:
        text = READERS[key](typed.strip())
    except ValidationError as wrong:
        raise Refused(" ".join(map(str, wrong.messages))) from wrong
    if key == "institution" and (sentence := not_meant_for_students_of(boxes.call, institution_of(text))):
        raise NotMeantFor(sentence)
    return text


def _choices_as_kept(boxes: Boxes, typed: str) -> str:
    wishes = [uid for uid in typed.split(",") if uid]
    if len(set(wishes)) < len(wishes):
        raise Refused(_("The same destination is chosen twice."))
    if not set(wishes) <= set(boxes.places):
        raise Refused(_("This call has no such destination."))
    if len(wishes) > boxes.call.most_choices:
        raise Refused(_("Choose fewer destinations."))
    return ",".join(wishes)


def _level(typed: str) -> str:
    if typed and typed not in Level.values:
        raise Refused(_("Choose your level of study."))
    return typed


def _known(model: type[Institution] | type[OrgUnit]) -> Callable[[str], str]:
    def read(typed: str) -> str:
        if not typed:
            return ""
        if not model._default_manager.filter(uid=typed).exists():
            raise Refused(_("Choose one of the options."))
        return typed

    return read


def _grade_index(typed: str) -> str:
    number = DecimalField(decimals=2, max_value=3, required=False).clean(typed)
    return "" if number is None else f"{number:.2f}"


def _certificate(typed: str) -> str:
    if typed and typed not in (*CERTIFICATES, OTHER):
        raise Refused(_("Choose one of the options."))
    return typed


def _score(typed: str) -> str:
    number = DecimalField(decimals=1, max_value=999, required=False).clean(typed)
    return "" if number is None else f"{number:.1f}"


READERS: dict[str, Callable[[str], str]] = {
    "level": _level,
    "institution": _known(Institution),
    "unit": _known(OrgUnit),
    "grade_index": _grade_index,
    "certificate": _certificate,
    "certificate_score": _score,
}
"""How each stated fact is read."""
