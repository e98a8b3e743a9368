"""The name of a programme run where it stands alone in a line."""

from collections.abc import Mapping

from django.utils.translation import pgettext_lazy

from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.period import fiscal_year_label
from kanazawa_exchange.lib.words import Words

from ..models import Direction, ProgramRun

WAYS: Mapping[str, Words] = {
    Direction.OUTBOUND: pgettext_lazy("call", "From Kanazawa"),
    Direction.INBOUND: pgettext_lazy("call", "To Kanazawa"),
}
"""Directions for readers on either side, as who applies or sends students is: theirs are the other way round."""


def run_label(run: ProgramRun, *, in_places: bool = False) -> str:
    """FY2018 · Cultural Exchange Program · Outbound · theme; `in_places`: From Kanazawa, for readers on either side."""
    way = str(WAYS[run.direction]) if in_places else run.get_direction_display()
    parts = [fiscal_year_label(run.fiscal_year), str(localized(run.program, "name")), way]
    theme = str(localized(run, "theme")) or (run.get_term_display() if run.term != "year" else "")
    return " · ".join([*parts, theme] if theme else parts)
