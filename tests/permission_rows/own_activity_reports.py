"""Activity Reports before they are public: their authors' alone, who begin them from stays of their own."""

from typing import Any
from uuid import uuid4

from kanazawa_exchange.lib import clock
from mobility.models import ActivityReport, ActivityReportTranslation, ReportAuthor
from tests.permission_rows import Row, everyone, only


def build(world: Any) -> None:
    report = ActivityReport(mobility=world.mobility, language="ja", program=world.program, saved_at=clock.now())
    report.save()
    ReportAuthor(report=report, person=world.users["student"].person).save()
    ActivityReportTranslation(report=report, language="ja", title="MARKOWNREPORT").save()
    world.own_activity_report = report


def _own(w: Any) -> dict[str, Any]:
    return {"uid": w.own_activity_report.uid}


def _withdraw(w: Any) -> dict[str, Any]:
    return {**_own(w), "move": "withdraw"}


ALONE = "a report is its authors': to everybody else, the office too, these pages are not there"


def _of_authors(name: str, method: str, status: int = 200, **more: Any) -> Row:
    row = {"relation": "own", "otherwise": 404, "kwargs": _own, "note": ALONE, **more}
    return Row(f"mobility:{name}", method, only("student", status=status), **row)


ROWS = [
    Row("mobility:own_report_list", "GET", everyone(), note="everybody's own ones, of some there are none"),
    Row("mobility:report_begin", "GET", only("student"), note="whoever has travelled"),
    Row(
        "mobility:report_begin",
        "POST",
        only("student", status=302),
        data=lambda w: {"stay": str(w.mobility.uid)},
    ),
    _of_authors("own_report", "GET", marker=lambda w: "MARKOWNREPORT"),
    _of_authors("report_write", "GET", marker=lambda w: "MARKOWNREPORT"),
    _of_authors("report_write", "POST", 302, data=lambda w: {"box-title": "MARKOWNREPORT"}),
    _of_authors("report_save", "POST", data=lambda w: {"box-title": "MARKOWNREPORT"}),
    _of_authors("report_authors", "GET", marker=lambda w: "MARKOWNREPORT"),
    _of_authors("report_authors", "POST", 302, data=lambda w: {"up": str(w.own_activity_report.authors.get().uid)}),
    _of_authors("report_check", "GET", marker=lambda w: "MARKOWNREPORT"),
    _of_authors("report_check", "POST", data=lambda w: {"version": "0"}),
    _of_authors("report_photos", "GET"),
    _of_authors("report_photos", "POST", 302),
    _of_authors("own_report_photo", "POST", 302, data=lambda w: {"back": str(uuid4())}),
    _of_authors("own_report_move", "GET", kwargs=_withdraw),
    _of_authors("own_report_move", "POST", 302, kwargs=_withdraw, data=lambda w: {"version": "1"}),
]
