"""The ledgers are append-only: the database refuses to change or delete their rows."""

from django.db import migrations

from kanazawa_exchange.lib.guards import operations, trigger_refusing


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = operations(
        trigger_refusing("transition_append_only", "accounts_transition", "UPDATE", "TRUE"),
        trigger_refusing("transition_never_deleted", "accounts_transition", "DELETE", "TRUE"),
        trigger_refusing("audit_append_only", "accounts_auditevent", "UPDATE", "TRUE"),
        trigger_refusing("audit_never_deleted", "accounts_auditevent", "DELETE", "TRUE"),
    )
