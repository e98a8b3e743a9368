"""What was sent stays as it was sent, nothing in an application belongs to another call, and nothing becomes a draft again."""

from django.db import migrations

from kanazawa_exchange.lib.guards import Guard, operations, trigger_refusing

PARTS = {
    "choice": ("programs_callplace", "place_id"),
    "answer": ("programs_question", "question_id"),
    "applicationdocument": ("programs_requireddocument", "document_id"),
}
"""Parts of an application, each with the part of the call that it names."""
SENT = "EXISTS (SELECT 1 FROM mobility_application a WHERE a.id = NEW.application_id AND a.status NOT IN ('draft', 'returned'))"
FOREIGN = """NOT EXISTS (SELECT 1 FROM {table} p JOIN mobility_application a ON a.call_id = p.call_id
    WHERE p.id = NEW.{column} AND a.id = NEW.application_id)"""
FOREIGN_PLACE = """NEW.place_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM programs_callplace p
    WHERE p.id = NEW.place_id AND p.call_id = NEW.call_id)"""

MERGED = (
    "EXISTS (SELECT 1 FROM accounts_personmerge m WHERE"
    " (m.undone_at IS NULL AND m.absorbed_id = OLD.person_id AND m.kept_id = NEW.person_id)"
    " OR (m.undone_at IS NOT NULL AND m.kept_id = OLD.person_id AND m.absorbed_id = NEW.person_id))"
)


def guards_of(part: str, table: str, column: str) -> list[Guard]:
    found = []
    for event in ("INSERT", "UPDATE"):
        ending = f"{part}_{event.lower()}"
        found += [
            trigger_refusing(f"mobility_sent_{ending}", f"mobility_{part}", event, SENT),
            trigger_refusing(
                f"mobility_own_call_{ending}", f"mobility_{part}", event, FOREIGN.format(table=table, column=column)
            ),
        ]
    return found


class Migration(migrations.Migration):
    dependencies = [("mobility", "0015_applications"), ("programs", "0005_calls")]
    operations = operations(
        *(guard for part, (table, column) in PARTS.items() for guard in guards_of(part, table, column)),
        trigger_refusing("mobility_application_place_insert", "mobility_application", "INSERT", FOREIGN_PLACE),
        trigger_refusing("mobility_application_place_update", "mobility_application", "UPDATE", FOREIGN_PLACE),
        trigger_refusing(
            "mobility_application_moved_back",
            "mobility_application",
            "UPDATE",
            "OLD.status <> 'draft' AND NEW.status = 'draft'",
        ),
        trigger_refusing(
            "mobility_application_who_and_call_fixed",
            "mobility_application",
            "UPDATE",
            f"(NEW.person_id <> OLD.person_id AND NOT {MERGED}) OR NEW.call_id <> OLD.call_id",
        ),
    )
