"""Histories of mobilities (no column here exists in three languages)."""

import simple_history

from .models import (
    ActivityReport,
    ActivityReportTranslation,
    Application,
    Funding,
    Leg,
    Mobility,
    Nomination,
    Replacement,
    ReportAuthor,
    ReportPhoto,
    StageLink,
)

simple_history.register(Mobility, app="mobility", excluded_fields=["fiscal_year", "starts_on"])
for model in (Leg, StageLink, Funding, Replacement, Nomination, ReportAuthor, ReportPhoto):
    simple_history.register(model, app="mobility")
# what is typed is saved as it comes: only moves leave a line, with the record as it stood then
simple_history.register(Application, app="mobility", excluded_fields=["revision", "saved_at"])
simple_history.register(ActivityReport, app="mobility", excluded_fields=["revision", "saved_at"])
simple_history.register(ActivityReportTranslation, app="mobility", excluded_fields=["search_text"])
