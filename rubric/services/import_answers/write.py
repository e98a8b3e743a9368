"""The papers of a table entered one by one, and taken back while their wave is not locked."""

from collections.abc import Mapping, Sequence
from typing import Any

from kanazawa_exchange.accounts.services.imported import each
from kanazawa_exchange.lib.cells import Unread
from kanazawa_exchange.lib.imports import Act, Finding, Written

from ...models import Response
from ...moves import WaveStatus
from .. import papers


def write(findings: Sequence[Finding], act: Act) -> list[Written]:
    """Errors: Moved, by place."""

    def one(finding: Finding) -> Written:
        response = papers.enter(_act(finding), by=act.by, now=act.now)
        return Written(response.pk, response.revision)

    return each(findings, one)


def _act(finding: Finding) -> Any:
    return finding.act


def undo(written: Sequence[Written], act: Act) -> Mapping[int, Unread]:
    """What was entered from paper goes; of a wave that is locked it stays."""
    rows = Response.objects.select_for_update(of=("self",)).filter(pk__in=[one.record for one in written])
    found = {response.pk: response for response in rows.select_related("wave", "mobility__run")}
    left: dict[int, Unread] = {}
    for one in written:
        response = found.get(one.record)
        if response is None or response.revision != one.version:
            left[one.record] = Unread("undo.edited")
        elif response.wave.status == WaveStatus.LOCKED:
            left[one.record] = Unread("undo.locked")
        else:
            papers.take_back(response, by=act.by, now=act.now)
    return left
