"""A plan is adopted with what was in force before it: its base numbers and revisions stay, and a change is a further revision."""

from django.db import migrations

from kanazawa_exchange.lib.guards import operations, trigger_refusing

ADOPTING = "OLD.status = 'draft' AND NEW.status <> 'draft'"
BEFORE = """(SELECT p.id FROM programs_targetplan p WHERE p.project_id = NEW.project_id AND p.status <> 'draft'
    AND p.number < NEW.number ORDER BY p.number DESC LIMIT 1)"""
SAME_GRAIN = f"NEW.by_program = (SELECT p.by_program FROM programs_targetplan p WHERE p.id = {BEFORE})"


def same_cell(one: str, other: str) -> str:
    return (
        f"{one}.fiscal_year = {other}.fiscal_year AND {one}.direction = {other}.direction"
        f" AND COALESCE({one}.program_id, 0) = COALESCE({other}.program_id, 0)"
    )


CELL_LOST = f"""EXISTS (SELECT 1 FROM programs_targetcell b WHERE b.plan_id = {BEFORE} AND NOT EXISTS (
    SELECT 1 FROM programs_targetcell a WHERE a.plan_id = NEW.id AND a.value = b.value AND {same_cell("a", "b")}))"""
REVISION_LOST = f"""EXISTS (SELECT 1 FROM programs_targetrevision b WHERE b.plan_id = {BEFORE} AND NOT EXISTS (
    SELECT 1 FROM programs_targetrevision a WHERE a.plan_id = NEW.id AND a.delta = b.delta
    AND a.decided_on = b.decided_on AND {same_cell("a", "b")}))"""
BELOW_ZERO = f"""EXISTS (SELECT 1 FROM programs_targetcell c WHERE c.plan_id = NEW.id AND c.value + COALESCE((
    SELECT SUM(r.delta) FROM programs_targetrevision r WHERE r.plan_id = NEW.id AND {same_cell("r", "c")}), 0) < 0)"""


class Migration(migrations.Migration):
    dependencies = [("programs", "0003_program_without_search_key")]
    operations = operations(
        trigger_refusing(
            "target_plan_reasons",
            "programs_targetplan",
            "UPDATE",
            f"{ADOPTING} AND {SAME_GRAIN} AND ({CELL_LOST} OR {REVISION_LOST})",
        ),
        trigger_refusing("target_plan_not_negative", "programs_targetplan", "UPDATE", f"{ADOPTING} AND {BELOW_ZERO}"),
    )
