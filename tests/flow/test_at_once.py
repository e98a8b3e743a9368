"""Eight posts of one form in the same moment have one result, and all eight are led to it."""

from typing import Any

import pytest

from kanazawa_exchange.accounts.models import SentForm, User
from kanazawa_exchange.accounts.views.marks import FIELD

from .creating import FORMS, POSTS, Creating, at_once, mark_of


@pytest.fixture
def office(transactional_db: None, request: pytest.FixtureRequest) -> tuple[Any, User]:
    """The world and a coordinator, seen by every thread."""
    world = request.getfixturevalue("world")
    return world, world.user("sato", role="coordinator")


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_eight_posts_have_one_result(office: tuple[Any, User], sign_in: Any, form: Creating) -> None:
    world, sato = office
    page, typed = form.page(world), form.typed(world)
    before = form.count()
    mark = mark_of(sign_in(sato).get(page))

    answers = at_once(sato, page, {**typed, FIELD: mark})

    assert form.count() == before + 1
    assert [answer.status_code for answer in answers] == [302] * POSTS
    assert len({answer["Location"] for answer in answers}) == 1
    assert SentForm.objects.count() == 1


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_control_without_the_key_they_have_several_results_or_are_refused(
    office: tuple[Any, User], form: Creating
) -> None:
    world, sato = office
    page, typed = form.page(world), form.typed(world)
    before = form.count()

    answers = at_once(sato, page, typed)

    if form.without_key is None:
        assert [answer.status_code for answer in answers].count(302) == 1
    else:
        assert form.count() - before == form.without_key
