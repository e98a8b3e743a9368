"""The numbers above the results: who took part, and who answered when."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from kanazawa_exchange.lib import formats

from ..queries.cohorts import Cohort
from . import figures as written
from .findings import moment


@dataclass(frozen=True)
class Card:
    label: str
    number: int
    noun: str
    beside: tuple[str, ...]


def cards(cohort: Cohort) -> list[Card]:
    """Both answers, the earlier one, the later one; each of those who took part, by the ability of which most is known."""
    result = cohort.figures.fullest
    if result is None:
        return []
    table, asked = result.figures.table, cohort.figures.participants
    if cohort.of_pairs:
        return [_card(_("Answered both times"), table.n, asked)]
    before, after = sum(table.pre_only), sum(table.post_only)
    return [
        _card(_("Answered both times"), table.n, asked),
        _card(_("Answered “%(moment)s”") % {"moment": moment(cohort.run.before)}, table.n + before, asked),
        _card(_("Answered “%(moment)s”") % {"moment": moment(cohort.run.after)}, table.n + after, asked),
    ]


def _card(label: str, number: int, asked: int | None) -> Card:
    noun = npgettext("cohort", "person", "people", number)
    if asked is None:
        return Card(label, number, noun, ())
    of = ngettext("of %(asked)s participant", "of %(asked)s participants", asked) % {"asked": formats.number(asked)}
    return Card(label, number, noun, (of, written.share(number, asked)))
