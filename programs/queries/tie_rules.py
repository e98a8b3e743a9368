"""How applicants with equal points are put in order: rules by their codes, the first one first."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.words import Words

CRITERION = "criterion:"
"""Before the public id of a criterion of the call."""
LOT = "lot"
RULES: dict[str, Words] = {
    "grade_index": gettext_lazy("The higher grade index"),
    "submitted_at": gettext_lazy("The earlier submission"),
    LOT: gettext_lazy("By lot"),
}


def is_rule(code: str, criteria: Iterable[str]) -> bool:
    """Whether a code stands for a rule of a call with these criteria (their public ids)."""
    return code in RULES or (code.startswith(CRITERION) and code.removeprefix(CRITERION) in set(criteria))


def rule_words(code: str, criteria: dict[str, str]) -> str:
    """A rule in words; `criteria` are names by public ids."""
    if code in RULES:
        return str(RULES[code])
    name = criteria.get(code.removeprefix(CRITERION))
    points = gettext_lazy("More points for “%(criterion)s”")
    return str(points) % {"criterion": name} if name else str(gettext_lazy("More points for one criterion"))


def in_words(codes: Sequence[str]) -> str:
    """The rules in a line of a history, which knows no criteria."""
    return formats.series(*(rule_words(code, {}) for code in codes))
