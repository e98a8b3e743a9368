"""Addresses are found by their first word, and each as if every pattern had been tried."""

from typing import Any

import pytest
from django.urls import Resolver404, get_resolver
from django.utils.translation import override

from kanazawa_exchange.lib.by_first_word import ByFirstWord
from tests.permissions.table import LANGUAGE, url_names

PARTS = {"uuid": "00000000-0000-4000-8000-000000000000", "int": "7", "slug": "a-b", "str": "word", "path": "one/two"}


def _filled(pattern: str) -> str:
    """An address that a pattern may match: each part by its kind."""
    pieces = pattern.replace("^", "").replace("\\Z", "").replace("$", "").split("<")
    return pieces[0] + "".join(PARTS.get(piece.split(":")[0], "word") + piece.split(">", 1)[-1] for piece in pieces[1:])


@pytest.fixture
def quick() -> ByFirstWord:
    (found,) = [each for each in get_resolver().url_patterns if isinstance(each, ByFirstWord)]
    return found


def _answer(resolve: Any, address: str) -> Any:
    try:
        found = resolve(address)
    except Resolver404:
        return None
    return found.func, found.args, found.kwargs, found.view_name, found.namespaces, found.app_names, found.route


def test_every_address_is_found_as_if_all_patterns_had_been_tried(quick: ByFirstWord) -> None:
    with override(LANGUAGE):
        addresses = {_filled(pattern) for pattern in url_names().values()}
        addresses |= {address.rstrip("/") for address in addresses} | {f"{address}x" for address in addresses}
        addresses |= {"en/", "en/nothing/", "en/partners", "en/partnersx/", "ru/partners/", "", "en/реестр/"}
        found = {address: _answer(quick.resolve, address) for address in addresses}
        assert found == {address: _answer(super(ByFirstWord, quick).resolve, address) for address in addresses}
    assert sum(answer is not None for answer in found.values()) > 300


def test_what_is_not_found_names_every_pattern(quick: ByFirstWord) -> None:
    with override("ru"), pytest.raises(Resolver404) as missed:
        quick.resolve("ru/partners/a/b/c/d/e/")
    assert len(missed.value.args[0]["tried"]) > 300


def test_few_patterns_are_tried(quick: ByFirstWord) -> None:
    with override("ru"):
        found = quick.resolve("ru/contact/")
        assert found.view_name == "partners:contact"
        assert len(found.tried or ()) < 40 < len(super(ByFirstWord, quick).resolve("ru/contact/").tried or ())
