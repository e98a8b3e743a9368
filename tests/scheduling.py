"""The order in which two processes share the suite: a file stays together, and what takes longest begins first.

xdist groups by marks only through changed node ids, which pytest 9.2 keeps to itself; its own `loadgroup` spreads single tests,
and every fixture of a module is then made twice.
"""

from typing import Any

import pytest

FAULTS = ("tests/faults/", "tests/jobs/test_real_", "tests/mails/test_real_")
"""These start workers and servers and mostly wait for them: one after another in one process, while the other one computes."""
COMPUTING = ("tests/faults/test_fuzz.py", "tests/faults/test_many_rows.py", "tests/faults/test_mixed_up_pages.py")
"""Fault runs without a process of their own: they would keep those waiting."""
ALONE = ("tests/browser/test_every_page.py",)
"""Files whose tests share nothing and take minutes: each test is a piece of its own."""
LONGEST_FIRST = (
    *FAULTS,
    "tests/browser/",
    "tests/platform/test_start_and_stop.py",
    "tests/permissions/test_table",
    "tests/platform/test_worker.py",
    "tests/reports/",
    "tests/mobility/",
    "tests/security/",
    "tests/demo/",
    "tests/platform/",
)


def piece_of(nodeid: str) -> str:
    """The tests that one process runs without a pause for another one."""
    path = nodeid.partition("::")[0]
    if path in ALONE:
        return nodeid
    return FAULTS[0] if path.startswith(FAULTS) and path not in COMPUTING else path


def rank(nodeid: str) -> int:
    """The place of a test in the order of the suite."""
    places = (place for place, path in enumerate(LONGEST_FIRST) if nodeid.startswith(path))
    return next(places, len(LONGEST_FIRST)) + nodeid.startswith(COMPUTING)


@pytest.hookimpl(trylast=True)  # after pytest-django has put those first that share the database
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: rank(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from xdist.scheduler import LoadScopeScheduling

    class Pieces(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return piece_of(nodeid)

    config.option.loadscopereorder = False  # it would put files of few tests last, however long they take
    return Pieces(config, log)
