"""Histories of mobilities (no column here exists in three languages)."""

import simple_history

from .models import Funding, Leg, Mobility, Nomination, Replacement, StageLink

simple_history.register(Mobility, app="mobility", excluded_fields=["fiscal_year", "starts_on"])
for model in (Leg, StageLink, Funding, Replacement, Nomination):
    simple_history.register(model, app="mobility")
