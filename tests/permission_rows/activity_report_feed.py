"""Activity Reports: what is published is everybody's to read; nothing else of them is public."""

from mobility.models import ActivityReport, OldAddress
from tests.mobility.activity_reports.published import imported
from tests.permission_rows import Row, everyone


def build(world):
    office = world.users["coordinator"]
    world.public_report = imported(1, by=office, title="MARKREPORT", city=world.places.kazan.city)
    world.hidden_report = imported(2, by=office, title="MARKWITHDRAWN", status="withdrawn")
    world.old_path = OldAddress.objects.create(path="report/mark", report=world.public_report).path


def report(of):
    return lambda w: {"slug": of(w).slug}


def marker(w):
    return ActivityReport.objects.get(pk=w.public_report.pk).texts.get().title


ROWS = [
    Row(
        "mobility:activity_report_list",
        "GET",
        everyone(200),
        anonymous=200,
        marker=marker,
        hidden=lambda w: ["MARKWITHDRAWN"],
    ),
    Row(
        "mobility:activity_report_list",
        "GET",
        everyone(200),
        anonymous=200,
        query="?view=map",
        hidden=lambda w: ["MARKWITHDRAWN"],
    ),
    Row(
        "mobility:activity_report_atom",
        "GET",
        everyone(200),
        anonymous=200,
        marker=marker,
        hidden=lambda w: ["MARKWITHDRAWN"],
    ),
    Row(
        "mobility:activity_report_detail",
        "GET",
        everyone(200),
        anonymous=200,
        kwargs=report(lambda w: w.public_report),
        marker=marker,
        hidden=lambda w: ["MARKWITHDRAWN"],
    ),
    Row(
        "mobility:activity_report_detail",
        "GET",
        {},
        otherwise=404,
        anonymous=404,
        relation="foreign",
        kwargs=report(lambda w: w.hidden_report),
        hidden=lambda w: ["MARKWITHDRAWN"],
    ),
    *(
        Row(
            name,
            "GET",
            {**everyone(301), "anonymous": 301},
            kwargs=lambda w: {"rest": w.old_path.removeprefix("report/")},
            note="leads on to the page of the report",
        )
        for name in ("mobility:old_address", "old_address")
    ),
]
