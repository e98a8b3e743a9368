"""What an applicant said, as reviewers and committees read it: facts, wishes, answers and files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kanazawa_exchange.accounts.models import StoredFile
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.facts import Fact
from kanazawa_exchange.lib.localized import Localized, localized
from mobility.models import Application, Choice
from mobility.queries.applications.words import answer_words, certificate_words
from programs.models import Question
from programs.queries.eligibility import index_words


@dataclass(frozen=True)
class Handed:
    """A file that was handed in: for what, how it is called, under which uid it is asked for, and whether it may be opened."""

    label: Localized
    name: str
    uid: UUID
    scan: str
    is_served: bool


@dataclass(frozen=True)
class Said:
    """The answer to one question: a text, or a file."""

    question: Localized
    text: str
    file: Handed | None = None


def wishes_of(applications: Iterable[Application]) -> Mapping[int, tuple[str, ...]]:
    """By the key of the application: the destinations that were wished for, the first wish first; one query."""
    found: dict[int, list[str]] = {row.pk: [] for row in applications}
    rows = Choice.objects.filter(application__in=list(found)).select_related("place__institution")
    for row in rows.order_by("application_id", "order"):
        found[row.application_id].append(str(localized(row.place.institution, "name")))
    return {pk: tuple(names) for pk, names in found.items()}


def facts_of(application: Application, wishes: tuple[str, ...]) -> tuple[Fact, ...]:
    """What was stated, line by line; the application comes with its institution and unit."""
    home = formats.series(*(str(part) for part in _home(application) if part))
    index = application.grade_index
    late = pgettext("application", "accepted late") if application.is_late else ""
    return (
        Fact(_("Preferred destinations"), tuple(f"{n}. {name}" for n, name in enumerate(wishes, 1))),
        Fact(_("Level"), application.get_level_display() if application.level else ""),
        Fact(pgettext("application", "Home institution"), home),
        Fact(pgettext("application", "Grade index"), "" if index is None else index_words(index)),
        Fact(pgettext("application", "Language certificate"), _certificate(application)),
        Fact(pgettext("application, fact", "Submitted"), application.submitted_at, late),
    )


def _certificate(application: Application) -> str:
    """The certificate as the form calls it, with its score where it has one."""
    words = (certificate_words(application.certificate), formats.shortest(application.certificate_score))
    return formats.series(*(part for part in words if part))


def _home(application: Application) -> tuple[Localized, Localized]:
    return localized(application.institution, "name"), localized(application.unit, "name")


def answers_of(application: Application) -> tuple[Said, ...]:
    """The answers in the order of the questions; three queries."""
    questions = Question.objects.filter(call=application.call_id).prefetch_related("options")
    given = {row.question_id: row for row in application.answers.select_related("file")}
    found = []
    for question in questions:
        answer = given.get(question.pk)
        label = localized(question, "text")
        file = handed(label, answer.file) if answer and answer.file else None
        found.append(Said(label, answer_words(question, answer.text) if answer else "", file))
    return tuple(found)


def documents_of(application: Application) -> tuple[Handed, ...]:
    """The files that were handed in, in the order of the call; one query."""
    rows = application.documents.select_related("document", "file").order_by("document__order", "document_id")
    return tuple(handed(localized(row.document, "name"), row.file) for row in rows)


def handed(label: Localized, file: StoredFile) -> Handed:
    return Handed(label, file.original_name, file.uid, file.get_scan_display(), file.is_served)
