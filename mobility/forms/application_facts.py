"""What is said and offered at the boxes of an application: the limit of a text, the condition of a fact, what fits the call."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import localized
from partners.models import Institution, OrgUnit
from programs.models import Direction, QuestionKind, RequirementKind
from programs.queries.certificates import CERTIFICATES, OTHER, OTHER_LABEL
from programs.queries.eligibility import Condition

from .. import answers
from ..queries.applications.boxes import Boxes

JUDGED = {
    "level": RequirementKind.LEVEL,
    "institution": RequirementKind.UNIT,
    "grade_index": RequirementKind.GRADE_INDEX,
    "certificate": RequirementKind.CERTIFICATE,
}
"""Which stated fact answers to which kind of condition."""
ELSEWHERE = {Direction.OUTBOUND: "jlpt", Direction.INBOUND: "torfl"}
"""The language of the side that sends is nobody's foreign language: its certificates are offered only where the call accepts one."""


def said_at(boxes: Boxes, conditions: Sequence[Condition], key: str) -> Iterator[str]:
    """What is told below the text of a box, before anything is wrong."""
    question = boxes.questions.get(key)
    if question is not None and question.kind in (QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT):
        yield _limit_words(answers.length_of(question), len(boxes.texts[key]))
    for condition in conditions:
        if condition.kind == JUDGED.get(key):
            yield _condition_words(condition)


def _limit_words(most: int, number: int) -> str:
    words = ngettext("%(number)s character at most", "%(number)s characters at most", most)
    limit = words % {"number": formats.number(most)}
    if not number:
        return limit
    saved = ngettext("%(number)s saved", "%(number)s saved", number) % {"number": formats.number(number)}
    return f"{limit} · {saved}"


def _condition_words(condition: Condition) -> str:
    words = _("Condition: %(condition)s.") % {"condition": condition}
    return (
        formats.sentences(words, _("You cannot apply unless you meet this condition."))
        if condition.is_blocking
        else words
    )


@dataclass(frozen=True)
class Group:
    """The units of one institution: pairs of uid and name."""

    institution: str
    """Its uid."""
    name: str
    units: tuple[tuple[str, str], ...]


def unit_groups() -> list[Group]:
    """The units of every institution that has some, our own first; one query."""
    rows = OrgUnit.objects.select_related("institution").order_by("-institution__is_home", "institution__slug", "pk")
    return [
        Group(
            str(institution.uid),
            str(localized(institution, "name")),
            tuple((str(row.uid), str(localized(row, "name"))) for row in units),
        )
        for institution, units in groupby(rows, key=lambda row: row.institution)
    ]


def units_of(institution: Institution | None, groups: Sequence[Group]) -> list[tuple[str, object]]:
    """The units of the institution that was chosen; before that those of all, under the names of these."""
    if institution is not None:
        return [unit for group in groups if group.institution == str(institution.uid) for unit in group.units]
    return [(group.name, list(group.units)) for group in groups]


def certificates_for(boxes: Boxes, conditions: Sequence[Condition]) -> list[tuple[str, str]]:
    """Those that fit the direction of the call, those that it accepts, and the one that was stated."""
    accepted = {
        value.partition(":")[0] for one in conditions if one.kind == JUDGED["certificate"] for value in one.values
    }
    families = {CERTIFICATES[code].family for code in accepted if code in CERTIFICATES}
    left_out = ELSEWHERE[Direction(boxes.call.run.direction)]
    found = [
        (code, str(one.label))
        for code, one in CERTIFICATES.items()
        if one.family != left_out or one.family in families or code == boxes.application.certificate
    ]
    return [*found, (OTHER, str(OTHER_LABEL))]
