"""A version in use never changes: the database refuses it for the version, its abilities, levels, descriptors and their successors."""

from django.db import migrations

from kanazawa_exchange.lib.guards import operations, trigger_refusing

PARTS = ("ability", "level", "descriptor", "carriedlevel")
KEPT = ("rubric_id", "number", "before_id", "in_use_on")
ONCE = ("retired_on", "confirmed_on")  # written once, by their moves


def settled(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM rubric_rubricversion v WHERE v.id = {row}.rubric_version_id AND v.status <> 'draft')"


def changed(differs: str) -> str:
    kept = [f"(NEW.{column} {differs} OLD.{column})" for column in KEPT]
    once = [f"(OLD.{column} IS NOT NULL AND NEW.{column} {differs} OLD.{column})" for column in ONCE]
    return " OR ".join([*kept, *once])


MOVED_BACK = "(OLD.status = 'in_use' AND NEW.status = 'draft') OR (OLD.status = 'retired' AND NEW.status <> 'retired')"
OF_ONE_VERSION = """EXISTS (SELECT 1 FROM rubric_ability a JOIN rubric_level l ON l.rubric_version_id = a.rubric_version_id
    WHERE a.id = NEW.ability_id AND l.id = NEW.level_id AND a.rubric_version_id = NEW.rubric_version_id)"""
OF_THE_ONE_BEFORE = """EXISTS (SELECT 1 FROM rubric_ability a JOIN rubric_ability b ON b.id = a.before_id
    JOIN rubric_level l ON l.rubric_version_id = b.rubric_version_id WHERE a.id = NEW.ability_id AND l.id = NEW.before_id)"""
FOREIGN_ABILITY = """NEW.before_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM rubric_ability b
    JOIN rubric_rubricversion v ON v.before_id = b.rubric_version_id
    WHERE b.id = NEW.before_id AND v.id = NEW.rubric_version_id)"""


class Migration(migrations.Migration):
    dependencies = [("rubric", "0001_initial")]
    operations = operations(
        trigger_refusing(
            "rubric_version_immutable",
            "rubric_rubricversion",
            "UPDATE",
            f"OLD.status <> 'draft' AND ({changed('IS DISTINCT FROM')} OR {MOVED_BACK})",
            sqlite=f"OLD.status <> 'draft' AND ({changed('IS NOT')} OR {MOVED_BACK})",
        ),
        trigger_refusing("rubric_version_kept", "rubric_rubricversion", "DELETE", "OLD.status <> 'draft'"),
        *(
            trigger_refusing(f"rubric_{part}_{event.lower()}", f"rubric_{part}", event, condition)
            for part in PARTS
            for event, condition in (
                ("INSERT", settled("NEW")),
                ("UPDATE", f"{settled('OLD')} OR {settled('NEW')}"),
                ("DELETE", settled("OLD")),
            )
        ),
        *(
            trigger_refusing(f"rubric_{part}_one_version_{event.lower()}", f"rubric_{part}", event, condition)
            for part, condition in (
                ("descriptor", f"NOT {OF_ONE_VERSION}"),
                ("carriedlevel", f"NOT ({OF_ONE_VERSION} AND {OF_THE_ONE_BEFORE})"),
                ("ability", FOREIGN_ABILITY),
            )
            for event in ("INSERT", "UPDATE")
        ),
    )
