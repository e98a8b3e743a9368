"""The photos of Activity Reports: their authors alone, until the report is public."""

from uuid import uuid4

from tests.permission_rows import Row, everyone

HANDED_OUT = "tests/mobility/activity_reports/test_photos.py hands one out"

ROWS = [
    Row(
        "mobility:report_photo",
        "GET",
        everyone(404),
        kwargs=lambda w: {"uid": uuid4(), "name": "480.webp"},
        note=HANDED_OUT,
    ),
]
