"""Figures as bytes: CSV, workbook, PDF, text; made from the same dataclass as the page, so that they cannot disagree."""
