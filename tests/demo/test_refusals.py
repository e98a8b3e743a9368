"""What an installation with real data gets, and what it refuses."""

import pytest
from django.core.management import CommandError, call_command

from kanazawa_exchange.accounts.models import Person, User
from kanazawa_exchange.accounts.queries.mail_texts import texts_of
from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.mails import kinds
from partners.models import Institution
from programs.models import Program, ProgramRun
from programs.services import call_parts
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


def test_after_the_reference_data_every_letter_has_its_text_and_every_call_its_usual_parts(db):
    """An office that has changed nothing writes all letters, and a new call is given its criteria."""
    call_command("load_reference", verbosity=0)
    assert not User.objects.exists()
    for kind in (one for one in kinds() if one.texts):  # the words of others are chosen by a library
        texts = texts_of(kind)
        assert set(texts) == set(LANGUAGES), kind.code
        assert all(text.subject.strip() and text.body.strip() for text in texts.values()), kind.code
    run = ProgramRun.objects.order_by("pk").first() or factories.RunFactory(program=Program.objects.order_by("pk")[0])
    call = factories.CallFactory(run=run, draft=True)
    call_parts.add_usual_parts(call, by=None)
    criteria = call.criteria.all()
    assert len(criteria) == 4
    assert all(row.name_ja and row.name_en and row.name_ru and row.weight for row in criteria)
    assert {part: getattr(call, part).exists() for part in ("questions", "documents", "checklist")} == dict.fromkeys(
        ("questions", "documents", "checklist"), True
    )
