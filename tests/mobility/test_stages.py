"""Two stages of one stay: linked by a person only, of one person, and taken apart when one of them counts no more."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from mobility.models import StageLink
from mobility.queries import warnings
from mobility.services import stages
from mobility.services.refusals import CannotLink

from .paths import END, START, make, registered


@pytest.fixture
def first(world, sato):
    return registered(world, sato, actual_starts_on=START, actual_ends_on=END)


@pytest.fixture
def second(world, sato, first):
    """Begins a week later at another place."""
    start = END + timedelta(days=7)
    return registered(
        world, sato, person=first.person, receiving=world.irkutsk, actual_starts_on=start, actual_ends_on=start
    )


def test_a_short_gap_suggests_a_link_and_sets_none(first, second):
    assert [(warned.code, warned.other, warned.link) for warned in warnings.of_record(first)] == [
        ("gap", second.uid, True)
    ]
    assert not StageLink.objects.exists()


def test_a_link_ends_the_suggestion(first, second, sato):
    stages.link_stages(first, second, by=sato)
    assert warnings.of_record(first) == ()


def test_a_gap_of_more_than_a_fortnight_suggests_nothing(world, sato, first):
    start = END + timedelta(days=15)
    registered(world, sato, person=first.person, actual_starts_on=start, actual_ends_on=start)
    assert warnings.of_record(first) == ()


def test_stages_of_two_people_are_refused(world, sato, first):
    other = registered(world, sato, actual_starts_on=END, actual_ends_on=END)
    with pytest.raises(CannotLink):
        stages.link_stages(first, other, by=sato)


def test_the_second_stage_begins_later(first, second, sato):
    with pytest.raises(CannotLink):
        stages.link_stages(second, first, by=sato)


def test_a_stage_has_one_before_and_one_after(world, sato, first, second):
    stages.link_stages(first, second, by=sato)
    with pytest.raises(CannotLink):
        stages.link_stages(first, second, by=sato)


def test_a_programme_coordinator_links_only_what_is_the_own(first, second, world):
    elsewhere = world.program_coordinator("elsewhere", world.basic)
    with pytest.raises(PermissionDenied):
        stages.link_stages(first, second, by=elsewhere)


@pytest.mark.parametrize("which", [0, 1])
def test_voiding_one_stage_takes_the_link_back_and_history_keeps_it(first, second, sato, which):
    link = stages.link_stages(first, second, by=sato)
    make((first, second)[which], "void", sato)
    assert not StageLink.objects.exists()
    assert list(StageLink.history.filter(id=link.id).values_list("history_type", "history_user")) == [
        ("-", sato.pk),
        ("+", sato.pk),
    ]


def test_the_record_page_links_and_unlinks(first, second, sato, sign_in):
    browser = sign_in(sato)
    page = browser.get(f"/en/mobility-records/{first.uid}/")
    assert "Link as stages of one stay" in page.text
    browser.post(f"/en/mobility-records/{first.uid}/stages/link/", {"other": second.uid})
    assert StageLink.objects.get().first == first
    assert "Next stage of the same stay" in browser.get(f"/en/mobility-records/{first.uid}/").text
    browser.post(f"/en/mobility-records/{second.uid}/stages/unlink/", {"other": first.uid})
    assert not StageLink.objects.exists()
    history = browser.get(f"/en/mobility-records/{first.uid}/").text
    assert history.index("Stage link taken back") < history.index("Linked with another stage of the same stay")
