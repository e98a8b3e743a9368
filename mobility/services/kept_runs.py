"""Stays whose programme run nothing may change any more: an app above says why, and an edit that would change it is refused."""

from collections.abc import Callable

from ..models import Mobility

WhyKept = Callable[[Mobility], str]
"""A stay → the sentence that says why it stays in its run, empty where it need not; called inside a transaction."""

_reasons: list[WhyKept] = []


def keep_run(why: WhyKept) -> None:
    """An app above tells which stays stay in their run: it has asked something about them there."""
    if why not in _reasons:
        _reasons.append(why)


def run_faults(stay: Mobility) -> dict[str, str]:
    """What is wrong with taking this stay out of the run that it was in."""
    return {"run": sentence} if (sentence := next(filter(None, (why(stay) for why in _reasons)), "")) else {}
