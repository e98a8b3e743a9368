"""The rows of a table of institutions made true by the services of the form, and taken back."""

from collections.abc import Mapping, Sequence
from typing import Any

from kanazawa_exchange.accounts.services.imported import Before, each, take_back
from kanazawa_exchange.lib import import_values
from kanazawa_exchange.lib.cells import Unread
from kanazawa_exchange.lib.imports import Act, Finding, Written

from ...models import City, Institution
from .. import institutions
from .check import plain_value


def write(findings: Sequence[Finding], act: Act) -> list[Written]:
    """Errors: Moved, by place."""

    def one(finding: Finding) -> Written:
        known, values = _act(finding)
        if known is None:
            new = institutions.create(values, by=act.by)
            return Written(new.pk, new.version)
        before = {name: import_values.stored(plain_value(getattr(known, name))) for name in values}
        edited = institutions.edit(known, values, by=act.by, version=finding.version)
        return Written(edited.pk, edited.version, before)

    return each(findings, one)


def _act(finding: Finding) -> Any:
    return finding.act


def undo(written: Sequence[Written], act: Act) -> Mapping[int, Unread]:
    """New institutions go where nothing hangs on them, known ones get their values again."""

    def give_back(institution: Institution, one: Written, before: Before) -> None:
        values = dict(before)
        if "city" in values:
            values["city"] = City.objects.get(slug=values["city"])
        values |= {name: values[name] or None for name in ("latitude", "longitude") if name in values}
        institutions.edit(institution, values, by=act.by, version=one.version)

    return take_back(written, Institution.objects.all(), give_back, by=act.by)
