"""A survey that is open, and what one person has begun to answer of it."""

from typing import Any

import pytest
from django.test import Client

from kanazawa_exchange.accounts.models import User
from mobility.models import Mobility
from rubric.models import Instrument, Item, Option, Response, SurveyWave
from tests import factories
from tests.rubric import surveys, versions
from tests.rubric.answers.pages import start


@pytest.fixture
def instrument(sato: User) -> Instrument:
    """One level item for each ability, and for the first one also a scale, a number, one option and several; then a text."""
    draft = surveys.draft(versions.first(sato))
    ability = draft.rubric_version.abilities.all()[0]
    for order, (kind, ends) in enumerate(
        {"scale": (1, 5), "number": (0, 30), "choice": (None, None), "choices": (None, None)}.items()
    ):
        lowest, highest = ends
        item = Item.objects.create(
            instrument=draft, key=kind, kind=kind, ability=ability, prompt_en=f"A {kind}?", order=100 + order,
            lowest=lowest, highest=highest,
        )  # fmt: skip
        if kind.startswith("choice"):
            for number in (1, 2):
                Option.objects.create(
                    instrument=draft,
                    item=item,
                    key=f"o{number}",
                    text_en=f"Option {number}",
                    points=number,
                    order=number,
                )
    return surveys.used(draft)


@pytest.fixture
def stay(world: factories.World, aiko: User) -> Mobility:
    return world.sent(person=aiko.person)


@pytest.fixture
def wave(stay: Mobility, instrument: Instrument) -> SurveyWave:
    return surveys.wave(stay.run, instrument, asks_staff=True)


@pytest.fixture
def browser(wave: SurveyWave, aiko: User, sign_in: Any) -> Client:
    client: Client = sign_in(aiko)
    return client


@pytest.fixture
def begun(browser: Client, wave: SurveyWave, stay: Mobility) -> Response:
    browser.post(start(wave, stay))
    return Response.objects.get()
