"""What was published stays as it is: the years and groups of a run that has ended, and no year beside it."""

from django.db import migrations

from kanazawa_exchange.lib.guards import operations, trigger_refusing

RUN_ENDED = "EXISTS (SELECT 1 FROM rubric_scorerun r WHERE r.id = {row}.score_run_id AND r.ended_at IS NOT NULL)"
YEAR_ENDED = """EXISTS (SELECT 1 FROM rubric_publicyear y JOIN rubric_scorerun r ON r.id = y.score_run_id
    WHERE y.id = {row}.year_id AND r.ended_at IS NOT NULL)"""


class Migration(migrations.Migration):
    dependencies = [("rubric", "0005_public_years")]
    operations = operations(
        *(
            trigger_refusing(f"public_{part}_{event.lower()}", f"rubric_public{part}", event, condition.format(row=row))
            for part, condition in (("year", RUN_ENDED), ("group", YEAR_ENDED))
            for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD"))
        )
    )
