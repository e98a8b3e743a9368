"""What waits for a reader among the surveys: those to answer, the first that closes before the others."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.totals import Total
from kanazawa_exchange.lib.viewer import Viewer
from kanazawa_exchange.today import LINES, Line, Part

from .surveys import SurveyLine, open_surveys


def parts(user: Viewer, _today: date) -> Iterator[Part]:
    """Nothing for whoever has nothing to answer: the number is that of the page behind it."""
    waiting = open_surveys(user, clock.now())
    if waiting:
        lines = tuple(_line(survey) for survey in waiting[:LINES])
        yield Part(
            "surveys",
            _("Next: answer the survey"),
            reverse("rubric:survey_list"),
            Total(len(waiting)),
            lines,
            spans=True,
        )


def _line(survey: SurveyLine) -> Line:
    until = ""
    if survey.until is not None:
        moment = gettext("%(moment)s (Japan time)") % {"moment": formats.date_and_time(survey.until)}
        until = gettext("until %(moment)s") % {"moment": moment}
    place = formats.series(str(survey.program), str(survey.place))
    return Line(survey.title, reverse("rubric:survey_start", args=[survey.wave, survey.stay]), f"{place} · {until}")
