"""The addresses that belong to no app: the way in, health, the style guide."""

from tests.permission_rows import Row, everyone, only

ROWS = [
    Row("healthz", "GET", everyone(503), anonymous=503, note="503 here: no worker runs beside the tests"),
    Row("what_runs", "GET", only("administrator"), marker=lambda w: "0.1.0"),
    Row("choose_language", "GET", {**everyone(302), "anonymous": 302}, note="leads to the reader's language"),
    Row("choose_language", "POST", {**everyone(302), "anonymous": 302}),
    Row("start", "GET POST", everyone(302)),
    Row("rich_text_preview", "POST", everyone(200), data=lambda w: {"text": "**a**"}),
    Row("style_guide", "GET POST", everyone(200), anonymous=200),
]
