"""Activity Reports: everybody reads what is published, its authors the own ones, whoever moderates what was sent in."""

from datetime import date
from typing import Any

from kanazawa_exchange.lib import clock
from mobility.models import ActivityReport, ActivityReportTranslation, ReportAuthor
from tests.permission_rows import OFFICE, Row, only

MODERATORS = (*OFFICE, "moderator")
MARK = "MARKREPORT"


def build(world: Any) -> None:
    world.report = _sent_in(world.person, world.partner, MARK)
    world.draft_report = _sent_in(world.other_person, world.partner, "MARKDRAFT", is_draft=True)


def _sent_in(person: Any, host: Any, title: str, *, is_draft: bool = False) -> ActivityReport:
    sent: dict[str, Any] = (
        {} if is_draft else {"status": "submitted", "submitted_at": clock.now(), "slug": title.lower()}
    )
    report = ActivityReport.objects.create(language="ru", city=host.city, happened_on=date(2018, 9, 1), **sent)
    ReportAuthor.objects.create(report=report, person=person)
    ActivityReportTranslation.objects.create(report=report, language="ru", title=title, text="Лёд прозрачный.")
    return report


def _of(thing: str = "report", **more: Any) -> Any:
    return lambda w: {"uid": getattr(w, thing).uid, **more}


ROWS = [
    Row("mobility:activity_report_review_list", "GET", only(MODERATORS), marker=lambda w: MARK),
    Row("mobility:activity_report_review_list_xlsx", "GET", only(MODERATORS)),
    Row("mobility:activity_report_review_list_csv", "GET", only(MODERATORS), marker=lambda w: MARK),
    Row(
        "mobility:activity_report_review", "GET", only(MODERATORS), relation="own", kwargs=_of(), marker=lambda w: MARK
    ),
    Row(
        "mobility:activity_report_review",
        "GET",
        only(MODERATORS, status=404),
        relation="foreign",
        kwargs=_of("draft_report"),
        note="a draft is its authors' alone",
    ),
    Row(
        "mobility:activity_report_remark",
        "POST",
        only(MODERATORS, status=302),
        relation="own",
        kwargs=_of(),
        data=lambda w: {"sentence": "Лёд прозрачный.", "words": "how thick?"},
    ),
    Row(
        "mobility:activity_report_remark",
        "POST",
        only(MODERATORS, status=404),
        relation="foreign",
        kwargs=_of("draft_report"),
    ),
    *(
        Row(
            "mobility:activity_report_review_move",
            "GET POST",
            only(MODERATORS),
            relation="own",
            kwargs=_of(move=move),
            note="a form without an answer comes back",
        )
        for move in ("publish", "return", "take_down")
    ),
    Row(
        "mobility:activity_report_review_move",
        "GET POST",
        only(MODERATORS, status=404),
        relation="foreign",
        kwargs=_of("draft_report", move="publish"),
    ),
]
