"""Figures as bytes: CSV, workbook, PDF, text; from the dataclass of the page, so they cannot disagree."""
