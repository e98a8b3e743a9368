"""The same score rows and cohort tables in plain SQL, in two statements of one connection, as somebody writes them who knows
this one questionnaire by heart: into the product's own tables, with their constraints."""

from django.db import connection

from rubric.models import ScoreRun

from .survey_answers import Answers

SCORES = """
INSERT INTO rubric_responsescore (response_id, scores, levels, fault)
SELECT id, CASE WHEN fault = '' THEN scores ELSE '' END, CASE WHEN fault = '' THEN levels ELSE '' END, fault
FROM (
    SELECT r.id, CASE {faults} ELSE '' END AS fault, '{{' || {scores} || '}}' AS scores, {levels} AS levels
    FROM rubric_response r
    JOIN rubric_surveywave w ON w.id = r.wave_id
    {computed}
    WHERE r.sent_at IS NOT NULL AND w.instrument_id = %(instrument)s
) scored
"""
COHORTS = """
INSERT INTO rubric_cohortcell (score_run_id, run_id, partner_id, level, home_country, participants, tables, agreement, item_sums)
WITH people AS (
    SELECT m.run_id, CASE run.direction WHEN 'outbound' THEN m.receiving_id ELSE m.sending_id END AS partner, m.level,
           city.country, coalesce(nullif(before.levels, ''), '-----') AS pre, coalesce(nullif(after.levels, ''), '-----') AS post
    FROM mobility_mobility m
    JOIN programs_programrun run ON run.id = m.run_id
    JOIN partners_institution sending ON sending.id = m.sending_id
    JOIN partners_city city ON city.id = sending.city_id
    LEFT JOIN (SELECT r.mobility_id, s.levels FROM rubric_response r JOIN rubric_surveywave w ON w.id = r.wave_id
               JOIN rubric_responsescore s ON s.response_id = r.id WHERE w.moment = 'pre' AND r.rater = 'self') before
      ON before.mobility_id = m.id
    LEFT JOIN (SELECT r.mobility_id, s.levels FROM rubric_response r JOIN rubric_surveywave w ON w.id = r.wave_id
               JOIN rubric_responsescore s ON s.response_id = r.id WHERE w.moment = 'post' AND r.rater = 'self') after
      ON after.mobility_id = m.id
    WHERE m.status NOT IN ('cancelled', 'voided') AND m.run_id = ANY(%(runs)s)
), counted AS (
    SELECT run_id, partner, level, country, place, substr(pre, place, 1) AS one, substr(post, place, 1) AS other, count(*) AS n
    FROM people CROSS JOIN generate_series(1, %(abilities)s) place
    GROUP BY 1, 2, 3, 4, 5, 6, 7
), tables AS (
    SELECT run_id, partner, level, country, place, sum(n) AS people, jsonb_build_object(
        'both', jsonb_build_array({both}), 'pre_only', jsonb_build_array({pre_only}),
        'post_only', jsonb_build_array({post_only}), 'neither', {neither}, 'mapped', 0) AS joint
    FROM counted GROUP BY 1, 2, 3, 4, 5
)
SELECT %(run)s, run_id, partner, level, country, max(people), jsonb_object_agg((%(codes)s::text[])[place], joint), '{{}}', '{{}}'
FROM tables GROUP BY run_id, partner, level, country
"""
LEVELS = "0123"


def write(made: Answers, run: ScoreRun) -> None:
    """Both statements, each committed; between them the database looks at the new rows, or it may join them for minutes."""
    with connection.cursor() as cursor:
        cursor.execute(scores_statement(made), {"instrument": made.instrument.pk})
        cursor.execute("ANALYZE rubric_responsescore")
        cursor.execute(
            cohorts_statement(), {"run": run.pk, "runs": made.runs, "codes": made.codes, "abilities": len(made.codes)}
        )


def scores_statement(made: Answers) -> str:
    keys = [key for code in made.codes for key in made.keys(code)]
    number = "numeric" if made.is_long else "int"
    items = ", ".join(f"(r.answers ->> '{key}')::{number} AS i{place}" for place, key in enumerate(keys))
    most = 10 if made.is_long else 3
    faults = " ".join(f"WHEN i{place} > {most} THEN 'out_of_range:{key}'" for place, key in enumerate(keys))
    computed = f"CROSS JOIN LATERAL (SELECT {items}) answered"
    per = made.per_ability
    if made.is_long:
        computed += (
            f" CROSS JOIN LATERAL (SELECT {', '.join(_mean(place, per) for place in range(len(made.codes)))}) meant"
        )
    scores = " || ',' || ".join(
        f"'\"{code}\":[' || {_long_score(place, per) if made.is_long else _level_score(place)} || ']'"
        for place, code in enumerate(made.codes)
    )
    level = "coalesce(floor(m{0} + 0.5)::text, '-')" if made.is_long else "coalesce(i{0}::text, '-')"
    levels = " || ".join(level.format(place) for place in range(len(made.codes)))
    return SCORES.format(faults=faults, scores=scores, levels=levels, computed=computed)


def _level_score(place: int) -> str:
    return f"CASE WHEN i{place} IS NULL THEN 'null,null,0,1' ELSE i{place} * 10000 || ',' || i{place} || ',1,1' END"


def _answered(place: int, per: int) -> str:
    return f"num_nonnulls({', '.join(f'i{place * per + item}' for item in range(per))})"


def _mean(place: int, per: int) -> str:
    total = " + ".join(f"coalesce(i{place * per + item}, 0)" for item in range(per))
    return f"({total}) * 3 / 10.0 / nullif({_answered(place, per)}, 0) AS m{place}"


def _long_score(place: int, per: int) -> str:
    score = f"coalesce(floor(m{place} * 10000 + 0.5)::text, 'null')"
    level = f"coalesce(floor(m{place} + 0.5)::text, 'null')"
    return f"{score} || ',' || {level} || ',' || {_answered(place, per)} || ',{per}'"


def cohorts_statement() -> str:
    def total(one: str, other: str) -> str:
        return f"coalesce(sum(n) FILTER (WHERE one = '{one}' AND other = '{other}'), 0)"

    return COHORTS.format(
        both=", ".join(f"jsonb_build_array({', '.join(total(one, other) for other in LEVELS)})" for one in LEVELS),
        pre_only=", ".join(total(one, "-") for one in LEVELS),
        post_only=", ".join(total("-", other) for other in LEVELS),
        neither=total("-", "-"),
    )
