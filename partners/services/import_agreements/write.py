"""The rows of a table of agreements made true by the services of the form, and taken back."""

from collections.abc import Mapping, Sequence
from typing import Any

from kanazawa_exchange.accounts.services.imported import Before, each, take_back
from kanazawa_exchange.lib import import_values
from kanazawa_exchange.lib.cells import Unread
from kanazawa_exchange.lib.imports import Act, Finding, Written

from ...models import Agreement, AgreementParty, ExpiryAlert
from .. import agreements, entries


def write(findings: Sequence[Finding], act: Act) -> list[Written]:
    """Errors: Moved, by place."""

    def one(finding: Finding) -> Written:
        known, values, parties = _act(finding)
        if known is None:
            new = entries.enter(values, parties, by=act.by, now=act.now)
            return Written(new.pk, new.version)
        before = {name: import_values.stored(getattr(known, name)) for name in values}
        edited = agreements.edit(known, values, by=act.by, version=finding.version)
        return Written(edited.pk, edited.version, before)

    return each(findings, one)


def _act(finding: Finding) -> Any:
    return finding.act


def undo(written: Sequence[Written], act: Act) -> Mapping[int, Unread]:
    """New agreements go where nothing hangs on them, known ones get their values again."""

    def give_back(agreement: Agreement, one: Written, before: Before) -> None:
        agreements.edit(agreement, before, by=act.by, version=one.version)

    rows = Agreement.objects.prefetch_related("parties")
    return take_back(written, rows, give_back, by=act.by, own=(AgreementParty, ExpiryAlert), parts=_parts)


def _parts(agreement: Agreement) -> list[AgreementParty]:
    return list(agreement.parties.all())
