"""An offer that was refused is told from one that lapsed; the log says which of those that are closed were refused."""

from django.db import migrations, models


def tell_refused(apps, schema_editor):
    log = apps.get_model("accounts", "Transition").objects
    refused = log.filter(record_type="application", move="refuse").order_by().values("record_id")
    closed = apps.get_model("mobility", "Application").objects.filter(status="lapsed")
    closed.filter(pk__in=refused).update(has_refused=True)


FIELD = models.BooleanField(default=False, editable=False, verbose_name="place refused")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0018_personal_files"), ("mobility", "0018_further_nominations")]

    operations = [
        migrations.AddField("application", "has_refused", FIELD),
        migrations.AddField("historicalapplication", "has_refused", FIELD),
        migrations.AddConstraint(
            "application",
            models.CheckConstraint(
                condition=models.Q(("has_refused", False), ("status", "lapsed"), _connector="OR"),
                name="application_refused_is_closed",
            ),
        ),
        migrations.RunPython(tell_refused, migrations.RunPython.noop),
    ]
