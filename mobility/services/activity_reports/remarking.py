"""Remarks at single sentences of an Activity Report: kept while it is looked at, and read by its authors once it is returned."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User, tracked_writes_allowed
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.refusals import Refused

from ...activity_report_moves import ActivityReportStatus
from ...activity_report_permissions import may_moderate_activity_report
from ...models import ActivityReport
from ...queries.activity_reports.sentences import sentences

LONGEST = 1000
REMARKED = (ActivityReportStatus.SUBMITTED, ActivityReportStatus.PUBLISHED)


class CannotRemark(Refused):
    """The sentence is not in the text any more, or the report is not looked at now."""


@retried
@transaction.atomic
def remark(report: ActivityReport, sentence: str, words: str, *, by: User, now: datetime) -> ActivityReport:
    """Say something of one sentence, in place of what was said of it before; without words nothing is said of it any more.

    A remark keeps the sentence as it stood, and the language of whoever made it. Errors: PermissionDenied, CannotRemark.
    """
    rows = ActivityReport.objects.select_for_update(of=("self",), no_key=True).prefetch_related("authors", "texts")
    current: ActivityReport = rows.get(pk=report.pk)
    refuse_unless(may_moderate_activity_report, by, current)
    if current.status not in REMARKED:
        raise CannotRemark(_("This report is in its authors' hands at the moment."))
    own = current.own_text
    if own is None or sentence not in sentences(own.text):
        raise CannotRemark(_("This sentence is not in the text any more. Open the page once more."))
    if len(words) > LONGEST:
        raise CannotRemark(_("Shorten the remark: at most %(most)s characters.") % {"most": LONGEST})
    kept = [one for one in current.remarks if one["sentence"] != sentence]
    if words.strip():
        kept.append({"sentence": sentence, "words": words.strip(), "language": active_language()})
    with tracked_writes_allowed():
        ActivityReport._base_manager.filter(pk=current.pk).update(remarks=kept)
    current.remarks = kept
    return current
