"""The index by which Activity Reports are searched on PostgreSQL: which letters stand in a text, alone and side by side.

No extension is needed, so that any server and any owner of a database has it. SQLite reads the texts one by one.
"""

from django.db import migrations

from kanazawa_exchange.lib.guards import Guard

# `kanazawa_exchange/lib/grams.py` says which numbers; a word of a search is turned into them there. The cost keeps the
# planner from making them anew for each row, which takes a thousand times as long as the index.
GRAMS = """CREATE FUNCTION text_grams(key text) RETURNS bigint[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 100000 AS $$
    SELECT array_agg(gram) FROM (
        SELECT unnest(ARRAY[
            a,
            CASE WHEN b <> 32 THEN (a << 21) | b END,
            CASE WHEN a < 11904 AND b < 11904 AND c < 11904 AND b <> 32 AND c <> 32 THEN (((a << 21) | b) << 21) | c END
        ]) AS gram
        FROM (
            SELECT ascii(letter)::bigint AS a, lead(ascii(letter)::bigint) OVER () AS b, lead(ascii(letter)::bigint, 2) OVER () AS c
            FROM string_to_table(key, NULL) AS letters(letter)
        ) AS neighbours
        WHERE a <> 32
    ) AS grams
    WHERE gram IS NOT NULL
$$"""
INDEX = """CREATE INDEX activity_report_text_grams ON mobility_activityreporttranslation
    USING gin (text_grams(search_text))"""
# what stands in which text tells the planner nothing that the search asks of it, and to count it would take minutes
UNCOUNTED = "ALTER INDEX activity_report_text_grams ALTER COLUMN 1 SET STATISTICS 0"


class Migration(migrations.Migration):
    dependencies = [("mobility", "0025_agreed_authors")]
    operations = [
        Guard(
            postgresql=[GRAMS, INDEX, UNCOUNTED],
            sqlite=[],
            postgresql_back=["DROP INDEX activity_report_text_grams", "DROP FUNCTION text_grams(text)"],
            sqlite_back=[],
        ).operation(),
    ]
