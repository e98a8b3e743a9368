"""The desks that answer questions are called contacts, as on every page."""

import django.db.models.deletion
from django.db import migrations, models

NAMELESS = models.Q(*(models.Q((f"name_{code}", ""), (f"name_{code}", None), _connector="OR") for code in ("ja", "en", "ru")))
HOURS = models.Q(("closes_at", None), ("opens_at", None), ("weekdays", "")) | models.Q(
    ("opens_at__lt", models.F("closes_at")), models.Q(("weekdays", ""), _negated=True)
)


class Migration(migrations.Migration):
    dependencies = [("partners", "0003_agreement_titles")]
    operations = [
        migrations.RemoveConstraint("desk", "desk_named"),
        migrations.RemoveConstraint("desk", "desk_hours"),
        migrations.RenameModel("Desk", "Contact"),
        migrations.RenameModel("HistoricalDesk", "HistoricalContact"),
        migrations.AlterModelOptions(
            "historicalcontact",
            {
                "get_latest_by": ("history_date", "history_id"),
                "ordering": ("-history_date", "-history_id"),
                "verbose_name": "historical contact",
                "verbose_name_plural": "historical contacts",
            },
        ),
        migrations.AlterField(
            "contact",
            "institution",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contacts",
                to="partners.institution",
                verbose_name="institution",
            ),
        ),
        migrations.AddConstraint("contact", models.CheckConstraint(condition=~NAMELESS, name="contact_named")),
        migrations.AddConstraint("contact", models.CheckConstraint(condition=HOURS, name="contact_hours")),
    ]
