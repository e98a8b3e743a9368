"""Runs whose fiscal year nothing may change any more: an app above says why, and an edit that would change it is refused."""

from collections.abc import Callable

from kanazawa_exchange.lib.refusals import Refused

from ..models import ProgramRun

WhyKept = Callable[[ProgramRun], str]
"""A run → the sentence that says why it stays in its year, empty where it need not; called inside the transaction of the edit."""

_reasons: list[WhyKept] = []


def keep_year(why: WhyKept) -> None:
    """An app above tells which runs stay in their year: it has counted them there for good."""
    if why not in _reasons:
        _reasons.append(why)


def refuse_another_year(run: ProgramRun, fiscal_year: int) -> None:
    """`run` is locked and as it is stored. Errors: Refused."""
    if fiscal_year == run.fiscal_year:
        return
    for why in _reasons:
        if sentence := why(run):
            raise Refused(sentence, field="fiscal_year")
