"""Score rows of very many answers at once: people who answered alike get what their sheet is worth, in one statement."""

import json
from collections.abc import Sequence

from django.db import connection

from ..queries.score_sheets import Sheet

SHEETS = {
    "postgresql": """
        json_to_recordset(%(sheets)s) AS s(instrument bigint, answers text, scores text, levels text, fault text)
    """,
    "sqlite": """
        (SELECT value ->> 'instrument' AS instrument, value ->> 'answers' AS answers, value ->> 'scores' AS scores,
                value ->> 'levels' AS levels, value ->> 'fault' AS fault FROM json_each(%(sheets)s)) s
    """,
}
# In the order of the keys, so that two runs over the same answers never wait for each other; a row that is right already is
# not touched, and one that another run has written meanwhile is written again, with the same bytes.
WRITE = """
INSERT INTO rubric_responsescore (response_id, scores, levels, fault)
SELECT r.id, s.scores, s.levels, s.fault
FROM rubric_response r
JOIN rubric_surveywave w ON w.id = r.wave_id
JOIN {sheets} ON s.instrument = w.instrument_id AND s.answers = CAST(r.answers AS text)
LEFT JOIN rubric_responsescore o ON o.response_id = r.id
WHERE r.id BETWEEN %(first)s AND %(last)s AND r.sent_at IS NOT NULL
  AND (o.response_id IS NULL OR o.scores <> s.scores OR o.levels <> s.levels OR o.fault <> s.fault)
ORDER BY r.id
ON CONFLICT (response_id) DO UPDATE SET scores = excluded.scores, levels = excluded.levels, fault = excluded.fault
"""


def write(first: int, last: int, sheets: Sequence[Sheet]) -> int:
    """Write the scores of all answers in this range of keys that are one of these sheets; returns how many rows differed."""
    rows = [
        {
            "instrument": sheet.instrument,
            "answers": sheet.answers,
            "scores": sheet.scored.scores,
            "levels": sheet.scored.levels,
            "fault": sheet.scored.fault,
        }
        for sheet in sheets
    ]
    statement = WRITE.format(sheets=SHEETS[connection.vendor])
    with connection.cursor() as cursor:
        cursor.execute(statement, {"first": first, "last": last, "sheets": json.dumps(rows, ensure_ascii=False)})
        return int(cursor.rowcount)
