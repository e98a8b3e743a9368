"""Invented people and records for trying the portal out; production refuses them."""

from datetime import date

DEMO_DATE = date(2026, 11, 1)
"""The day the invented successor project's people are placed around; the portal's own clock stays real."""

DEMO_PASSWORD = "silk-road-7370-km"
