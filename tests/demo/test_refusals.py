"""What an installation with real data gets, and what it refuses."""

import pytest
from django.core.management import CommandError, call_command

from kanazawa_exchange.accounts.models import Person, User
from partners.models import Institution
from programs.models import Program
from tests import factories


def test_an_installation_with_real_data_refuses_the_demo(db, settings):
    settings.DEMO_DATA = False
    with pytest.raises(CommandError):
        call_command("seed_demo")
    assert not User.objects.exists()


@pytest.mark.parametrize("account", [True, False])
def test_people_who_are_not_the_demos_keep_the_demo_out(db, account):
    """However the settings call the installation."""
    call_command("load_reference", verbosity=0)
    someone = factories.PersonFactory()
    if account:
        factories.UserFactory(person=someone, email="real@example.ac.jp")
    with pytest.raises(CommandError, match="PORTAL_DEMO=0"):
        call_command("seed_demo")
    assert Person.objects.count() == 1


def test_an_account_without_a_person_keeps_it_out_too(db):
    factories.UserFactory(person=None, email="real@example.ac.jp")
    with pytest.raises(CommandError, match="PORTAL_DEMO=0"):
        call_command("seed_demo")


def test_reference_data_holds_no_people_and_may_be_loaded_twice(db):
    for _ in range(2):
        call_command("load_reference", verbosity=0)
    assert not Person.objects.exists()
    assert Program.objects.filter(project__code="russia").count() == 4
    assert Institution.objects.filter(is_confirmed=False).count() == 2
