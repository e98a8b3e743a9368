"""Applications go along when two entries of one person become one; two to the same call cannot be one person's."""

import pytest
from django.utils import translation

from kanazawa_exchange.accounts.services import merging
from kanazawa_exchange.accounts.services.merging import CannotMerge, Choice
from kanazawa_exchange.lib import clock
from mobility.models import Application
from tests.factories import PersonFactory
from tests.mobility.applications.paths import begun, call_of


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
