"""How tests prove that every service of an app asks for itself who acts."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from types import ModuleType
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from kanazawa_exchange.accounts.models import User

Act = Callable[..., Any]


def writers(modules: Iterable[ModuleType]) -> set[Act]:
    """The public functions of these modules that act in somebody's name."""
    return {
        act
        for module in modules
        for name, act in inspect.getmembers(module, inspect.isfunction)
        if act.__module__ == module.__name__ and not name.startswith("_") and "by" in inspect.signature(act).parameters
    }


def refuse(acts: Mapping[Act, tuple[Any, ...]], users: Iterable[User], **further: Any) -> None:
    """Every act, called with its things and what it further asks by name, is none of these users'."""
    for act, things in acts.items():
        named = {name for name, given in inspect.signature(act).parameters.items() if given.kind == given.KEYWORD_ONLY}
        for user in users:
            with pytest.raises(PermissionDenied):
                act(*things, by=user, **{name: further[name] for name in named & set(further)})
