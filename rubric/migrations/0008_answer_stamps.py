"""Which answer to an item is the newest, whatever arrives in whatever order."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rubric", "0007_cell_sums")]
    operations = [
        migrations.AddField(
            model_name="response",
            name="stamps",
            field=models.JSONField(null=True, verbose_name="when each answer was given"),
        ),
    ]
