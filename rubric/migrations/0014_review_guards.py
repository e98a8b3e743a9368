"""Nobody reviews the own application; points stay within the scale of a criterion of the same call, and stand once the review is not to do."""

from django.db import migrations

from kanazawa_exchange.lib.guards import operations, trigger_refusing

OWN = """EXISTS (SELECT 1 FROM mobility_application a JOIN accounts_user u ON u.person_id = a.person_id
    WHERE a.id = NEW.application_id AND u.id = NEW.reviewer_id)"""
ANOTHER_CASE = "(NEW.application_id <> OLD.application_id) OR (NEW.reviewer_id <> OLD.reviewer_id)"
NOT_IN_SCALE = """NOT EXISTS (SELECT 1 FROM programs_criterion c JOIN mobility_application a ON a.call_id = c.call_id
    JOIN rubric_review r ON r.application_id = a.id
    WHERE c.id = NEW.criterion_id AND r.id = NEW.review_id AND NEW.points <= c.scale)"""
NOT_TO_DO = "EXISTS (SELECT 1 FROM rubric_review r WHERE r.id = {row}.review_id AND r.status <> 'assigned')"


class Migration(migrations.Migration):
    dependencies = [("rubric", "0013_reviews")]
    operations = operations(
        trigger_refusing("review_not_own", "rubric_review", "INSERT", OWN),
        trigger_refusing("review_of_one_case", "rubric_review", "UPDATE", ANOTHER_CASE),
        *(
            trigger_refusing(f"review_score_scale_{event.lower()}", "rubric_reviewscore", event, NOT_IN_SCALE)
            for event in ("INSERT", "UPDATE")
        ),
        *(
            trigger_refusing(
                f"review_score_stands_{event.lower()}", "rubric_reviewscore", event, NOT_TO_DO.format(row=row)
            )
            for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD"))
        ),
    )
