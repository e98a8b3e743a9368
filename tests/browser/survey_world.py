"""A survey in the middle, as a process of a portal makes it: twelve were asked before and after their stay, three answers are missing."""

from typing import Any

from django.test import Client

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from mobility.models import Mobility
from rubric.models import Ask, SurveyWave
from rubric.services import score_parts
from tests import factories
from tests.rubric import surveys, versions

MISSING = ("hanako", "jiro", "ivan")
ANSWERED = 9
BEFORE, AFTER = (1, 1, 0, 2, 1), (2, 1, 2, 2, 3)


def make() -> None:
    """The world, and a coordinator who has signed in."""
    world = factories.World.build()
    sato = world.user("sato", role="coordinator")
    User.objects.filter(pk=sato.pk).update(language="ja")
    instrument = surveys.questionnaire(versions.first(sato))
    before, after = (surveys.wave(world.outbound, instrument, moment) for moment in ("pre", "post"))
    people = [*(world.user(name) for name in MISSING), *factories.UserFactory.create_batch(ANSWERED)]
    User.objects.filter(email__startswith="ivan").update(language="ru")
    for number, user in enumerate(people):
        stay = world.sent(person=user.person)
        _asked(before, stay, BEFORE)
        _asked(after, stay, AFTER if number >= len(MISSING) else None)
    Client().force_login(sato, backend="allauth.account.auth_backends.AuthenticationBackend")


def _asked(wave: SurveyWave, stay: Mobility, levels: Any) -> None:
    Ask.objects.create(wave=wave, mobility=stay, asked_at=clock.now())
    if levels:
        surveys.answered(wave, stay, surveys.levels(wave.instrument, *levels))


def cut_small() -> None:
    """Each answer is a part of its own."""
    score_parts.ANSWERS_AT_ONCE = 1
