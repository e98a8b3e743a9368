"""The name of a programme run where it stands alone in a line."""

from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.period import fiscal_year_label

from ..models import ProgramRun


def run_label(run: ProgramRun) -> str:
    """FY2018 · Cultural Exchange Program · Outbound · theme"""
    parts = [fiscal_year_label(run.fiscal_year), str(localized(run.program, "name")), run.get_direction_display()]
    theme = str(localized(run, "theme")) or (run.get_term_display() if run.term != "year" else "")
    return " · ".join([*parts, theme] if theme else parts)
