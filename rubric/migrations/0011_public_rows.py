"""The rows for researchers of a published year, which stay as they are once the run that published it has ended."""

import django.db.models.deletion
from django.db import migrations, models

from kanazawa_exchange.lib.guards import operations, trigger_refusing

YEAR_ENDED = """EXISTS (SELECT 1 FROM rubric_publicyear y JOIN rubric_scorerun r ON r.id = y.score_run_id
    WHERE y.id = {row}.year_id AND r.ended_at IS NOT NULL)"""


class Migration(migrations.Migration):
    dependencies = [("rubric", "0010_wave_of_one_day")]
    operations = [
        migrations.CreateModel(
            name="PublicRows",
            fields=[
                (
                    "year",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="kept",
                        serialize=False,
                        to="rubric.publicyear",
                        verbose_name="published year",
                    ),
                ),
                ("rows", models.JSONField(default=list, verbose_name="rows for researchers")),
                ("at_step", models.JSONField(default=list, verbose_name="rows by what they tell")),
                ("left_out", models.PositiveIntegerField(default=0, verbose_name="stays left out")),
            ],
            options={
                "verbose_name": "rows of a published year",
                "verbose_name_plural": "rows of published years",
            },
        ),
        *operations(
            *(
                trigger_refusing(f"public_rows_{event.lower()}", "rubric_publicrows", event, YEAR_ENDED.format(row=row))
                for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD"))
            )
        ),
    ]
