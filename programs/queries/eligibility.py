"""Whether somebody is whom a call is meant for: requirement by requirement, with the reason in words. Arithmetic only, no database."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import Localized

from ..models import Level, RequirementKind
from . import certificates


class Verdict(StrEnum):
    FULFILLED = "fulfilled"
    NOT_FULFILLED = "not_fulfilled"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Condition:
    """One requirement of a call. `values` as stored; `names` are those of the institutions and units, in words.

    `minimum` is the grade index of 3.00, `note` the call's own explanation.
    """

    uid: UUID
    kind: str
    values: tuple[str, ...] = ()
    minimum: Decimal | None = None
    is_blocking: bool = False
    note: Localized = field(default_factory=lambda: Localized("", ""))
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The requirement itself: Bachelor's or Master's level."""
        return _WORDS[self.kind](self)


@dataclass(frozen=True)
class Facts:
    """What is known of an applicant; empty or None is not known.

    `places` are the public ids of the institution, the unit and all above it; `is_enrolled` whether the studies last as long
    as the stay; `grade_index` of 3.00.
    """

    level: str = ""
    places: Collection[UUID] = ()
    is_enrolled: bool | None = None
    grade_index: Decimal | None = None
    certificate: str = ""
    score: Decimal | None = None


@dataclass(frozen=True)
class Finding:
    """One requirement, whether it is fulfilled, and why."""

    condition: Condition
    verdict: Verdict
    reason: str

    @property
    def blocks(self) -> bool:
        """Only what is surely not fulfilled stops anybody, and only where the call says so."""
        return self.condition.is_blocking and self.verdict == Verdict.NOT_FULFILLED


def judge(conditions: Iterable[Condition], facts: Facts) -> tuple[Finding, ...]:
    """Each requirement of a call in its order, beside what is known of an applicant."""
    return tuple(Finding(condition, *_JUDGES[condition.kind](condition, facts)) for condition in conditions)


def index_words(value: Decimal) -> str:
    """2.30, in Russian 2,30: two decimals as transcripts have them."""
    return formats.number(value, decimals=2)


def level_words(values: Iterable[str]) -> list[str]:
    """Levels in their order, in the language of the screen; only the first begins with a capital letter."""
    wanted = set(values)
    words = [str(level.label) for level in Level if level in wanted]
    return [*words[:1], *(word[:1].lower() + word[1:] for word in words[1:])]


def _either(words: Iterable[str]) -> str:
    """A, B or C."""
    every = list(words)
    if len(every) < 2:
        return "".join(every)
    return _("%(first)s or %(last)s") % {"first": formats.series(*every[:-1]), "last": every[-1]}


# --- The requirement in words ----------------------------------------------------------------------------------------


def _index_wanted(condition: Condition) -> str:
    return _("Grade index of %(minimum)s or more, out of 3.00") % {
        "minimum": index_words(condition.minimum or Decimal())
    }


def _certificates_wanted(condition: Condition) -> list[certificates.Wanted]:
    return [wanted for value in condition.values if (wanted := certificates.read(value))]


_WORDS: dict[str, Callable[[Condition], str]] = {
    RequirementKind.LEVEL: lambda condition: _either(level_words(condition.values)),
    RequirementKind.UNIT: lambda condition: _("Students of %(places)s") % {"places": _either(condition.names)},
    RequirementKind.ENROLMENT: lambda _condition: _("Enrolled at the home university until the end of the stay"),
    RequirementKind.GRADE_INDEX: _index_wanted,
    RequirementKind.CERTIFICATE: lambda condition: _either(map(str, _certificates_wanted(condition))),
}


# --- The verdicts ----------------------------------------------------------------------------------------------------

Judged = tuple[Verdict, str]


def _level(condition: Condition, facts: Facts) -> Judged:
    if not facts.level:
        return Verdict.UNKNOWN, _("The level is not stated yet.")
    given = {"given": "".join(level_words([facts.level])) or facts.level}
    if facts.level in condition.values:
        return Verdict.FULFILLED, _("Level: %(given)s.") % given
    words = {**given, "wanted": str(condition)}
    return Verdict.NOT_FULFILLED, _("Level: %(given)s. The call is for: %(wanted)s.") % words


def _unit(condition: Condition, facts: Facts) -> Judged:
    if not facts.places:
        return Verdict.UNKNOWN, _("The institution is not stated yet.")
    if {str(place) for place in facts.places} & set(condition.values):
        return Verdict.FULFILLED, _("The institution or faculty is one of those named.")
    return Verdict.NOT_FULFILLED, _("The call is for students of: %(places)s.") % {"places": _either(condition.names)}


def _enrolment(_condition: Condition, facts: Facts) -> Judged:
    if facts.is_enrolled is None:
        return Verdict.UNKNOWN, _("It is not known yet whether the studies last until the end of the stay.")
    if facts.is_enrolled:
        return Verdict.FULFILLED, _("The studies last until the end of the stay.")
    return Verdict.NOT_FULFILLED, _("The studies end before the stay does.")


def _grade_index(condition: Condition, facts: Facts) -> Judged:
    if facts.grade_index is None:
        return Verdict.UNKNOWN, _("The grade index is not stated yet.")
    minimum = condition.minimum or Decimal()
    words = {"given": index_words(facts.grade_index), "minimum": index_words(minimum)}
    if facts.grade_index >= minimum:
        return Verdict.FULFILLED, _("The grade index is %(given)s; %(minimum)s is needed.") % words
    return Verdict.NOT_FULFILLED, _("The grade index is %(given)s, which is below %(minimum)s.") % words


def _certificate(condition: Condition, facts: Facts) -> Judged:
    if not facts.certificate:
        return Verdict.UNKNOWN, _("No language certificate is stated yet.")
    if facts.certificate == certificates.OTHER:
        return Verdict.UNKNOWN, _("The office looks at the certificate: it is none of those named.")
    answers = [wanted.accepts(facts.certificate, facts.score) for wanted in _certificates_wanted(condition)]
    if True in answers:
        return Verdict.FULFILLED, _("The language certificate is enough.")
    if None in answers:
        return Verdict.UNKNOWN, _("The score of the certificate is not stated yet.")
    return Verdict.NOT_FULFILLED, _("The certificate is not enough. Needed: %(wanted)s.") % {"wanted": str(condition)}


_JUDGES: dict[str, Callable[[Condition, Facts], Judged]] = {
    RequirementKind.LEVEL: _level,
    RequirementKind.UNIT: _unit,
    RequirementKind.ENROLMENT: _enrolment,
    RequirementKind.GRADE_INDEX: _grade_index,
    RequirementKind.CERTIFICATE: _certificate,
}
