"""What is used stays as it is: questionnaires in use, answers that were sent, waves that are locked, runs that have ended."""

from django.db import migrations

from kanazawa_exchange.lib.guards import Guard, operations, trigger_refusing

IN_USE = "(SELECT 1 FROM rubric_instrument i WHERE i.id = {row}.instrument_id AND i.status <> 'draft')"
PARTS = ("askedability", "item", "option")
KEPT = ("rubric_version_id", "code", "in_use_on", "before_id")
TEXTS = tuple(f"{name}_{language}" for name in ("name", "introduction") for language in ("ja", "en", "ru"))
MOVED_BACK = "(OLD.status = 'in_use' AND NEW.status = 'draft') OR (OLD.status = 'retired' AND NEW.status <> 'retired')"
VERSION_NOT_IN_USE = """OLD.status = 'draft' AND NEW.status <> 'draft' AND NOT EXISTS (SELECT 1 FROM rubric_rubricversion v
    WHERE v.id = NEW.rubric_version_id AND v.status = 'in_use')"""
FOREIGN_ABILITY = """NEW.ability_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM rubric_ability a
    JOIN rubric_instrument i ON i.rubric_version_id = a.rubric_version_id
    WHERE a.id = NEW.ability_id AND i.id = NEW.instrument_id)"""
FOREIGN_ITEM = "NOT EXISTS (SELECT 1 FROM rubric_item i WHERE i.id = NEW.item_id AND i.instrument_id = NEW.instrument_id)"
ANSWERED = "EXISTS (SELECT 1 FROM rubric_response r WHERE r.wave_id = OLD.id)"
WAVE_LOCKED = "EXISTS (SELECT 1 FROM rubric_surveywave w WHERE w.id = {row}.wave_id AND w.status = 'locked')"
WAVE_OF_ANOTHER_RUN = """NOT EXISTS (SELECT 1 FROM rubric_surveywave w JOIN mobility_mobility m ON m.run_id = w.run_id
    WHERE w.id = NEW.wave_id AND m.id = NEW.mobility_id)"""
SENT = ("wave_id", "mobility_id", "rater", "language", "sent_at")
RUN_ENDED = "EXISTS (SELECT 1 FROM rubric_scorerun r WHERE r.id = {row}.score_run_id AND r.ended_at IS NOT NULL)"


def different(columns: tuple[str, ...], operator: str) -> str:
    return "(" + " OR ".join(f"(NEW.{column} {operator} OLD.{column})" for column in columns) + ")"


def refusing_changes(name: str, table: str, when: str, columns: tuple[str, ...], *, texts: tuple[str, ...] = ()) -> Guard:
    """No change of the columns where `when` holds; JSON is compared as text, which both databases do."""
    compared = {
        operator: different(columns, operator)[:-1]
        + "".join(f" OR (CAST(NEW.{text} AS text) {operator} CAST(OLD.{text} AS text))" for text in texts)
        + ")"
        for operator in ("IS DISTINCT FROM", "IS NOT")
    }
    postgresql, sqlite = (f"({when}) AND {condition}" for condition in compared.values())
    return trigger_refusing(name, table, "UPDATE", postgresql, sqlite=sqlite)


class Migration(migrations.Migration):
    dependencies = [("rubric", "0003_surveys_and_scores")]
    operations = operations(
        # --- Questionnaires -------------------------------------------------------------------------------------------
        refusing_changes("rubric_instrument_immutable", "rubric_instrument", "OLD.status <> 'draft'", KEPT + TEXTS),
        trigger_refusing("rubric_instrument_moved_back", "rubric_instrument", "UPDATE", MOVED_BACK),
        trigger_refusing("rubric_instrument_version_in_use", "rubric_instrument", "UPDATE", VERSION_NOT_IN_USE),
        trigger_refusing("rubric_instrument_kept", "rubric_instrument", "DELETE", "OLD.status <> 'draft'"),
        *(
            trigger_refusing(f"rubric_{part}_{event.lower()}", f"rubric_{part}", event, f"EXISTS {IN_USE.format(row=row)}")
            for part in PARTS
            for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD"))
        ),
        *(
            trigger_refusing(f"rubric_{part}_one_instrument_{event.lower()}", f"rubric_{part}", event, condition)
            for part, condition in (("askedability", FOREIGN_ABILITY), ("item", FOREIGN_ABILITY), ("option", FOREIGN_ITEM))
            for event in ("INSERT", "UPDATE")
        ),
        # --- Waves and answers ----------------------------------------------------------------------------------------
        refusing_changes(
            "survey_wave_answered", "rubric_surveywave", ANSWERED, ("run_id", "moment", "instrument_id")
        ),
        trigger_refusing("survey_wave_locked", "rubric_surveywave", "UPDATE", "OLD.status = 'locked'"),
        trigger_refusing("survey_wave_locked_kept", "rubric_surveywave", "DELETE", "OLD.status = 'locked'"),
        trigger_refusing("survey_response_of_the_run", "rubric_response", "INSERT", WAVE_OF_ANOTHER_RUN),
        refusing_changes(
            "survey_response_sent", "rubric_response", "OLD.sent_at IS NOT NULL", SENT, texts=("answers", "remarks")
        ),
        *(
            trigger_refusing(
                f"survey_response_locked_{event.lower()}", "rubric_response", event, WAVE_LOCKED.format(row=row)
            )
            for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD"))
        ),
        # --- Runs -----------------------------------------------------------------------------------------------------
        trigger_refusing("score_run_ended", "rubric_scorerun", "DELETE", "OLD.ended_at IS NOT NULL"),
        *(
            trigger_refusing(f"cohort_cell_{event.lower()}", "rubric_cohortcell", event, RUN_ENDED.format(row=row))
            for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD"))
        ),
    )
