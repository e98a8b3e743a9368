"""The ledgers are append-only: the database refuses to change or delete their rows."""

from django.db import migrations

from kanazawa_exchange.lib.guards import operations, refuse


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = operations(
        refuse("transition_append_only", "accounts_transition", "UPDATE", "TRUE"),
        refuse("transition_never_deleted", "accounts_transition", "DELETE", "TRUE"),
        refuse("audit_append_only", "accounts_auditevent", "UPDATE", "TRUE"),
        refuse("audit_never_deleted", "accounts_auditevent", "DELETE", "TRUE"),
    )
