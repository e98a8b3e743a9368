"""The surveys of a stay on its page: to answer, to rate, and what has changed."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.facts import Fact, Link
from kanazawa_exchange.lib.viewer import Viewer
from mobility.models import Mobility

from ..models import Rater, Response, SurveyWave
from ..permissions import may_answer, may_rate
from .surveys import rating_title_of, title_of
from .windows import is_open_for


def surveys_of(stay: Mobility, user: Viewer) -> Iterator[Fact]:
    """For the traveller and for whoever keeps the stay; nothing where its run has no survey. Two queries at most."""
    is_own, keeps = may_answer(user, stay), may_rate(user, stay)
    waves = list(SurveyWave.objects.filter(run=stay.run_id).order_by("pk")) if is_own or keeps else []
    if not waves:
        return
    sent = set(Response.objects.filter(mobility=stay, sent_at__isnull=False).values_list("wave_id", "rater"))
    now, links = clock.now(), []
    for wave in waves:
        is_open = is_open_for(wave, stay, now)
        if is_own and is_open and (wave.pk, Rater.SELF) not in sent:
            links.append(Link(title_of(wave.moment), reverse("rubric:survey_start", args=[wave.uid, stay.uid])))
        if keeps and wave.asks_staff and (is_open or (wave.pk, Rater.STAFF) in sent):
            links.append(Link(rating_title_of(wave.moment), reverse("rubric:rating_start", args=[wave.uid, stay.uid])))
    if any(rater == Rater.SELF for _wave, rater in sent):
        words = _("My abilities before and after") if is_own else _("Abilities before and after")
        links.append(Link(words, reverse("rubric:own_results", args=[stay.uid])))
    if links:
        yield Fact(pgettext("survey", "Surveys"), tuple(links))
