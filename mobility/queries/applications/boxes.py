"""What an application says, box by box: the text of each, and the stamp by which two devices notice each other."""

from collections.abc import Mapping
from functools import cached_property
from hashlib import sha256

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kanazawa_exchange.lib.localized import localized
from programs.models import Call, CallPlace, Question

from ...models import Application

FACTS = ("level", "institution", "unit", "grade_index", "certificate", "certificate_score")
"""What every applicant states, by the names of the columns."""
CHOICES = "choices"
"""The box of the ranked destinations: their uids in order, with commas between them."""
ANSWER = "answer-"
"""Before the uid of a question."""
DOCUMENT = "document-"
"""Before the uid of a required document."""


def answer_box(question: Question) -> str:
    return f"{ANSWER}{question.uid}"


def stamp_of(text: str) -> str:
    """What a page keeps of the text that it was shown; an empty box has none."""
    return sha256(text.encode()).hexdigest()[:12] if text else ""


class Boxes:
    """An application beside its call: which boxes there are, and what stands in them. Four queries, whatever is asked."""

    def __init__(self, application: Application) -> None:
        self.application, self.call = application, application.call

    @cached_property
    def questions(self) -> dict[str, Question]:
        return {answer_box(one): one for one in questions_of(self.call)}

    @cached_property
    def places(self) -> dict[str, CallPlace]:
        """The destinations of the call, by uid, in their order."""
        rows = self.call.destinations.select_related("institution__city")
        return {str(place.uid): place for place in rows}

    @cached_property
    def chosen(self) -> tuple[str, ...]:
        """The destinations that are wished for, by uid, in their rank."""
        by_key = {place.pk: uid for uid, place in self.places.items()}
        return tuple(by_key[choice.place_id] for choice in self.application.choices.all())

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """Box → its text as it is kept."""
        answers = dict(self.application.answers.values_list("question_id", "text"))
        return {
            **facts_of(self.application),
            CHOICES: ",".join(self.chosen),
            **{key: answers.get(question.pk, "") for key, question in self.questions.items()},
        }

    def stamp(self, key: str) -> str:
        return stamp_of(self.texts.get(key, ""))

    def label(self, key: str) -> str:
        """How a box is called in a sentence."""
        if key in self.questions:
            return str(localized(self.questions[key], "text"))
        if key == CHOICES:
            return _("Destinations in the order of your wish")
        return str(capfirst(getattr(Application, key).field.verbose_name))


def questions_of(call: Call) -> list[Question]:
    return list(call.questions.prefetch_related("options"))


def facts_of(application: Application) -> dict[str, str]:
    """The stated facts as texts; institutions and units by their uid."""
    found = {}
    for name in FACTS:
        value = getattr(application, name)
        found[name] = "" if value is None else str(getattr(value, "uid", value))
    return found
