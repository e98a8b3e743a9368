"""An adopted plan never changes: the database refuses it for the plan, its cells and its revisions."""

from django.db import migrations

from kanazawa_exchange.lib.guards import Guard, operations, trigger_refusing


def settled(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM programs_targetplan p WHERE p.id = {row}.plan_id AND p.status <> 'draft')"


KEPT = (
    "project_id",
    "number",
    "first_fiscal_year",
    "last_fiscal_year",
    "by_program",
    "split_unknown",
    "note_policy",
    "adopted_on",
    "adopted_by_ja",
    "adopted_by_en",
    "adopted_by_ru",
    "basis_ja",
    "basis_en",
    "basis_ru",
    "basis_file_id",
    "title_ja",
    "title_en",
    "title_ru",
)
CHANGED = " OR ".join(f"(NEW.{c} IS DISTINCT FROM OLD.{c})" for c in KEPT)
CHANGED_LITE = " OR ".join(f"(NEW.{c} IS NOT OLD.{c})" for c in KEPT)
MOVED_BACK = (
    "(OLD.status = 'adopted' AND NEW.status = 'draft') OR (OLD.status = 'superseded' AND NEW.status <> 'superseded')"
)


def plan_guard() -> Guard:
    return trigger_refusing(
        "target_plan_immutable",
        "programs_targetplan",
        "UPDATE",
        f"OLD.status <> 'draft' AND ({CHANGED} OR {MOVED_BACK})",
        sqlite=f"OLD.status <> 'draft' AND ({CHANGED_LITE} OR {MOVED_BACK})",
    )


class Migration(migrations.Migration):
    dependencies = [("programs", "0001_initial")]
    operations = operations(
        plan_guard(),
        trigger_refusing("target_plan_kept", "programs_targetplan", "DELETE", "OLD.status <> 'draft'"),
        *(
            trigger_refusing(f"{table.removeprefix('programs_')}_{event.lower()}", table, event, condition)
            for table in ("programs_targetcell", "programs_targetrevision")
            for event, condition in (
                ("INSERT", settled("NEW")),
                ("UPDATE", f"{settled('OLD')} OR {settled('NEW')}"),
                ("DELETE", settled("OLD")),
            )
        ),
    )
