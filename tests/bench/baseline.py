"""The question of plan against actual in plain SQL: with our indexes, shaped after our indexes, and without any.

A page is never measured against its own query, hence SQL of the bench's own.
"""

from typing import Any

from django.db import connection

from kanazawa_exchange.lib import clock

from .dataset import Dataset

COUNTS = """
WITH counted AS (
    SELECT m.fiscal_year, m.person_id,
           CASE WHEN m.sending_id = %(home)s AND m.receiving_id <> %(home)s THEN 'outbound'
                WHEN m.receiving_id = %(home)s AND m.sending_id <> %(home)s THEN 'inbound' END AS direction
    FROM mobility_mobility m
    JOIN programs_programrun r ON r.id = m.run_id
    JOIN programs_program p ON p.id = r.program_id
    WHERE p.project_id = %(project)s AND m.category = 'student' AND m.actual_starts_on <= %(as_of)s
      AND (m.uncounted_from IS NULL OR m.uncounted_from > %(as_of)s)
      AND NOT EXISTS (
          SELECT 1 FROM mobility_stagelink l JOIN mobility_mobility f ON f.id = l.first_id
          WHERE l.second_id = m.id AND f.category = 'student' AND f.actual_starts_on <= %(as_of)s
            AND (f.uncounted_from IS NULL OR f.uncounted_from > %(as_of)s))
)
SELECT fiscal_year, direction, count(*), count(DISTINCT person_id) FROM counted
GROUP BY GROUPING SETS ((fiscal_year, direction), (fiscal_year), (direction), ())
"""
CONTINUING = """
SELECT m.fiscal_year, extract(year FROM m.actual_ends_on)::int
           - CASE WHEN extract(month FROM m.actual_ends_on) < 4 THEN 1 ELSE 0 END AS until,
       m.sending_id = %(home)s AS outbound, count(*)
FROM mobility_mobility m
JOIN programs_programrun r ON r.id = m.run_id
JOIN programs_program p ON p.id = r.program_id
WHERE p.project_id = %(project)s AND m.category = 'student' AND m.actual_starts_on <= %(as_of)s
  AND (m.uncounted_from IS NULL OR m.uncounted_from > %(as_of)s)
  AND m.fiscal_year IS NOT NULL
  AND (m.actual_ends_on IS NULL OR m.fiscal_year < (extract(year FROM m.actual_ends_on)::int
           - CASE WHEN extract(month FROM m.actual_ends_on) < 4 THEN 1 ELSE 0 END))
GROUP BY 1, 2, 3
"""


# The same again as somebody writes it who knows the tables, the keys and the indexes by heart: no join, no grouping set.
SHAPED = """
SELECT {year}, count(*) FILTER (WHERE sending_id = {home} AND receiving_id <> {home}),
       count(*) FILTER (WHERE receiving_id = {home} AND sending_id <> {home}),
       count(DISTINCT person_id) FILTER (WHERE sending_id = {home} AND receiving_id <> {home}),
       count(DISTINCT person_id) FILTER (WHERE receiving_id = {home} AND sending_id <> {home}),
       count(DISTINCT person_id)
FROM mobility_mobility
WHERE category = 'student' AND actual_starts_on <= '{as_of}' AND (uncounted_from IS NULL OR uncounted_from > '{as_of}')
  AND id NOT IN (
      SELECT l.second_id FROM mobility_stagelink l JOIN mobility_mobility f ON f.id = l.first_id
      WHERE f.category = 'student' AND f.actual_starts_on <= '{as_of}'
        AND (f.uncounted_from IS NULL OR f.uncounted_from > '{as_of}'))
"""
SHAPED_CONTINUING = """
SELECT fiscal_year, {until}, count(*) FILTER (WHERE sending_id = {home}), count(*) FILTER (WHERE receiving_id = {home})
FROM mobility_mobility
WHERE category = 'student' AND actual_starts_on <= '{as_of}' AND (uncounted_from IS NULL OR uncounted_from > '{as_of}')
  AND {crosses}
GROUP BY 1, 2
"""


def plain(dataset: Dataset) -> list[tuple[Any, ...]]:
    """Participations and head counts of cells, years, directions and all, then the continuing ones."""
    values: dict[str, Any] = {"home": dataset.home.pk, "project": dataset.project.pk, "as_of": clock.today()}
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, values)
        rows = cursor.fetchall()
        cursor.execute(CONTINUING, values)
        cursor.fetchall()
    return rows


def shaped_by_our_indexes(dataset: Dataset) -> list[tuple[Any, ...]]:
    """The same numbers in SQL shaped after our indexes: the hardest baseline we know of."""
    words: dict[str, Any] = {"home": dataset.home.pk, "as_of": clock.today().isoformat()}
    until = (
        "extract(year FROM actual_ends_on)::int - CASE WHEN extract(month FROM actual_ends_on) < 4 THEN 1 ELSE 0 END"
    )
    crosses = f"(actual_ends_on IS NULL OR fiscal_year < ({until}))"
    with connection.cursor() as cursor:
        cursor.execute(SHAPED.format(year="fiscal_year", **words) + " GROUP BY fiscal_year")
        rows = cursor.fetchall()
        cursor.execute(SHAPED.format(year="0", **words))
        rows += cursor.fetchall()
        cursor.execute(SHAPED_CONTINUING.format(until=until, crosses=crosses, **words))
        cursor.fetchall()
    return rows


def without_indexes(dataset: Dataset) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        for kind in ("indexscan", "indexonlyscan", "bitmapscan"):
            cursor.execute(f"SET enable_{kind} = off")
        try:
            return plain(dataset)
        finally:
            cursor.execute("RESET ALL")
