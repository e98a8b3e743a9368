"""What a builder stores the second time is what it stored the first time, and only where nothing differs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine
from django.utils import translation

from kanazawa_exchange.accounts.models import Person, User
from tests.factories import PersonFactory, World
from tests.permissions.table import digest, undone
from tests.replayed import numbers_begin_anew, replayed
from tests.rubric import versions

pytestmark = pytest.mark.django_db


@contextmanager
def taken_back() -> Iterator[None]:
    """A test within the test."""
    numbers_begin_anew()
    with undone():
        yield


@pytest.fixture
def calls() -> list[str]:
    return []


@pytest.fixture
def build(calls: list[str]) -> Callable[..., Person]:
    """A builder that says when it is really asked."""

    @replayed
    def build(name: str = "Test") -> Person:
        calls.append(name)
        return PersonFactory(names=[("latin", name, "Anna", "")])

    return build


def _first_version() -> Any:
    return versions.first(World.build().user("sato", role="coordinator"))


@pytest.mark.parametrize("make", [World.build, lambda: World.build().user("sato"), _first_version])
def test_the_second_time_all_tables_hold_the_same(make: Callable[[], Any]) -> None:
    stored = []
    for _turn in range(2):
        with taken_back():
            make()
            stored.append(digest())
    assert stored[0] == stored[1]
    assert digest() != stored[0]


def test_it_is_asked_once_and_gives_a_record_of_each_test_s_own(build: Callable[..., Person], calls: list[str]) -> None:
    made = []
    for _turn in range(2):
        with taken_back():
            made.append(build())
            assert Person.objects.get() == made[-1]
    assert made[0] == made[1]
    assert made[0] is not made[1]
    assert calls == ["Test"]


def test_what_it_is_asked_for_makes_a_difference(build: Callable[..., Person], calls: list[str]) -> None:
    for name in ("Test", "Other"):
        with taken_back():
            build(name)
    assert calls == ["Test", "Other"]


def test_what_cannot_be_compared_makes_a_difference_each_time(calls: list[str]) -> None:
    @replayed
    def asked(values: dict[str, int]) -> None:
        calls.append(f"{values}")

    for _turn in range(2):
        with taken_back():
            asked({"same": 1})
    assert len(calls) == 2


def test_rows_that_are_there_make_a_difference(build: Callable[..., Person], calls: list[str]) -> None:
    build()
    build()
    assert len(calls) == Person.objects.count() == 2


def test_the_moment_and_the_language_make_a_difference(build: Callable[..., Person], calls: list[str]) -> None:
    moments = (
        ("2018-04-01 10:50", "ja"),
        ("2018-04-01 10:05", "ja"),
        ("2018-04-02 10:05", "ja"),
        ("2018-04-02 10:05", "ru"),
    )
    for moment, language in moments:
        with taken_back(), time_machine.travel(moment, tick=False), translation.override(language):
            build()
    assert len(calls) == 4


def test_the_roles_of_an_account_make_a_difference(calls: list[str]) -> None:
    @replayed
    def asked(by: User) -> None:
        calls.append(by.email)

    for role in ("coordinator", "reviewer"):
        with taken_back():
            asked(World.build().user("sato", role=role))
    assert len(calls) == 2


def test_what_is_stored_inside_another_builder_is_stored_with_it(build: Callable[..., Person]) -> None:
    with taken_back():
        build()
    outer = replayed(lambda: build())
    for _turn in range(2):
        with taken_back():
            outer()
            assert Person.objects.count() == 1


def test_of_many_beginnings_the_latest_are_remembered(
    build: Callable[..., Person], calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.replayed.MOST", 1)
    for name in ("First", "Second", "Second"):
        with taken_back():
            build(name)
    assert calls == ["First", "Second"]
