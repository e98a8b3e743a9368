"""An application may be nominated again once a nomination was rejected or withdrawn; one of its nominations stands at most."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Exists, OuterRef


def keep_the_newest(apps, schema_editor):
    """Backwards there is room for one: the earlier ones stand alone again, as those that no application led to."""
    nominations = apps.get_model("mobility", "Nomination").objects
    newer = nominations.filter(application=OuterRef("application"), pk__gt=OuterRef("pk")).order_by()
    earlier = list(nominations.filter(Exists(newer)).values_list("pk", flat=True))
    nominations.filter(pk__in=earlier).update(application=None)


class Migration(migrations.Migration):
    dependencies = [("mobility", "0017_nomination_of_application")]

    operations = [
        migrations.AlterField(
            model_name="nomination",
            name="application",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="nominations",
                to="mobility.application",
                verbose_name="application",
            ),
        ),
        migrations.AddConstraint(
            model_name="nomination",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("sender_status", "cancelled"), _negated=True),
                    models.Q(("receiver_status", "rejected"), _negated=True),
                ),
                fields=("application",),
                name="nomination_one_of_application",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, keep_the_newest),
    ]
