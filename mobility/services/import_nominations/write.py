"""The rows of a table of nominations made true: sent together, as the form sends one."""

from collections.abc import Sequence

from kanazawa_exchange.lib.imports import Act, Finding, Moved, Written

from ..nominations import nominating
from ..nominations.nominating import Nominee, NotAll


def write(findings: Sequence[Finding], act: Act) -> list[Written]:
    """Every row is new: what is sent is locked. The host has one letter for each run. Errors: Moved, by place."""
    nominees = [_nominee(finding) for finding in findings]
    if not nominees:
        return []
    try:
        sent = nominating.nominate_all(nominees, by=act.by, now=act.now)
    except NotAll as why:
        raise Moved(why.refused) from why
    return [Written(one.pk, one.version) for one in sent]


def _nominee(finding: Finding) -> Nominee:
    assert isinstance(finding.act, Nominee)  # noqa: S101 as the check has made it
    return finding.act
