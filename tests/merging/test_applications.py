"""Applications go along when two entries of one person become one; two to the same call cannot be one person's."""

from datetime import timedelta

import pytest
from django.utils import translation

from kanazawa_exchange.accounts.services import merging
from kanazawa_exchange.accounts.services.merging import CannotMerge, Choice
from kanazawa_exchange.lib import clock
from mobility.models import Application
from mobility.services.selection.deciding import Wanted
from tests.factories import PersonFactory, RunFactory
from tests.mobility.applications.paths import NOW, begun, call_of, make
from tests.mobility.selection.paths import call_with, place_of, released


def test_an_application_goes_along_and_comes_back(world, aiko, sato):
    kept = PersonFactory()
    application = begun(world, aiko)
    merge = merging.merge(kept, aiko.person, Choice(), by=sato, now=clock.now())
    assert Application.objects.get(pk=application.pk).person == kept
    merging.unmerge(merge, by=sato, now=clock.now())
    assert Application.objects.get(pk=application.pk).person == aiko.person


def test_two_applications_to_one_call_are_two_peoples(world, aiko, ivan, sato):
    call = call_of(world, title_en="Summer in Kazan")
    begun(world, aiko, call=call)
    begun(world, ivan, call=call)
    with translation.override("en"), pytest.raises(CannotMerge) as refused:
        merging.merge(aiko.person, ivan.person, Choice(), by=sato, now=clock.now())
    assert "Both entries have applied to “Summer in Kazan”" in str(refused.value)


def placed(world, person, title, later):
    """A confirmed place, of the days from `later` on; the portal makes the moves, as an entry without an account makes none."""
    run = RunFactory(program=world.basic)
    run.starts_on, run.ends_on = NOW.date() + later, NOW.date() + later + timedelta(days=60)
    run.save()
    call = call_with(world, run=run, title_en=title)
    facts = {"level": "bachelor", "institution": world.kanazawa, "language": "ja"}
    application = Application.objects.create(call=call, person=person, **facts)
    for name in ("submit", "review"):
        application = make(application, name, None)
    [application] = released(world, call, Wanted(application, "offer", place_of(call)))
    return make(application, "confirm", None)


@pytest.mark.parametrize(("apart", "is_refused"), [(timedelta(0), True), (timedelta(days=400), False)])
def test_two_places_in_one_period_are_two_peoples(world, aiko, sato, apart, is_refused):
    """The sentence names both; the control: places in periods that do not touch go together."""
    titles, other = ("Spring in Kazan", "Spring in Irkutsk"), PersonFactory()
    placed(world, aiko.person, titles[0], timedelta(0))
    placed(world, other, titles[1], apart)
    if not is_refused:
        merging.merge(aiko.person, other, Choice(), by=sato, now=clock.now())
        assert Application.objects.filter(person=aiko.person, status="confirmed").count() == 2
        return
    with translation.override("en"), pytest.raises(CannotMerge) as refused:
        merging.merge(aiko.person, other, Choice(), by=sato, now=clock.now())
    words = "Both entries have accepted a place for one period: “{}” and “{}”. One person holds only one."
    assert words.format(*reversed(titles)) in str(refused.value)
