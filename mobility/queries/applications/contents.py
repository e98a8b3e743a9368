"""What stands in an application, in words: for its applicant before it is sent and after, and for the office."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kanazawa_exchange.accounts.models import StoredFile
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import Localized, localized
from programs.models import Call, Level, QuestionKind
from programs.queries.eligibility import index_words

from .boxes import CHOICES, FACTS, Boxes
from .lacks import lacks
from .places_words import places_title
from .words import answer_words, certificate_words

ABOUT, DESTINATIONS, QUESTIONS, FILES = "about", "destinations", "questions", "documents"


@dataclass(frozen=True)
class Line:
    """One box in words. `fault`: why it cannot be sent so; `remark`: what the office wrote at it."""

    key: str
    label: str | Localized
    values: tuple[str | Localized, ...]
    fault: str = ""
    remark: str = ""
    is_text: bool = False
    file: StoredFile | None = None


@dataclass(frozen=True)
class Topic:
    """One page of the form with its lines."""

    key: str
    title: str
    lines: tuple[Line, ...]

    @property
    def is_whole(self) -> bool:
        return not any(line.fault for line in self.lines)


def topics_of(boxes: Boxes, *, judged: bool = True) -> tuple[Topic, ...]:
    """The pages of the form that this call has, with what stands in them. `judged`: whether what is missing is told."""
    faults = lacks(boxes) if judged else {}
    topics = [
        Topic(ABOUT, title_of(ABOUT, boxes.call), tuple(_line(boxes, name, faults) for name in FACTS)),
    ]
    if boxes.places:
        topics.append(Topic(DESTINATIONS, title_of(DESTINATIONS, boxes.call), (_line(boxes, CHOICES, faults),)))
    keys = [key for key, question in boxes.questions.items() if question.kind != QuestionKind.FILE]
    if keys:
        lines = tuple(_line(boxes, key, faults) for key in keys)
        topics.append(Topic(QUESTIONS, title_of(QUESTIONS, boxes.call), lines))
    if boxes.asked_files:
        lines = tuple(_line(boxes, key, faults) for key in boxes.asked_files)
        topics.append(Topic(FILES, title_of(FILES, boxes.call), lines))
    return tuple(topics)


@dataclass(frozen=True)
class Paper:
    """A document that the call asks for, and which kinds of files are taken for it."""

    name: Localized
    help: Localized
    is_required: bool
    limits: str


def papers_of(boxes: Boxes) -> tuple[Paper, ...]:
    """The documents of the call, and its questions that are answered with a file."""
    return tuple(
        Paper(boxes.title(key), localized(one, "help"), one.is_required, boxes.policy(key).limits)
        for key, one in boxes.asked_files.items()
    )


def title_of(topic: str, call: Call) -> str:
    return {
        ABOUT: pgettext("application", "Studies"),
        DESTINATIONS: places_title(call),
        QUESTIONS: pgettext("application", "Questions"),
        FILES: pgettext("application", "Documents"),
    }[topic]


def _line(boxes: Boxes, key: str, faults: dict[str, str]) -> Line:
    question = boxes.questions.get(key)
    label: str | Localized = boxes.title(key) if question or key in boxes.documents else boxes.label(key)
    return Line(
        key=key,
        label=label,
        values=_values(boxes, key),
        fault=faults.get(key, ""),
        remark=str(boxes.application.remarks.get(key, "")),
        is_text=question is not None and question.kind == QuestionKind.LONG_TEXT,
        file=boxes.files.get(key) if key in boxes.asked_files else None,
    )


def _values(boxes: Boxes, key: str) -> tuple[str | Localized, ...]:
    application = boxes.application
    if key in boxes.asked_files:
        return ()
    if key == CHOICES:
        names = [localized(boxes.places[uid].institution, "name") for uid in boxes.chosen]
        if boxes.most_wishes == 1:
            return tuple(names)
        return tuple(
            _("%(rank)d. %(place)s") % {"rank": rank, "place": name} for rank, name in enumerate(names, start=1)
        )
    if key in boxes.questions:
        words = answer_words(boxes.questions[key], boxes.texts[key])
        return (words,) if words else ()
    if key == "level":
        return (str(Level(application.level).label),) if application.level else ()
    if key in ("institution", "unit"):
        thing = getattr(application, key)
        return (localized(thing, "name"),) if thing else ()
    if key == "certificate":
        words = certificate_words(application.certificate)
        return (words,) if words else ()
    value = getattr(application, key)
    return () if value is None else (formats.shortest(value) if key == "certificate_score" else index_words(value),)
