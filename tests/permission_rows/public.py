"""The front of the house: everybody's to read, nobody's to write."""

from tests.permission_rows import Row, everyone

ROWS = [
    Row("home", "GET", everyone(200), anonymous=200),
    Row("welcome", "GET", everyone(200), anonymous=200, hidden=lambda w: [w.student_name, w.other_name]),
    Row("about", "GET", everyone(200), anonymous=200, hidden=lambda w: [w.student_name, w.other_name]),
    Row("reports:results", "GET", everyone(200), anonymous=200, hidden=lambda w: [w.student_name, w.other_name]),
    Row("rubric:results", "GET", everyone(200), anonymous=200, hidden=lambda w: [w.student_name, w.other_name]),
    Row("rubric:results_csv", "GET", everyone(200), anonymous=200, hidden=lambda w: [w.student_name, w.other_name]),
    Row("sitemap", "GET", everyone(200), anonymous=200),
    Row(
        "picture",
        "GET",
        everyone(404),
        anonymous=404,
        kwargs=lambda w: {"digest": "0" * 16, "key": "x" * 22, "name": "480.jpg"},
        note="tests/uploads/test_shown_pictures.py shows one",
    ),
    Row("robots", "GET", everyone(200), anonymous=200),
]
