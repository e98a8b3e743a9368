"""On the day on which one stay ends the next may begin; whether the two are stages of one stay is for the services to ask."""

from importlib import import_module

from django.db import migrations

from kanazawa_exchange.lib.guards import Guard, exclusion, replacement

before = import_module("mobility.migrations.0002_guards")


def last_full_day(row: str, greatest: str, day_before: str) -> str:
    """The day before the last one, but never before the start: the last day may belong to the next stay as well."""
    actual, planned, start = f"{row}actual_ends_on", f"{row}planned_ends_on", f"{row}actual_starts_on"
    return (
        f"CASE WHEN {actual} IS NOT NULL THEN {greatest}({day_before.format(actual)}, {start})"
        f" WHEN {planned} IS NULL THEN NULL"
        f" ELSE {greatest}({day_before.format(planned)}, {start}) END"
    )


def one_stay_at_a_time() -> Guard:
    on_site = before.ON_SITE
    constraint = (
        "(int8range(person_id, person_id, '[]') WITH &&, "
        f"daterange(actual_starts_on, {last_full_day('', 'GREATEST', '({} - 1)')}, '[]') WITH &&"
        f") WHERE (status IN {on_site} AND mode <> 'online')"
    )
    ours, theirs = (last_full_day(row, "MAX", "date({}, '-1 day')") for row in ("NEW.", "m."))
    clash = (
        f"NEW.status IN {on_site} AND NEW.mode <> 'online' AND EXISTS ("
        "SELECT 1 FROM mobility_mobility m WHERE m.person_id = NEW.person_id AND m.id IS NOT NEW.id "
        f"AND m.status IN {on_site} AND m.mode <> 'online' "
        f"AND m.actual_starts_on <= COALESCE({ours}, '9999-12-31') "
        f"AND COALESCE({theirs}, '9999-12-31') >= NEW.actual_starts_on)"
    )
    return exclusion("mobility_one_stay", "mobility_mobility", constraint, clash=clash)


class Migration(migrations.Migration):
    dependencies = [("mobility", "0002_guards")]
    operations = replacement(before.one_stay_at_a_time(), one_stay_at_a_time())
