"""The rows of a table of nominations made true: sent together, as the form sends one."""

from collections.abc import Sequence

from django.db import transaction

from kanazawa_exchange.accounts.services.editing import StaleEdit
from kanazawa_exchange.lib.imports import Act, Finding, Moved, Written
from kanazawa_exchange.lib.refusals import Refused

from ..nominations import nominating
from ..nominations.nominating import Nominee


def write(findings: Sequence[Finding], act: Act) -> list[Written]:
    """Every row is new: what is sent is locked. The host has one letter for each run. Errors: Moved, by place."""
    nominees = [_nominee(finding) for finding in findings]
    if not nominees:
        return []
    try:
        with transaction.atomic():
            sent = nominating.nominate_all(nominees, by=act.by, now=act.now)
    except (Refused, StaleEdit) as why:
        raise Moved(_refused(nominees, act) or range(len(nominees))) from why
    return [Written(one.pk, one.version) for one in sent]


def _nominee(finding: Finding) -> Nominee:
    assert isinstance(finding.act, Nominee)  # noqa: S101 as the check has made it
    return finding.act


def _refused(nominees: Sequence[Nominee], act: Act) -> list[int]:
    """The places of those that are refused by themselves. Nothing is kept."""
    return [place for place, nominee in enumerate(nominees) if not _can_be_sent(nominee, act)]


def _can_be_sent(nominee: Nominee, act: Act) -> bool:
    try:
        with transaction.atomic():
            nominating.nominate_all([nominee], by=act.by, now=act.now)
            transaction.set_rollback(True)
    except (Refused, StaleEdit):
        return False
    return True
