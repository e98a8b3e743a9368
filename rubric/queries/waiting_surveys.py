"""What waits for a reader among the surveys: those to answer, the first that closes before the others, and what has changed."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.totals import Total
from kanazawa_exchange.lib.viewer import Viewer, member
from kanazawa_exchange.today import LINES, Line, Part

from .own_results import ReadyResult, ready_results
from .surveys import SurveyLine, open_surveys_about
from .windows import stays_of


def parts(user: Viewer, _today: date) -> Iterator[Part]:
    """Nothing for whoever has nothing to answer and nothing to see: the numbers are those of the page behind them.

    Whoever has no stay costs one query, as the own stays are read once for both.
    """
    account = member(user)
    stays = stays_of(account.person_id) if account else []
    now, address = clock.now(), reverse("rubric:survey_list")
    waiting = open_surveys_about(stays, now)
    if waiting:
        lines = tuple(map(_to_answer, waiting[:LINES]))
        yield Part("own-surveys", _("Next: answer the survey"), address, Total(len(waiting)), lines, spans=True)
    ready = ready_results(stays, now)
    if ready:
        lines = tuple(map(_to_see, ready[:LINES]))
        yield Part("own-results", _("Your result is ready"), address, Total(len(ready)), lines, spans=True)


def _to_answer(survey: SurveyLine) -> Line:
    until = ""
    if survey.until is not None:
        moment = gettext("%(moment)s (Japan time)") % {"moment": formats.date_and_time(survey.until)}
        until = gettext("until %(moment)s") % {"moment": moment}
    place = formats.series(str(survey.program), str(survey.place))
    return Line(survey.title, reverse("rubric:survey_start", args=[survey.wave, survey.stay]), f"{place} · {until}")


def _to_see(result: ReadyResult) -> Line:
    stay = result.stay
    sent = f"{pgettext('survey', 'Sent on')}{formats.colon()}{formats.date_and_time(result.since)}"
    place = formats.series(str(localized(stay.run.program, "name")), str(localized(stay.receiving, "name")))
    address = reverse("rubric:own_results", args=[stay.uid])
    return Line(gettext("My abilities before and after"), address, f"{place} · {sent}")
