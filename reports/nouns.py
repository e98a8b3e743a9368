"""The nouns for those whom a rule counts: students, physicians, or participants where they are of several kinds."""

from collections.abc import Sequence

from django.utils.translation import ngettext, npgettext, pgettext

from kanazawa_exchange.lib import formats
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


def those_counted(kind: str) -> str:
    """The word behind “number of”."""
    return {
        Category.STUDENT: pgettext("number of", "exchange students"),
        Category.TRAINEE: pgettext("number of", "trainees"),
        Category.PHYSICIAN: pgettext("number of", "physicians"),
        Category.RESEARCHER: pgettext("number of", "researchers"),
        Category.TEACHER: pgettext("number of", "teachers"),
        Category.STAFF: pgettext("number of", "staff members"),
        Category.CITIZEN: pgettext("number of", "citizens"),
        PARTICIPANT: pgettext("number of", "participants"),
    }[kind]


def unit(kind: str) -> str:
    """The unit at the end of the axis, as short as a language has it."""
    return {
        Category.STUDENT: pgettext("axis", "students"),
        Category.TRAINEE: pgettext("axis", "trainees"),
        Category.PHYSICIAN: pgettext("axis", "physicians"),
        Category.RESEARCHER: pgettext("axis", "researchers"),
        Category.TEACHER: pgettext("axis", "teachers"),
        Category.STAFF: pgettext("axis", "staff"),
        Category.CITIZEN: pgettext("axis", "citizens"),
        PARTICIPANT: pgettext("axis", "participants"),
    }[kind]
