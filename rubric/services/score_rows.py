"""Score rows of very many answers at once: people who answered alike get what their sheet is worth, in one statement."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection

from ..queries.score_sheets import Sheet

COLUMNS = ("instrument", "answers", "scores", "levels", "fault")
SHEETS = {  # PostgreSQL knows how many sheets there are only from arrays, and without that joins them one by one
    "postgresql": """
        unnest(%(instrument)s::bigint[], %(answers)s::text[], %(scores)s::text[], %(levels)s::text[], %(fault)s::text[])
            AS s(instrument, answers, scores, levels, fault)
    """,
    "sqlite": """
        (SELECT value ->> 'instrument' AS instrument, value ->> 'answers' AS answers, value ->> 'scores' AS scores,
                value ->> 'levels' AS levels, value ->> 'fault' AS fault FROM json_each(%(sheets)s)) s
    """,
}
# In the order of the keys, so that two runs over the same answers never wait for each other. A row that is right already is not
# written anew. The answers are taken out first, else PostgreSQL may join every sheet with every wave.
WRITE = """
INSERT INTO rubric_responsescore AS o (response_id, scores, levels, fault)
WITH answered AS MATERIALIZED (
    SELECT r.id, w.instrument_id, CAST(r.answers AS text) AS answers
    FROM rubric_response r JOIN rubric_surveywave w ON w.id = r.wave_id
    WHERE r.id BETWEEN %(first)s AND %(last)s AND r.sent_at IS NOT NULL
)
SELECT a.id, s.scores, s.levels, s.fault
FROM answered a JOIN {sheets} ON s.instrument = a.instrument_id AND s.answers = a.answers
WHERE true
ORDER BY a.id
ON CONFLICT (response_id) DO UPDATE SET scores = excluded.scores, levels = excluded.levels, fault = excluded.fault
WHERE o.scores <> excluded.scores OR o.levels <> excluded.levels OR o.fault <> excluded.fault
"""


def write(first: int, last: int, sheets: Sequence[Sheet]) -> int:
    """Write the scores of all answers in this range of keys that are one of these sheets; returns how many rows differed."""
    rows = [
        (sheet.instrument, sheet.answers, sheet.scored.scores, sheet.scored.levels, sheet.scored.fault)
        for sheet in sheets
    ]
    statement = WRITE.format(sheets=SHEETS[connection.vendor])
    with connection.cursor() as cursor:
        cursor.execute(statement, {"first": first, "last": last, **_given(rows)})
        return int(cursor.rowcount)


def _given(rows: Sequence[tuple[object, ...]]) -> dict[str, Any]:
    if connection.vendor == "sqlite":
        return {"sheets": json.dumps([dict(zip(COLUMNS, row, strict=True)) for row in rows], ensure_ascii=False)}
    columns = zip(*rows, strict=True) if rows else [()] * len(COLUMNS)
    return dict(zip(COLUMNS, map(list, columns), strict=True))
