"""The collector of circles works seldom while a long import lasts, and as usual afterwards, whatever became of it."""

import gc

import pytest

from kanazawa_exchange.lib import collecting

USUAL = gc.get_threshold()


def test_it_works_seldom_and_then_as_usual():
    with collecting.seldom():
        assert gc.get_threshold() == collecting.SELDOM
        assert gc.isenabled()
    assert gc.get_threshold() == USUAL


def test_also_after_a_fault():
    @collecting.seldom()
    def fails():
        raise ValueError(gc.get_threshold())

    with pytest.raises(ValueError, match=r"50000"):
        fails()
    assert gc.get_threshold() == USUAL
