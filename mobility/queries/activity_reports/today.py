"""What waits on the first page for whoever writes Activity Reports."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.totals import counted
from kanazawa_exchange.lib.viewer import Viewer
from kanazawa_exchange.today import LINES, Line, Part

from ... import permissions
from ...activity_report_moves import ACTIVITY_REPORT_MOVES
from .own import title_of, to_work_on


def own_reports(user: Viewer) -> Iterator[Part]:
    """The own reports whose next step is their authors', those that came back among them; nothing where none waits."""
    if not permissions.travels(user):
        return
    waiting = to_work_on(user)
    reports = list(waiting.prefetch_related("texts").order_by("-status", "-pk")[:LINES])
    if not reports:
        return
    lines = tuple(
        Line(
            title_of(report),
            reverse("mobility:report_write", args=[report.uid]),
            ACTIVITY_REPORT_MOVES.person_label(report.status),
        )
        for report in reports
    )
    yield Part("reports", _("My Activity Reports"), reverse("mobility:own_report_list"), counted(waiting), lines)
