"""Histories of mobilities (no column here exists in three languages)."""

import simple_history

from .models import Application, Funding, Leg, Mobility, Nomination, Replacement, StageLink

simple_history.register(Mobility, app="mobility", excluded_fields=["fiscal_year", "starts_on"])
for model in (Leg, StageLink, Funding, Replacement, Nomination):
    simple_history.register(model, app="mobility")
# what is typed is saved as it comes: only moves leave a line, with the record as it stood then
simple_history.register(Application, app="mobility", excluded_fields=["revision", "saved_at"])
