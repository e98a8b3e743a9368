"""Name and affiliation are published on consents of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0018_personal_files'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='consentrecord',
            name='consent_purpose',
        ),
        migrations.RemoveConstraint(
            model_name='consenttext',
            name='consent_text_purpose',
        ),
        migrations.AlterField(
            model_name='consentrecord',
            name='purpose',
            field=models.CharField(choices=[('processing', 'Handling of personal data'), ('transfer', 'Handing personal data to another institution'), ('publication_of_text', 'Publication of what I wrote'), ('publication_of_name', 'Publication of my name beside it'), ('publication_of_affiliation', 'Publication of where I study or work'), ('publication_of_photo', 'Publication of photos'), ('sensitive_health', 'Handling of health data'), ('alumni_contact', 'Contact after the exchange')], max_length=30, verbose_name='purpose'),
        ),
        migrations.AlterField(
            model_name='consenttext',
            name='purpose',
            field=models.CharField(choices=[('processing', 'Handling of personal data'), ('transfer', 'Handing personal data to another institution'), ('publication_of_text', 'Publication of what I wrote'), ('publication_of_name', 'Publication of my name beside it'), ('publication_of_affiliation', 'Publication of where I study or work'), ('publication_of_photo', 'Publication of photos'), ('sensitive_health', 'Handling of health data'), ('alumni_contact', 'Contact after the exchange')], max_length=30, verbose_name='purpose'),
        ),
        migrations.AddConstraint(
            model_name='consentrecord',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ['processing', 'transfer', 'publication_of_text', 'publication_of_name', 'publication_of_affiliation', 'publication_of_photo', 'sensitive_health', 'alumni_contact'])), name='consent_purpose'),
        ),
        migrations.AddConstraint(
            model_name='consenttext',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ['processing', 'transfer', 'publication_of_text', 'publication_of_name', 'publication_of_affiliation', 'publication_of_photo', 'sensitive_health', 'alumni_contact'])), name='consent_text_purpose'),
        ),
    ]
