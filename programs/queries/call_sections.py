"""The parts of a call as its keepers read them: section by section, each part with what is said of it in a line."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.words import Words

from ..models import Call, ChecklistLine, Question, QuestionKind, RequiredDocument, RequirementKind
from .call_requirements import conditions

Kinds = Sequence[tuple[str, Words]]


@dataclass(frozen=True)
class PartLine:
    """One part: its name, and notes on it in the order of reading."""

    uid: UUID
    version: int
    name: Localized | str
    notes: tuple[str | Localized, ...] = ()
    details: tuple[Localized, ...] = ()
    """The options of a question."""


@dataclass(frozen=True)
class Section:
    """The parts of one kind; `part` is the word of their addresses, `kinds` in which ones of several they come."""

    part: str
    heading: Words
    add: Words
    empty: Words
    lines: tuple[PartLine, ...]
    kinds: Kinds = ()


def sections(call: Call) -> tuple[Section, ...]:
    """All parts of a call that `whole_call` has read; three more queries for the names of requirements."""
    return tuple(
        Section(part, heading, add, empty, tuple(lines(call)), kinds)
        for part, heading, add, empty, lines, kinds in TABLE
    )


def _destinations(call: Call) -> Iterable[PartLine]:
    for row in call.destinations.all():
        words = ngettext("%(number)s place", "%(number)s places", row.places) % {"number": row.places}
        yield PartLine(row.uid, row.version, localized(row.institution, "name"), (words,))


def _requirements(call: Call) -> Iterable[PartLine]:
    for row, condition in zip(call.requirements.all(), conditions(call), strict=True):
        notes: list[str | Localized] = [row.get_kind_display()]
        if row.is_blocking:
            notes.append(_("Who does not fulfil this cannot apply."))
        yield PartLine(row.uid, row.version, str(condition), (*notes, *_said(localized(row, "note"))))


def _documents(call: Call) -> Iterable[PartLine]:
    for row in call.documents.all():
        kind = str(RequiredDocument.Policy(row.policy).label)
        yield PartLine(
            row.uid,
            row.version,
            localized(row, "name"),
            (kind, need_words(row.is_required), *_said(localized(row, "help"))),
        )


def need_words(is_required: bool) -> str:
    return _("required") if is_required else _("optional")


def _line_of_question(row: Question) -> PartLine:
    notes: list[str | Localized] = [row.get_kind_display(), need_words(row.is_required)]
    if row.max_length:
        words = ngettext("%(number)s character at most", "%(number)s characters at most", row.max_length)
        notes.append(words % {"number": formats.number(row.max_length)})
    if row.minimum is not None:
        notes.append(_("from %(number)s") % {"number": formats.shortest(row.minimum)})
    if row.maximum is not None:
        notes.append(_("up to %(number)s") % {"number": formats.shortest(row.maximum)})
    options = tuple(localized(option, "text") for option in row.options.all())
    return PartLine(row.uid, row.version, localized(row, "text"), (*notes, *_said(localized(row, "help"))), options)


def _criteria(call: Call) -> Iterable[PartLine]:
    for row in call.criteria.all():
        points = ngettext("up to %(number)s point", "up to %(number)s points", row.scale) % {"number": row.scale}
        weight = _("weight %(number)s") % {"number": formats.shortest(row.weight)}
        yield PartLine(row.uid, row.version, localized(row, "name"), (points, weight, *_said(localized(row, "help"))))


def _checklist(call: Call) -> Iterable[PartLine]:
    for row in call.checklist.all():
        yield PartLine(row.uid, row.version, localized(row, "name"), (row.get_phase_display(), *_days(row)))


def _days(row: ChecklistLine) -> tuple[str, ...]:
    if not row.days or row.phase == ChecklistLine.Phase.DURING:
        return ()
    if row.phase == ChecklistLine.Phase.BEFORE:
        words = ngettext("%(number)s day before the start", "%(number)s days before the start", row.days)
    else:
        words = ngettext("%(number)s day after the end", "%(number)s days after the end", row.days)
    return (words % {"number": row.days},)


def _said(text: Localized) -> tuple[Localized, ...]:
    return (text,) if text else ()


TABLE: Sequence[tuple[str, Words, Words, Words, Callable[[Call], Iterable[PartLine]], Kinds]] = (
    (
        "destination",
        gettext_lazy("Destinations and places"),
        gettext_lazy("Add a destination"),
        gettext_lazy("No destination is named yet."),
        _destinations,
        (),
    ),
    (
        "requirement",
        gettext_lazy("Requirements"),
        gettext_lazy("Add a requirement"),
        gettext_lazy("There are no special requirements."),
        _requirements,
        RequirementKind.choices,
    ),
    (
        "document",
        gettext_lazy("Documents"),
        gettext_lazy("Add a document"),
        gettext_lazy("No documents are asked for."),
        _documents,
        (),
    ),
    (
        "question",
        pgettext_lazy("call", "Questions"),
        gettext_lazy("Add a question"),
        gettext_lazy("No questions are asked."),
        lambda call: map(_line_of_question, call.questions.all()),
        QuestionKind.choices,
    ),
    (
        "criterion",
        gettext_lazy("Criteria of the selection"),
        gettext_lazy("Add a criterion"),
        gettext_lazy("There are no criteria: reviewers would have nothing to judge by."),
        _criteria,
        (),
    ),
    (
        "checklist-line",
        gettext_lazy("What the selected do afterwards"),
        pgettext_lazy("checklist", "Add a line"),
        gettext_lazy("The checklist is empty."),
        _checklist,
        (),
    ),
)
"""The word of the addresses, heading, words for adding one and for none, how they are read, and in which kinds they come."""
