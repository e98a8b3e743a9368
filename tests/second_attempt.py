"""Which failed tests of a whole run may be tried once more, alone on the machine.

Tests with real processes, browsers and servers wait for things that a busy machine does late. When a few of them fail in a whole
run, `./run test` runs just these a second time, with nothing beside them, says so with their names, and what fails again fails.
Everything else must pass at the first attempt.

``python -m tests.second_attempt FOLDER`` reads pytest's cache in FOLDER: exit code 0 when there is a second attempt.
"""

import json
import sys
from collections.abc import Collection
from pathlib import Path

from tests.scheduling import FAULTS

REAL_PARTS = (
    *FAULTS,
    "tests/browser/",
    "tests/platform/test_embedded.py",
    "tests/platform/test_proxy.py",
    "tests/platform/test_start_and_stop.py",
    "tests/platform/test_supervisor.py",
    "tests/platform/test_worker.py",
    "tests/security/test_limits_across_processes.py",
)
AT_MOST = 3
LAST_FAILED = Path("v", "cache", "lastfailed")


def may_be_tried_again(failed: Collection[str]) -> bool:
    """True for a few node ids that all belong to tests of real parts."""
    return 0 < len(failed) <= AT_MOST and all(nodeid.startswith(REAL_PARTS) for nodeid in failed)


def main(folder: Path) -> int:
    """0: the tests named in the cache of this folder are to be tried again; else 1."""
    kept = folder / LAST_FAILED
    failed = sorted(json.loads(kept.read_text())) if kept.exists() else []
    if not may_be_tried_again(failed):
        return 1
    print("\nFailed beside others; tried once more, alone:", *failed, sep="\n  ", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
