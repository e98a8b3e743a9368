"""Whoever travelled finds the own result on the first page as soon as it is shown, and not before; it costs others nothing."""

from datetime import date
from typing import Any

import pytest

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from kanazawa_exchange.today import Part, parts_of
from mobility.models import Mobility
from rubric.models import Instrument
from rubric.services.scoring import score_one
from tests import factories
from tests.rubric import surveys, versions

pytestmark = pytest.mark.django_db


@pytest.fixture
def instrument(sato: User) -> Instrument:
    return surveys.questionnaire(versions.first(sato))


@pytest.fixture(autouse=True)
def in_autumn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: surveys.NOW)


def sent(stay: Mobility, instrument: Instrument, *moments: str, **values: Any) -> None:
    for moment in moments:
        wave = stay.run.survey_waves.filter(moment=moment).first()
        wave = wave or surveys.wave(stay.run, instrument, moment, status="closed")
        score_one(surveys.answered(wave, stay, surveys.levels(instrument, 1, 1, 2, 2, 3), **values))


def travelled(world: factories.World, user: User, year: int = 2018) -> Mobility:
    days = {"starts_on": date(year, 8, 1), "ends_on": date(year, 8, 14)}
    fields = {f"{kind}_{end}": day for kind in ("planned", "actual") for end, day in days.items()}
    return world.sent(person=user.person, **fields)


def ready(user: User) -> list[Part]:
    return [part for part in parts_of(user, surveys.NOW.date()) if part.key == "own-results"]


def test_the_first_page_leads_to_the_result(world: factories.World, aiko: User, instrument: Any, sign_in: Any) -> None:
    stay = travelled(world, aiko)
    sent(stay, instrument, "pre", "post")
    page = sign_in(aiko).get("/en/").content.decode()
    assert "Your result is ready" in page
    assert f'href="/en/survey/results/{stay.uid}/"' in page


@pytest.mark.parametrize("moments", [(), ("pre",), ("post",)])
def test_one_answer_is_no_result(world: factories.World, aiko: User, instrument: Any, moments: Any) -> None:
    sent(travelled(world, aiko), instrument, *moments)
    assert not ready(aiko)


def test_two_answers_about_two_stays_are_no_result(world: factories.World, aiko: User, instrument: Any) -> None:
    sent(travelled(world, aiko), instrument, "pre")
    sent(travelled(world, aiko, 2017), instrument, "post")
    assert not ready(aiko)


def test_what_is_hidden_while_a_later_survey_is_open_is_not_ready(
    world: factories.World, aiko: User, instrument: Any
) -> None:
    stay = travelled(world, aiko)
    sent(stay, instrument, "pre", "post")
    surveys.wave(stay.run, instrument, "later")
    assert not ready(aiko), "the page shows nothing now"
    sent(stay, instrument, "later")
    assert len(ready(aiko)) == 1


def test_what_staff_say_and_the_results_of_others_are_none(
    world: factories.World, aiko: User, ivan: User, sato: User, instrument: Any
) -> None:
    stay = travelled(world, aiko)
    sent(stay, instrument, "pre")
    sent(stay, instrument, "post", **surveys.staff(sato))
    assert not ready(aiko)
    sent(stay, instrument, "post")
    assert [len(ready(user)) for user in (aiko, ivan, sato)] == [1, 0, 0]


@pytest.mark.parametrize("count", [1, 3])
def test_one_result_costs_as_much_as_three(
    world: factories.World, aiko: User, instrument: Any, sign_in: Any, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        sent(travelled(world, aiko, 2016 + number), instrument, "pre", "post")
    browser = sign_in(aiko)
    with django_assert_num_queries(21):  # one of them asks for the own Activity Reports
        page = browser.get("/en/").content.decode()
    assert page.count('href="/en/survey/results/') == count
