"""What must never be: a person in two places at once, a stay that changes its person, a host outside the stay."""

from django.db import migrations

from kanazawa_exchange.lib.guards import Guard, exclusion, operations, trigger_refusing

ON_SITE = "('on_site', 'returned', 'completed', 'closed', 'interrupted')"


def stay_end(row: str, greatest: str) -> str:
    """The last day of a stay: the actual one, else the planned one but not before the start, else open."""
    return (
        f"CASE WHEN {row}actual_ends_on IS NOT NULL THEN {row}actual_ends_on"
        f" WHEN {row}planned_ends_on IS NULL THEN NULL"
        f" ELSE {greatest}({row}planned_ends_on, {row}actual_starts_on) END"
    )


def one_stay_at_a_time() -> Guard:
    constraint = (
        "(int8range(person_id, person_id, '[]') WITH &&, "
        f"daterange(actual_starts_on, {stay_end('', 'GREATEST')}, '[]') WITH &&"
        f") WHERE (status IN {ON_SITE} AND mode <> 'online')"
    )
    clash = (
        f"NEW.status IN {ON_SITE} AND NEW.mode <> 'online' AND EXISTS ("
        "SELECT 1 FROM mobility_mobility m WHERE m.person_id = NEW.person_id AND m.id IS NOT NEW.id "
        f"AND m.status IN {ON_SITE} AND m.mode <> 'online' "
        f"AND m.actual_starts_on <= COALESCE({stay_end('NEW.', 'MAX')}, '9999-12-31') "
        f"AND COALESCE({stay_end('m.', 'MAX')}, '9999-12-31') >= NEW.actual_starts_on)"
    )
    return exclusion("mobility_one_stay", "mobility_mobility", constraint, clash=clash)


def one_host_at_a_time() -> Guard:
    constraint = "(int8range(mobility_id, mobility_id, '[]') WITH &&, daterange(starts_on, ends_on, '[]') WITH &&)"
    clash = (
        "EXISTS (SELECT 1 FROM mobility_leg l WHERE l.mobility_id = NEW.mobility_id AND l.id IS NOT NEW.id "
        "AND l.starts_on <= NEW.ends_on AND l.ends_on >= NEW.starts_on)"
    )
    return exclusion("leg_one_host", "mobility_leg", constraint, clash=clash)


LEG_OUTSIDE = (
    "EXISTS (SELECT 1 FROM mobility_mobility m WHERE m.id = NEW.mobility_id AND ("
    "NEW.starts_on < COALESCE(m.actual_starts_on, m.planned_starts_on) "
    "OR NEW.ends_on > COALESCE(m.actual_ends_on, m.planned_ends_on)))"
)
STAY_LEAVES_LEGS = (
    "EXISTS (SELECT 1 FROM mobility_leg l WHERE l.mobility_id = NEW.id AND ("
    "l.starts_on < COALESCE(NEW.actual_starts_on, NEW.planned_starts_on) "
    "OR l.ends_on > COALESCE(NEW.actual_ends_on, NEW.planned_ends_on)))"
)


class Migration(migrations.Migration):
    dependencies = [("mobility", "0001_initial")]
    operations = operations(
        one_stay_at_a_time(),
        one_host_at_a_time(),
        trigger_refusing(
            "mobility_who_and_where_fixed",
            "mobility_mobility",
            "UPDATE",
            "NEW.person_id <> OLD.person_id OR NEW.sending_id <> OLD.sending_id OR NEW.receiving_id <> OLD.receiving_id",
        ),
        trigger_refusing("mobility_never_deleted", "mobility_mobility", "DELETE", "TRUE"),
        trigger_refusing("mobility_keeps_its_legs", "mobility_mobility", "UPDATE", STAY_LEAVES_LEGS),
        trigger_refusing("leg_inside_stay_insert", "mobility_leg", "INSERT", LEG_OUTSIDE),
        trigger_refusing("leg_inside_stay_update", "mobility_leg", "UPDATE", LEG_OUTSIDE),
    )
