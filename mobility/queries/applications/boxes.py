"""What an application says, box by box: the text or file of each, and the stamp by which two devices notice each other."""

from collections.abc import Mapping
from functools import cached_property

from django.utils.text import capfirst

from kanazawa_exchange.accounts.models import StoredFile
from kanazawa_exchange.lib import uploads
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.typed_boxes import stamp_of
from programs.models import Call, CallPlace, Question, QuestionKind, RequiredDocument

from ...models import Answer, Application
from .places_words import wishes_label

FACTS = ("level", "institution", "unit", "grade_index", "certificate", "certificate_score")
"""What every applicant states, by the names of the columns."""
CHOICES = "choices"
"""The box of the ranked destinations: their uids in order, with commas between them."""
ANSWER = "answer-"
"""Before the uid of a question."""
DOCUMENT = "document-"
"""Before the uid of a required document."""
POLICIES = {RequiredDocument.Policy.DOCUMENT: uploads.ANYTHING_SENT, RequiredDocument.Policy.PHOTO: uploads.PHOTOS}
"""What is taken for a document of each kind; a question is answered with any file that people send."""


def answer_box(question: Question) -> str:
    return f"{ANSWER}{question.uid}"


def document_box(document: RequiredDocument) -> str:
    return f"{DOCUMENT}{document.uid}"


class Boxes:
    """An application beside its call: which boxes there are, and what stands in them. Six queries, whatever is asked."""

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

    @property
    def most_wishes(self) -> int:
        """How many of the destinations can be wished for."""
        return min(self.call.most_choices, len(self.places))

    @cached_property
    def chosen(self) -> tuple[str, ...]:
        """The destinations that are wished for, by uid, in their rank."""
        by_key = {place.pk: uid for uid, place in self.places.items()}
        return tuple(by_key[choice.place_id] for choice in self.application.choices.all())

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """Box → its text as it is kept."""
        answers = {row.question_id: row.text for row in self._answers}
        return {
            **facts_of(self.application),
            CHOICES: ",".join(self.chosen),
            **{key: answers.get(question.pk, "") for key, question in self.questions.items()},
        }

    @cached_property
    def _answers(self) -> list[Answer]:
        return list(self.application.answers.select_related("file"))

    # --- files ---

    @cached_property
    def documents(self) -> dict[str, RequiredDocument]:
        return {document_box(one): one for one in self.call.documents.all()}

    @cached_property
    def asked_files(self) -> dict[str, RequiredDocument | Question]:
        """The boxes that hold a file: the documents of the call, then the questions that are answered with one."""
        questions = {key: one for key, one in self.questions.items() if one.kind == QuestionKind.FILE}
        return {**self.documents, **questions}

    @cached_property
    def files(self) -> Mapping[str, StoredFile]:
        """Box → the file that was handed in for it."""
        answered = {row.question_id: row.file for row in self._answers if row.file is not None}
        handed = {row.document_id: row.file for row in self.application.documents.select_related("file")}
        found = {key: handed.get(one.pk) for key, one in self.documents.items()}
        found |= {key: answered.get(one.pk) for key, one in self.questions.items()}
        return {key: file for key, file in found.items() if file is not None}

    def policy(self, key: str) -> uploads.Policy:
        """What is taken in a box for a file."""
        document = self.documents.get(key)
        return uploads.ANYTHING_SENT if document is None else POLICIES[RequiredDocument.Policy(document.policy)]

    # --- both ---

    @property
    def keys(self) -> tuple[str, ...]:
        """Every box, in the order of the form."""
        return (*self.texts, *self.documents)

    def title(self, key: str) -> Localized:
        """What a document or question is called, in the language in which it exists."""
        return (
            localized(self.documents[key], "name") if key in self.documents else localized(self.questions[key], "text")
        )

    def stamp(self, key: str) -> str:
        return stamp_of(self.texts.get(key, ""))

    def label(self, key: str) -> str:
        """How a box is called in a sentence."""
        if key in self.questions or key in self.documents:
            return str(self.title(key))
        if key == CHOICES:
            return wishes_label(self.call, self.most_wishes)
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
