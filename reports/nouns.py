"""The nouns for those whom a rule counts: students, physicians, or participants where they are of several kinds."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import ngettext, npgettext, pgettext_lazy

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.words import Words
from mobility.models import Category

STUDENT, PARTICIPANT = Category.STUDENT.value, "participant"


def kind_of(categories: Sequence[str]) -> str:
    """The one category that a rule counts, or participants of any."""
    return categories[0] if len(categories) == 1 else PARTICIPANT


def noun(kind: str, count: int) -> str:
    """The word beside a number that stands apart."""
    return {
        Category.STUDENT: ngettext("student", "students", count),
        Category.TRAINEE: ngettext("trainee", "trainees", count),
        Category.PHYSICIAN: ngettext("physician", "physicians", count),
        Category.RESEARCHER: ngettext("researcher", "researchers", count),
        Category.TEACHER: ngettext("teacher", "teachers", count),
        Category.STAFF: ngettext("staff member", "staff members", count),
        Category.CITIZEN: ngettext("citizen", "citizens", count),
        PARTICIPANT: ngettext("participant", "participants", count),
    }[kind]


def number_of(kind: str, count: int) -> str:
    """A number with its word: 5 physicians."""
    words = {
        Category.STUDENT: npgettext("counted", "%(count)s student", "%(count)s students", count),
        Category.TRAINEE: npgettext("counted", "%(count)s trainee", "%(count)s trainees", count),
        Category.PHYSICIAN: npgettext("counted", "%(count)s physician", "%(count)s physicians", count),
        Category.RESEARCHER: npgettext("counted", "%(count)s researcher", "%(count)s researchers", count),
        Category.TEACHER: npgettext("counted", "%(count)s teacher", "%(count)s teachers", count),
        Category.STAFF: npgettext("counted", "%(count)s staff member", "%(count)s staff members", count),
        Category.CITIZEN: npgettext("counted", "%(count)s citizen", "%(count)s citizens", count),
        PARTICIPANT: npgettext("counted", "%(count)s participant", "%(count)s participants", count),
    }[kind]
    return words % {"count": formats.number(count)}


class Phrase(NamedTuple):
    """What a kind is called in two fixed places."""

    behind_number_of: Words
    at_the_axis: Words


PHRASES: dict[str, Phrase] = {
    Category.STUDENT: Phrase(pgettext_lazy("number of", "exchange students"), pgettext_lazy("axis", "students")),
    Category.TRAINEE: Phrase(pgettext_lazy("number of", "trainees"), pgettext_lazy("axis", "trainees")),
    Category.PHYSICIAN: Phrase(pgettext_lazy("number of", "physicians"), pgettext_lazy("axis", "physicians")),
    Category.RESEARCHER: Phrase(pgettext_lazy("number of", "researchers"), pgettext_lazy("axis", "researchers")),
    Category.TEACHER: Phrase(pgettext_lazy("number of", "teachers"), pgettext_lazy("axis", "teachers")),
    Category.STAFF: Phrase(pgettext_lazy("number of", "staff members"), pgettext_lazy("axis", "staff")),
    Category.CITIZEN: Phrase(pgettext_lazy("number of", "citizens"), pgettext_lazy("axis", "citizens")),
    PARTICIPANT: Phrase(pgettext_lazy("number of", "participants"), pgettext_lazy("axis", "participants")),
}


def those_counted(kind: str) -> str:
    """The word behind “number of”."""
    return str(PHRASES[kind].behind_number_of)


def unit(kind: str) -> str:
    """The unit at the end of the axis, as short as a language has it."""
    return str(PHRASES[kind].at_the_axis)
