"""Reports that stand where everybody reads them: those of an earlier site, and translations."""

from datetime import datetime
from typing import Any

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.editing import save_edit
from mobility.models import ActivityReport, ActivityReportTranslation, ReportAuthor
from mobility.services.activity_reports.writing import search_text

from .writing import NOW

LIST = "/activity-reports/"


def page_of(report: ActivityReport, language: str = "ru") -> str:
    return f"/{language}{LIST}{report.slug}/"


def translated(
    report: ActivityReport, language: str, title: str, text: str = "", *, by: User, **values: Any
) -> ActivityReportTranslation:
    """The text in one language, as somebody else than its authors has written it."""
    text = text or title
    row = ActivityReportTranslation(
        report=report, language=language, title=title, text=text, search_text=search_text(title, text), **values
    )
    save_edit(row, by=by, reason="translated")
    return row


def imported(
    number: int, *, by: User, moment: datetime = NOW, title: str = "", text: str = "Текст.", **values: Any
) -> ActivityReport:
    """A report of an earlier site: nobody whom the portal knows has written it."""
    fields = {"status": "published", "language": "ru", "first_published_at": moment, "submitted_at": moment} | values
    row = ActivityReport(slug=f"old-{number}", **fields)
    save_edit(row, by=by, reason="imported")
    save_edit(ReportAuthor(report=row, pen_name=f"Автор {number}", affiliation="КФУ"), by=by, reason="imported")
    translated(row, row.language, title or f"Отчёт {number}", text, by=by)
    return row
