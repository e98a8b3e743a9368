"""The bench of a withdrawal sees a report that is shown too late, a crowd that was too slow, errors, and what nobody has read."""

import io
from dataclasses import replace

import pytest

from . import withdrawal
from .withdrawal_readers import Read

AT = 1_000_000.0
KINDS = ("page", "photo")


def reads(*more: Read) -> list[Read]:
    """A hundred a second for 75 s; the report is withdrawn after five."""
    every = [AT - 5 + number / 100 for number in range(7_500)]
    found = [Read(KINDS[place % 2], 200 if at < AT else 404, at < AT, at, 50) for place, at in enumerate(every)]
    return [*found, *more]


def judged(found: list[Read], a_second: int = 99) -> tuple[bool, str]:
    out = io.StringIO()
    return withdrawal.judged(found, AT, a_second, out), out.getvalue()


def test_what_is_gone_in_time_is_kept() -> None:
    kept, told = judged(reads(Read("photo", 200, True, AT + 9.5, 50)))
    assert (kept, "NOT KEPT" in told) == (True, False)
    assert ["photo", "9.5", "59.5", "250", "1"] in [line.split() for line in told.splitlines()]


@pytest.mark.parametrize(
    "late",
    [
        Read("photo", 200, True, AT + 10.5, 50),
        Read("page", 200, True, AT + 61, 0),
        Read("page", 502, False, AT + 1, 0),
        Read("page", 0, False, AT + 1, 0),
        Read("list", 404, False, AT - 1, 0),
    ],
    ids=["a cache may give it too late", "shown too late", "an error", "no answer", "never shown before"],
)
def test_each_fault_is_seen(late: Read) -> None:
    assert not judged(reads(late))[0]


def test_a_crowd_that_is_too_slow_or_ends_too_early_proves_nothing() -> None:
    assert not judged(reads(), a_second=101)[0]
    assert not judged([one for one in reads() if one.at < AT + withdrawal.BAR_SECONDS])[0]
    slow = [replace(one, at=AT + (one.at - AT) * 2) for one in reads()]
    assert not judged(slow)[0]


@pytest.mark.django_db(transaction=True)
def test_what_is_read_holds_each_photo_in_two_sizes() -> None:
    report, _author = withdrawal.published()
    kinds = [address.kind for address in withdrawal.addresses_of(report)]
    assert {kind: kinds.count(kind) for kind in kinds} == {"page": 6, "list": 3, "thumbnail": 3, "photo": 3, "feed": 1}
