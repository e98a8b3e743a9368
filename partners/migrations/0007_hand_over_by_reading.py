"""What a partner reads on a page of ours is handed over as well."""

from importlib import import_module

from django.db import migrations, models

from kanazawa_exchange.lib.guards import operations, trigger_refusing

before = import_module("partners.migrations.0006_hand_over_guards")
KINDS = [("mail", "letter"), ("export", "file"), ("nomination", "nomination"), ("reading", "page of the portal")]
# SQLite makes the table anew, and its triggers go with the old one
GUARDS = (
    trigger_refusing(
        "handover_append_only",
        "partners_handover",
        "UPDATE",
        before.changed("IS DISTINCT FROM", "NEW.fields::text <> OLD.fields::text"),
        sqlite=before.changed("IS NOT", "NEW.fields <> OLD.fields"),
    ),
    trigger_refusing("handover_never_deleted", "partners_handover", "DELETE", "TRUE"),
)


class Migration(migrations.Migration):
    dependencies = [("partners", "0006_hand_over_guards")]
    operations = [
        *(guard.removal() for guard in GUARDS),
        migrations.RemoveConstraint("handover", "handover_kind"),
        migrations.AlterField(
            "handover", "kind", models.CharField("by what means", choices=KINDS, max_length=20)
        ),
        migrations.AddConstraint(
            "handover",
            models.CheckConstraint(
                condition=models.Q(kind__in=[code for code, _label in KINDS]), name="handover_kind"
            ),
        ),
        *operations(*GUARDS),
    ]
