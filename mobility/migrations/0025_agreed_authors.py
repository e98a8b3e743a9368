"""An author agrees to the very text of a report: when, and to which revision of it."""

from django.db import migrations, models


def whoever_sent_it_in(apps, schema_editor):
    """Of reports that were sent in before: whoever did it has agreed to the report as it stands; the others are asked."""
    lines = apps.get_model("accounts", "Transition").objects.filter(record_type="activityreport", move="submit")
    authors = apps.get_model("mobility", "ReportAuthor").objects.filter(report__status__in=["submitted", "published"])
    last = {line.record_id: line for line in lines.order_by("sequence").select_related("actor")}
    for author in authors.exclude(person=None).select_related("report"):
        line = last.get(author.report_id)
        if line is not None and line.actor is not None and line.actor.person_id == author.person_id:
            then = {"agreed_at": line.recorded_at, "agreed_revision": author.report.revision}
            authors.filter(pk=author.pk).update(**then)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0020_pictures'),
        ('mobility', '0024_old_addresses'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalreportauthor',
            name='agreed_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='last agreed to it'),
        ),
        migrations.AddField(
            model_name='historicalreportauthor',
            name='agreed_revision',
            field=models.PositiveIntegerField(editable=False, null=True, verbose_name='revision that is agreed to'),
        ),
        migrations.AddField(
            model_name='reportauthor',
            name='agreed_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='last agreed to it'),
        ),
        migrations.AddField(
            model_name='reportauthor',
            name='agreed_revision',
            field=models.PositiveIntegerField(editable=False, null=True, verbose_name='revision that is agreed to'),
        ),
        migrations.AddConstraint(
            model_name='reportauthor',
            constraint=models.CheckConstraint(condition=models.Q(('agreed_revision', None), ('agreed_at__isnull', False), _connector='OR'), name='report_author_agreed_then'),
        ),
        migrations.RunPython(whoever_sent_it_in, migrations.RunPython.noop),
    ]
