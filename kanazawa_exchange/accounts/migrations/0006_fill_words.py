"""The words of people who were known before are written after all migrations, by `manage.py upgrade` (rebuild_search_keys --missing).

What computes them is code that goes on changing: a migration that called it would one day ask for columns that come later.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_names_and_search")]
    operations = []
