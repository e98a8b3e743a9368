"""A stay changes its person only between two entries of one person, as long as the two are merged, or once they are no more."""

from django.db import migrations

from kanazawa_exchange.lib.guards import Guard, replacement, trigger_refusing

PLACES = "NEW.sending_id <> OLD.sending_id OR NEW.receiving_id <> OLD.receiving_id"
MERGED = (
    "EXISTS (SELECT 1 FROM accounts_personmerge m WHERE"
    " (m.undone_at IS NULL AND m.absorbed_id = OLD.person_id AND m.kept_id = NEW.person_id)"
    " OR (m.undone_at IS NOT NULL AND m.kept_id = OLD.person_id AND m.absorbed_id = NEW.person_id))"
)


def who_and_where_fixed(condition: str) -> Guard:
    return trigger_refusing("mobility_who_and_where_fixed", "mobility_mobility", "UPDATE", condition)


class Migration(migrations.Migration):
    dependencies = [("mobility", "0005_list_by_status"), ("accounts", "0014_person_merges")]
    operations = replacement(
        who_and_where_fixed(f"NEW.person_id <> OLD.person_id OR {PLACES}"),
        who_and_where_fixed(f"(NEW.person_id <> OLD.person_id AND NOT {MERGED}) OR {PLACES}"),
    )
