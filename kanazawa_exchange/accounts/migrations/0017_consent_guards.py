"""Consents, their texts and their withdrawals are append-only; a consent goes along when two entries of its person are merged."""

from django.db import migrations

from kanazawa_exchange.lib.guards import operations, trigger_refusing

KEPT = ("uid", "purpose", "scope", "text_id", "sha256", "language", "sheet", "method", "given_at", "given_by_id", "ip_hash")
MERGED = (
    "EXISTS (SELECT 1 FROM accounts_personmerge m WHERE"
    " (m.undone_at IS NULL AND m.absorbed_id = OLD.person_id AND m.kept_id = NEW.person_id)"
    " OR (m.undone_at IS NOT NULL AND m.kept_id = OLD.person_id AND m.absorbed_id = NEW.person_id))"
)
WITHDRAWN = ("consent_id", "method", "withdrawn_at", "withdrawn_by_id", "ip_hash")


def consent_changed(differs: str) -> str:
    kept = " OR ".join(f"(NEW.{column} {differs} OLD.{column})" for column in KEPT)
    return f"{kept} OR (NEW.person_id <> OLD.person_id AND NOT {MERGED})"


def withdrawal_changed(differs: str) -> str:
    kept = " OR ".join(f"(NEW.{column} {differs} OLD.{column})" for column in WITHDRAWN)
    return f"{kept} OR (OLD.effect_done_at IS NOT NULL AND NEW.effect_done_at {differs} OLD.effect_done_at)"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0016_consents")]
    operations = operations(
        trigger_refusing("consent_text_append_only", "accounts_consenttext", "UPDATE", "TRUE"),
        trigger_refusing("consent_text_never_deleted", "accounts_consenttext", "DELETE", "TRUE"),
        trigger_refusing(
            "consent_append_only",
            "accounts_consentrecord",
            "UPDATE",
            consent_changed("IS DISTINCT FROM"),
            sqlite=consent_changed("IS NOT"),
        ),
        trigger_refusing("consent_never_deleted", "accounts_consentrecord", "DELETE", "TRUE"),
        trigger_refusing(
            "consent_withdrawal_append_only",
            "accounts_consentwithdrawal",
            "UPDATE",
            withdrawal_changed("IS DISTINCT FROM"),
            sqlite=withdrawal_changed("IS NOT"),
        ),
        trigger_refusing("consent_withdrawal_never_deleted", "accounts_consentwithdrawal", "DELETE", "TRUE"),
    )
