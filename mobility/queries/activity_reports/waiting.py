"""What waits for whoever moderates Activity Reports, on the first page."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.viewer import Viewer
from kanazawa_exchange.today import LINES, Line, Part

from ...activity_report_permissions import moderates_activity_reports
from .review import Filters, Row, count, page


def parts(user: Viewer, _today: date) -> Iterator[Part]:
    """Those that were sent in, whoever waits longest first; nothing where there are none."""
    if not moderates_activity_reports(user) or not (waiting := count(user, Filters())).number:
        return
    title = pgettext_lazy("today", "Activity Reports to moderate")
    lines = tuple(map(_line, page(user, Filters(), size=LINES).rows))
    yield Part("activity-reports", title, reverse("mobility:activity_report_review_list"), waiting, lines)


def _line(row: Row) -> Line:
    address = reverse("mobility:activity_report_review", args=[row.uid])
    since = formats.long_date(row.submitted_at) if row.submitted_at else ""
    return Line(row.title, address, _("sent in %(day)s") % {"day": since}, lang=row.lang)
