"""Under review an applicant is told on which day the results come, the same while a decision is hidden, and no more once it is over."""

from datetime import timedelta

from django.utils.translation import override

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.clock import tokyo_date
from mobility.models import Application
from mobility.queries.applications.standing import standing
from mobility.services.selection import deciding
from mobility.services.selection.deciding import Wanted

from .paths import NOW, call_with, in_review

DAY = timedelta(days=1)


def told(application: Application, now=NOW) -> str:
    with override("en"):
        return standing(Application.objects.select_related("call__run__program").get(pk=application.pk), now).explained


def test_the_day_is_told_until_it_is_over_and_a_hidden_decision_changes_nothing(world, aiko):
    day = tokyo_date(NOW) + DAY
    call = call_with(world, results_on=day)
    application = in_review(world, call, aiko)
    with override("en"):
        expected = f"It is expected on {formats.long_date(day)}."
    before = told(application)
    assert before.endswith(expected)
    assert told(application, NOW + DAY) == before
    assert expected not in told(application, NOW + 2 * DAY)
    deciding.decide([Wanted(application, "decline")], by=None, now=NOW)
    assert told(application) == before


def test_without_a_day_nothing_is_promised(world, aiko):
    assert "expected" not in told(in_review(world, call_with(world), aiko))
