"""What waits for a reviewer on the first page: the applications that are to be given points, by the day on which they are due."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.totals import Total
from kanazawa_exchange.lib.viewer import Viewer
from kanazawa_exchange.today import LINES, Line, Part

from ..permissions import may_review
from .review_work import WorkLine, work


def parts(user: Viewer, _today: date) -> Iterator[Part]:
    """Nothing for whoever reviews nothing, and no query either."""
    if not may_review(user):
        return
    waiting = [line for line in work(user) if line.is_to_do]
    if waiting:
        lines = tuple(map(_line, waiting[:LINES]))
        title = gettext_lazy("Next: score applications")
        is_late = any(line.is_late for line in waiting)
        yield Part("reviews", title, reverse("rubric:review_list"), Total(len(waiting)), lines, is_late=is_late)


def _line(line: WorkLine) -> Line:
    points = _("%(given)s of %(all)s") % {"given": formats.number(line.given), "all": formats.number(line.criteria)}
    address = reverse("rubric:review_sheet", args=[line.uid])
    due = _("due on %(day)s") % {"day": formats.long_date(line.due)} if line.due else ""
    words = " · ".join(part for part in (str(line.call), due, points) if part)
    return Line(line.name.text, address, words, lang=line.name.lang)
