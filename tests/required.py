"""A test that is skipped for want of a program fails where the program was promised: MUST_RUN names what is there.

``.ci/run`` sets it to the programs that it found or installed, so that a test which no longer finds one is not taken for a pass.
"""

import os
from collections.abc import Generator

import pytest

WANTING = {
    "chromium": "no Chromium",
    "nginx": "no nginx",
    "compose": "no Compose",
    "linters": "import-linter comes with",
}
"""Program → what the reason of the skip says."""


def broken_promise(reason: str) -> str:
    """The promised program for want of which a test was skipped, or nothing."""
    promised = os.environ.get("MUST_RUN", "").split()
    return next((program for program in promised if WANTING[program] in reason), "")


def _refuse(report: pytest.TestReport | pytest.CollectReport) -> None:
    reason = str(report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr)
    if report.skipped and (program := broken_promise(reason)):
        report.outcome = "failed"
        report.longrepr = f"{program} is promised by MUST_RUN, and yet: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _refuse(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _refuse(report)
    return report
