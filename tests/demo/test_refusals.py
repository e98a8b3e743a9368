"""What an installation with real data gets, and what it refuses."""

import pytest
from django.core.management import CommandError, call_command

from kanazawa_exchange.accounts.models import Person, User
from partners.models import Institution
from programs.models import Program


def test_an_installation_with_real_data_refuses_the_demo(db, settings):
    settings.DEMO_DATA = False
    with pytest.raises(CommandError):
        call_command("seed_demo")
    assert not User.objects.exists()


def test_reference_data_holds_no_people_and_may_be_loaded_twice(db):
    for _ in range(2):
        call_command("load_reference", verbosity=0)
    assert not Person.objects.exists()
    assert Program.objects.filter(project__code="russia").count() == 4
    assert Institution.objects.filter(is_confirmed=False).count() == 2
