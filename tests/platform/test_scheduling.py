"""The suite is shared out so that tests which wait stand in one row, beside those that compute."""

import pytest

from tests.scheduling import ALONE, COMPUTING, FAULTS, piece_of, rank

from .processes import ROOT

CUT = "tests/faults/test_power_cut.py::test_one"
WORKER = "tests/jobs/test_real_worker.py::test_one[two]"
FUZZ = "tests/faults/test_fuzz.py::test_one"
PAGES = "tests/browser/test_every_page.py::test_one[ja]"
TODAY = "tests/mobility/test_today.py::test_one"


def test_those_that_wait_are_one_piece_and_begin():
    assert piece_of(CUT) == piece_of(WORKER)
    assert rank(CUT) == 0
    assert rank(CUT) < rank(FUZZ) < rank(TODAY)


def test_those_that_compute_are_pieces_beside_them():
    assert len({piece_of(nodeid) for nodeid in (CUT, FUZZ, TODAY, PAGES, PAGES.replace("ja", "ru"))}) == 5
    assert piece_of(TODAY) == piece_of(f"{TODAY}_more")


@pytest.mark.parametrize("path", [*COMPUTING, *ALONE, *FAULTS])
def test_what_is_named_is_there(path):
    assert list(ROOT.glob(f"{path}*"))
