"""Rows of stays, each checked as the form would check it."""

from collections.abc import Mapping, Sequence
from typing import Any

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.accounts.queries.namesakes import Newcomer
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.imports import NEW, Act, Finding, Line, Plain
from kanazawa_exchange.lib.languages import in_every_language
from kanazawa_exchange.lib.name_doubts import odd_parts
from programs.models import ProgramRun
from programs.queries import coordinated_program_ids

from ...facts import NewStay
from ...queries.atlas import Atlas
from .. import looks
from .agreements import find_agreements
from .compare import compare
from .drafting import drafted
from .drafts import AGREEMENT, Draft
from .known import find_stays, find_twice
from .people import recognise, somebody_new
from .telling import tell


def check(lines: Sequence[Line], act: Act) -> list[Finding]:
    """What each row would do, and what stands against it. Writes nothing; as many queries for 300 rows as for 3.

    What the rules say of new stays is asked when they are written.
    """
    if "atlas" not in act.kept:
        act.kept["atlas"] = Atlas.read(runs_of(act.by), kept_by(act.by))
    atlas = act.kept["atlas"]
    today = clock.tokyo_date(act.now)
    drafts = [drafted(line, atlas, today) for line in lines]
    crowd = recognise(drafts, act.by, waits=act.writes)
    find_stays(drafts, crowd, act.told)
    find_agreements(drafts, act)
    ready = _new([draft for draft in drafts if draft.stay is None])
    if ready and not act.writes:
        _look_over(ready, act)
    compare([draft for draft in drafts if draft.stay is not None], act)
    return [_finding(draft) for draft in drafts]


def runs_of(by: User) -> Any:
    """The runs of the programmes that this user keeps; closed ones too, since their stays may stand in the table."""
    runs = ProgramRun.objects.select_related("program").order_by("pk")
    return runs if is_office(by) else runs.filter(program_id__in=coordinated_program_ids(by))


def kept_by(by: User) -> frozenset[int] | None:
    """The programmes that this user keeps; None for all of them."""
    return None if is_office(by) else coordinated_program_ids(by)


def _new(drafts: Sequence[Draft]) -> list[tuple[Draft, NewStay]]:
    """The stays that these rows would register, as far as they can be understood."""
    twice = find_twice(drafts)
    ready = [
        (
            draft,
            NewStay(
                draft.person or somebody_new(draft.line.number), draft.places, draft.new_facts(), draft.confirmed()
            ),
        )
        for draft in drafts
        if draft.run is not None and draft.places is not None and draft.line.number not in twice
    ]
    for draft, stay in ready:
        draft.finding.act = stay
    return ready


def _look_over(ready: Sequence[tuple[Draft, NewStay]], act: Act) -> None:
    """What the form would say of the new stays, in each language."""
    found = looks.look_over_all([stay for _draft, stay in ready], by=act.by, now=act.now)
    for (draft, _stay), look in zip(ready, found, strict=True):
        tell(draft, look)
        if draft.newcomer is not None and draft.person is not None and draft.person.pk < 0:
            draft.finding.doubts |= _odd_letters(draft.newcomer)


def _odd_letters(newcomer: Newcomer) -> Mapping[str, Mapping[str, str]]:
    if not odd_parts(newcomer.names):
        return {}
    told = in_every_language(lambda: {part.doubt.code: part.doubt.text for part in odd_parts(newcomer.names)})
    codes = next(iter(told.values()))
    return {code: {language: said[code] for language, said in told.items()} for code in codes}


def _finding(draft: Draft) -> Finding:
    finding = draft.found()
    if draft.person is not None:
        finding.about |= {"person": str(draft.person.uid) if draft.person.pk > 0 else "", "new": draft.person.pk < 0}
    finding.about |= _resolved(draft)
    if finding.verdict == NEW:
        finding.act = (finding.act, draft.newcomer)
    return finding


def _resolved(draft: Draft) -> dict[str, Plain]:
    """What the words of the row and the day of the check stand for, so that what is registered is what was shown."""
    told: dict[str, Plain] = {"runs": sorted(run.pk for run in draft.runs)}
    if draft.places is not None:
        told["places"] = [draft.places.sending.pk, draft.places.receiving.pk]
    if (agreement := draft.facts.get(AGREEMENT)) is not None:
        told[AGREEMENT] = agreement.pk
    if not draft.kind_said and draft.days:
        told["days"] = sorted(draft.days)
    return told
