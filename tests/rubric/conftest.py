"""A call whose applications two reviewers judge; figures are tried without a clock: what takes long on a busy machine is not wrong."""

from typing import Any

import pytest
from hypothesis import settings

from kanazawa_exchange.accounts.models import User

from .reviewing import call_of, place

settings.register_profile("figures", deadline=None)
settings.load_profile("figures")


@pytest.fixture
def call(world: Any) -> Any:
    """With two criteria, and no place yet."""
    return call_of(world.outbound)


@pytest.fixture
def kazan(call: Any, world: Any) -> Any:
    """The only place of the call."""
    return place(call, world, places=1)


@pytest.fixture
def suzuki(world: Any) -> User:
    """A reviewer, and nothing else."""
    user: User = world.user("suzuki", role="reviewer")
    return user


@pytest.fixture
def tanaka(world: Any) -> User:
    """Another one."""
    user: User = world.user("tanaka", role="reviewer")
    return user
