"""A partner says at which address its student is invited to the portal."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mobility', '0019_refused_places'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalnomination',
            name='email',
            field=models.EmailField(blank=True, max_length=254, verbose_name="student's e-mail address"),
        ),
        migrations.AddField(
            model_name='nomination',
            name='email',
            field=models.EmailField(blank=True, max_length=254, verbose_name="student's e-mail address"),
        ),
    ]
