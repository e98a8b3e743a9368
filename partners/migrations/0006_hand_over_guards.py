"""Country sheets and the log of hand-overs are append-only; a line goes along when two entries of its person are merged."""

from django.db import migrations

from kanazawa_exchange.lib.guards import operations, trigger_refusing

KEPT = ("uid", "institution_id", "kind", "ref", "consent_id", "basis_id", "sheet_id", "handed_over_at", "handed_over_by_id")
MERGED = (
    "EXISTS (SELECT 1 FROM accounts_personmerge m WHERE"
    " (m.undone_at IS NULL AND m.absorbed_id = OLD.person_id AND m.kept_id = NEW.person_id)"
    " OR (m.undone_at IS NOT NULL AND m.kept_id = OLD.person_id AND m.absorbed_id = NEW.person_id))"
)


def changed(differs: str, fields: str) -> str:
    kept = " OR ".join(f"(NEW.{column} {differs} OLD.{column})" for column in KEPT)
    return f"{kept} OR ({fields}) OR (NEW.person_id <> OLD.person_id AND NOT {MERGED})"


class Migration(migrations.Migration):
    dependencies = [("partners", "0005_hand_overs"), ("accounts", "0017_consent_guards")]
    operations = operations(
        trigger_refusing("country_sheet_append_only", "partners_countrysheet", "UPDATE", "TRUE"),
        trigger_refusing("country_sheet_never_deleted", "partners_countrysheet", "DELETE", "TRUE"),
        trigger_refusing(
            "handover_append_only",
            "partners_handover",
            "UPDATE",
            changed("IS DISTINCT FROM", "NEW.fields::text <> OLD.fields::text"),
            sqlite=changed("IS NOT", "NEW.fields <> OLD.fields"),
        ),
        trigger_refusing("handover_never_deleted", "partners_handover", "DELETE", "TRUE"),
    )
