"""Checked rows of stays become records, by the same services as the forms."""

from collections.abc import Collection, Sequence

from kanazawa_exchange.accounts.models import Person, User
from kanazawa_exchange.accounts.queries.namesakes import Newcomer
from kanazawa_exchange.accounts.services import people
from kanazawa_exchange.accounts.services.editing import Gone, StaleEdit
from kanazawa_exchange.lib.imports import NEW, Act, Finding, Moved, Plain, Written
from kanazawa_exchange.lib.refusals import Doubted, Refused

from ...facts import NewStay
from ...models import Mobility
from ...queries.plausibility import doubts_of
from .. import edits, looks, mobilities
from ..refusals import CannotRegister
from .compare import known


def write(findings: Sequence[Finding], act: Act) -> list[Written]:
    """Register the new stays with their new people, and change the known ones, as the forms do. Errors: Moved, by place."""
    new = [place for place, finding in enumerate(findings) if finding.verdict == NEW]
    done: dict[int, Written] = {}
    for place, stay in zip(new, _register([findings[place] for place in new], new, act), strict=True):
        done[place] = Written(stay.pk, stay.version)
    changed = [place for place in range(len(findings)) if place not in done]
    done |= zip(changed, _change_all([findings[place] for place in changed], changed, act), strict=True)
    return [done[place] for place in range(len(findings))]


def _register(findings: Sequence[Finding], places: Sequence[int], act: Act) -> list[Mobility]:
    if not findings:
        return []
    acts = [_new(finding) for finding in findings]
    written = _register_people(acts, act.by)
    stays = [
        NewStay(written.get(stay.person.pk, stay.person), stay.places, stay.facts, stay.confirmed)
        for stay, _newcomer in acts
    ]
    overruled = frozenset(code for finding in findings for code in finding.doubts)
    try:
        records = mobilities.write_all(stays, by=act.by, now=act.now, overruled=overruled)
    except CannotRegister as why:
        raise Moved(places[number] for number in why.rows) from why
    except Doubted as why:
        found = looks.look_over_all(stays, by=act.by, now=act.now)
        raise Moved(_unshown(findings, places, [look.doubts for look in found])) from why
    except Gone as why:  # a person was merged with another
        raise Moved(places) from why
    if overruled and (others := _unshown(findings, places, [_codes(record) for record in records])):
        raise Moved(others)
    return records


def _unshown(findings: Sequence[Finding], places: Sequence[int], doubts: Sequence[Collection[str]]) -> list[int]:
    """The places of those of which something else is unusual than was shown."""
    rows = zip(findings, places, doubts, strict=True)
    return [place for finding, place, codes in rows if not finding.doubts.keys() >= set(codes)]


def _codes(record: Mobility) -> list[str]:
    return [doubt.code for doubt in doubts_of(record)]


def _new(finding: Finding) -> tuple[NewStay, Newcomer | None]:
    act = finding.act
    assert isinstance(act, tuple)  # noqa: S101 as the check has made it
    return act


def _register_people(acts: Sequence[tuple[NewStay, Newcomer | None]], by: User) -> dict[int, Person]:
    """Key below zero → the new person; of several rows of one newcomer each tells what those above it do not."""
    new: dict[int, Newcomer] = {}
    for stay, newcomer in acts:
        if stay.person.pk < 0 and newcomer is not None:
            before = new.get(stay.person.pk)
            new[stay.person.pk] = newcomer if before is None or before is newcomer else _together(before, newcomer)
    if not new:
        return {}
    return dict(zip(new, people.register_all(list(new.values()), by=by), strict=True))


def _together(first: Newcomer, further: Newcomer) -> Newcomer:
    known = {script for script, *_parts in first.names}
    return Newcomer(
        [*first.names, *(name for name in further.names if name[0] not in known)],
        first.birth_date or further.birth_date,
        first.student_number or further.student_number,
        first.nationality or further.nationality,
        first.university or further.university,
    )


def _change_all(findings: Sequence[Finding], places: Sequence[int], act: Act) -> list[Written]:
    """Where one is refused none is changed, and they are asked one by one, so that it is told which one it is."""
    if not findings:
        return []
    meant_so = {known(finding)[0].pk: finding.doubts.keys() for finding in findings}
    try:
        versions = edits.edit_all([known(finding) for finding in findings], by=act.by, overruled=meant_so)
    except (Refused, StaleEdit, Doubted):
        return [_change(finding, place, act) for finding, place in zip(findings, places, strict=True)]
    return [Written(pk, versions[pk], _before(finding)) for pk, finding in zip(meant_so, findings, strict=True)]


def _before(finding: Finding) -> dict[str, Plain]:
    """What stands in the record."""
    _stay, values = known(finding)
    return {name: change.old for name, change in zip(values, finding.changes, strict=True)}


def _change(finding: Finding, place: int, act: Act) -> Written:
    stay, values = known(finding)
    try:
        edited = mobilities.edit(
            stay, values, by=act.by, version=finding.version or 0, overruled=frozenset(finding.doubts)
        )
    except (Refused, StaleEdit, Gone, Doubted) as why:
        raise Moved([place]) from why
    return Written(edited.pk, edited.version, _before(finding))
