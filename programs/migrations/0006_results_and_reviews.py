"""A call says what it costs its students, when the results come, and by when its reviewers finish."""

from django.db import migrations, models

MODELS = ("call", "historicalcall")
TEXTS = {"cost": {}, "cost_ja": {"null": True}, "cost_en": {"null": True}, "cost_ru": {"null": True}}
DAYS = {"results_on": "results on", "reviews_due_on": "reviews due on"}


class Migration(migrations.Migration):
    dependencies = [("programs", "0005_calls")]

    operations = [
        *(
            migrations.AddField(
                model, name, models.TextField(blank=True, verbose_name="cost for the student", **options)
            )
            for model in MODELS
            for name, options in TEXTS.items()
        ),
        *(
            migrations.AddField(model, name, models.DateField(blank=True, null=True, verbose_name=words))
            for model in MODELS
            for name, words in DAYS.items()
        ),
    ]
