"""Stays that come in by a table: each row checked as the form would check it, written by the same services, and taken back."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.accounts.models import Person, User
from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.accounts.queries.namesakes import Newcomer
from kanazawa_exchange.accounts.services import people
from kanazawa_exchange.accounts.services.editing import Gone, StaleEdit
from kanazawa_exchange.lib import clock, imports
from kanazawa_exchange.lib.cells import Unread
from kanazawa_exchange.lib.imports import CHANGED, NEW, SAME, WRONG, Act, Change, Finding, Kind, Line, Moved, Written
from kanazawa_exchange.lib.languages import LANGUAGES, in_every_language
from kanazawa_exchange.lib.name_doubts import odd_parts
from kanazawa_exchange.lib.refusals import Doubted, Refused
from kanazawa_exchange.lib.states import MoveRefused, Step
from programs.models import ProgramRun
from programs.queries import coordinated_program_ids

from .. import permissions
from ..facts import COLUMNS as FACT_COLUMNS
from ..facts import Facts, NewStay, funding_values, leg_values
from ..models import Funding, Leg, Mobility
from ..queries.atlas import Atlas
from ..sheets import COLUMNS, CONFIRMED, FACTS, PLANNED, of_title
from . import mobilities, moves
from .import_drafts import END, START, Draft, drafted
from .import_people import Crowd, recognise
from .import_words import NOTES, REASONS
from .mobilities import LookInWords
from .refusals import CannotRegister

DAYS = ("planned_starts_on", "planned_ends_on", "actual_starts_on", "actual_ends_on")
FIXED = ("sending", "receiving")
"""What a record never changes."""


# --- Checked -----------------------------------------------------------------------------------------------------------


def check(lines: Sequence[Line], act: Act) -> list[Finding]:
    """What each row would do, and what stands against it. Writes nothing; as many queries for 300 rows as for 3."""
    atlas = Atlas.read(_runs(act.by))
    today = clock.tokyo_date(act.now)
    drafts = [drafted(line, atlas, today) for line in lines]
    crowd = recognise(drafts, act.by)
    _find_stays(drafts, crowd)
    _look_over_new([draft for draft in drafts if draft.stay is None], act)
    _compare([draft for draft in drafts if draft.stay is not None], act)
    return [_finding(draft) for draft in drafts]


def _runs(by: User) -> Any:
    """The runs of the programmes that this user keeps; closed ones too, since their stays may stand in the table."""
    runs = ProgramRun.objects.select_related("program").order_by("pk")
    return runs if is_office(by) else runs.filter(program_id__in=coordinated_program_ids(by))


def _find_stays(drafts: Sequence[Draft], crowd: Crowd) -> None:
    """The record of each row: that of the same first day, else the only one of the person in the run that no row tells."""
    taken: dict[int, int] = {}
    open_drafts = []
    for draft in drafts:
        if draft.person is None or draft.person.pk < 0 or draft.run is None:
            continue
        same_day = [stay for stay in crowd.in_run(draft.person, draft) if draft.first_day in _first_days(stay)]
        if len(same_day) == 1:
            _take(draft, same_day[0], taken)
        else:
            open_drafts.append(draft)
    for draft in open_drafts:
        assert draft.person is not None  # noqa: S101 as above
        left = [stay for stay in crowd.in_run(draft.person, draft) if stay.pk not in taken]
        if len(left) == 1 and draft.first_day is not None:
            _take(draft, left[0], taken)
        elif len(left) > 1:
            draft.fault("", "stay.several")


def _first_days(stay: Mobility) -> tuple[date | None, date | None]:
    return stay.actual_starts_on, stay.planned_starts_on


def _take(draft: Draft, stay: Mobility, taken: dict[int, int]) -> None:
    before = taken.setdefault(stay.pk, draft.line.number)
    draft.stay = stay
    if before != draft.line.number:
        draft.fault("", "row.twice", row=before)


def _look_over_new(drafts: Sequence[Draft], act: Act) -> None:
    """What the form would say of the new stays, in each language."""
    ready = [draft for draft in drafts if draft.run is not None and draft.places is not None]
    for draft in ready:
        draft.finding.act = _new_stay(draft)
    looks = mobilities.look_over_all([_new_stay(draft) for draft in ready], by=act.by, now=act.now) if ready else []
    for draft, look in zip(ready, looks, strict=True):
        _tell(draft, look)
        if draft.newcomer is not None and draft.person is not None and draft.person.pk < 0:
            draft.finding.doubts |= _odd_letters(draft.newcomer)


def _new_stay(draft: Draft) -> NewStay:
    assert draft.places is not None  # noqa: S101 asked of drafts that have both
    person = draft.person or Person(pk=-draft.line.number)
    return NewStay(person, draft.places, draft.new_facts(), draft.confirmed())


def _odd_letters(newcomer: Newcomer) -> Mapping[str, Mapping[str, str]]:
    told = in_every_language(lambda: {part.doubt.code: part.doubt.text for part in odd_parts(newcomer.names)})
    codes = next(iter(told.values()))
    return {code: {language: said[code] for language, said in told.items()} for code in codes}


def _tell(draft: Draft, look: LookInWords) -> None:
    """The refusals of the rules, each at the column that it is about; what follows from a cell that is wrong already is not told."""
    for name, sentences in look.faults.items():
        column = _column_of(name, draft)
        told = {*draft.line.unread, *(problem.column for problem in draft.finding.problems)} - {""}
        if column not in told:
            draft.unread(column, imports.rule(sentences))
    draft.finding.doubts |= look.doubts


def _column_of(name: str, draft: Draft) -> str:
    if name == "run":
        return "program"
    short = name.removeprefix("planned_").removeprefix("actual_")
    if name in DAYS and name not in draft.said:
        return short
    return name if any(column.key == name for column in COLUMNS) else ""


# --- Compared with what is known -------------------------------------------------------------------------------------------


def _compare(drafts: Sequence[Draft], act: Act) -> None:
    """Cell by cell: what the row would change, what somebody changed by hand since the last import, what never changes."""
    known = [draft.stay for draft in drafts if draft.stay is not None]
    earlier = act.earlier({stay.pk for stay in known}) if known else {}
    for draft in drafts:
        if draft.stay is not None:
            _compare_one(draft, draft.stay, earlier.get(draft.stay.pk, {}))
    changed = [draft for draft in drafts if draft.finding.act and draft.stay is not None]
    edits = _edits(changed)
    for draft, look in zip(changed, mobilities.look_over_edits(edits, by=act.by) if edits else [], strict=True):
        _tell(draft, look)


def _compare_one(draft: Draft, stay: Mobility, earlier: Mapping[str, object]) -> None:
    finding = draft.finding
    finding.record, finding.version = stay.pk, stay.version
    for side in FIXED:
        named = getattr(draft.places, side, None)
        if named is not None and side in draft.said and named.pk != getattr(stay, f"{side}_id"):
            draft.fault(side, "place.fixed")
    partner = draft.places and "partner" in draft.said
    if (
        partner
        and draft.places
        and (draft.places.sending.pk, draft.places.receiving.pk) != (stay.sending_id, stay.receiving_id)
    ):
        draft.fault("partner", "place.fixed")
    values: dict[str, Any] = {}
    for column, name, new in _told(draft, stay):
        old = getattr(stay, name)
        if old == new:
            continue
        was = earlier.get(column)
        if was is not None and was == imports.stored(new):
            draft.note(column, "kept")
        elif was is not None and was != imports.stored(old):
            draft.fault(column, "edited_since", old=_in_words(old))
        elif name.startswith("actual_"):
            draft.fault(column, "days.by_move", old=_in_words(old))
        else:
            values[name] = new
            finding.changes.append(Change(column, imports.stored(old), imports.stored(new)))
    finding.act = (stay, values) if values else None


def _told(draft: Draft, stay: Mobility) -> list[tuple[str, str, Any]]:
    """Column, fact and value, of what the row itself says of a known stay."""
    told = [(name, name, draft.said[name]) for name in FACTS if name in draft.said]
    told += [(name, name, draft.said[name]) for name in DAYS if name in draft.said]
    for name in (START, END):
        if name in draft.said:
            is_confirmed = (
                draft.said["dates_are"] == CONFIRMED if draft.kind_said else getattr(stay, f"actual_{name}") is not None
            )
            told.append((name, f"{'actual' if is_confirmed else PLANNED}_{name}", draft.said[name]))
    return told


def _in_words(value: object) -> str:
    return "—" if value in (None, "") else str(value)


def _edits(drafts: Sequence[Draft]) -> list[tuple[Mobility, Facts]]:
    """The known stays with the facts that they would have; two queries for their parts."""
    stays = {draft.stay.pk for draft in drafts if draft.stay is not None}
    legs: dict[int, list[Leg]] = {pk: [] for pk in stays}
    fundings: dict[int, list[Funding]] = {pk: [] for pk in stays}
    if stays:
        for leg in Leg.objects.filter(mobility_id__in=stays).select_related("host").order_by("starts_on"):
            legs[leg.mobility_id].append(leg)
        for money in Funding.objects.filter(mobility_id__in=stays).order_by("pk"):
            fundings[money.mobility_id].append(money)
    edits = []
    for draft in drafts:
        stay, values = _known(draft.finding)
        columns = {name: getattr(stay, name) for name in FACT_COLUMNS} | dict(values)
        parts: dict[str, Any] = {"legs": leg_values(legs[stay.pk]), "fundings": funding_values(fundings[stay.pk])}
        edits.append((stay, Facts(**columns, **parts)))
    return edits


def _known(finding: Finding) -> tuple[Mobility, Mapping[str, Any]]:
    """The record and the values of a row that changes one."""
    act = finding.act
    assert isinstance(act, tuple)  # noqa: S101 asked of such rows only
    return act


def _finding(draft: Draft) -> Finding:
    finding = draft.finding
    if draft.person is not None:
        finding.about = {"person": str(draft.person.uid) if draft.person.pk > 0 else "", "new": draft.person.pk < 0}
    if finding.problems:
        finding.verdict = WRONG
    elif draft.stay is not None:
        finding.verdict = CHANGED if finding.changes else SAME
    if finding.verdict == NEW:
        finding.act = (finding.act, draft.newcomer)
    return finding


# --- Written -----------------------------------------------------------------------------------------------------------


def write(findings: Sequence[Finding], act: Act) -> list[Written]:
    """Register the new stays with their new people, and change the known ones, as the forms do. Errors: Moved, by place."""
    new = [place for place, finding in enumerate(findings) if finding.verdict == NEW]
    done: dict[int, Written] = {}
    for place, stay in zip(new, _register([findings[place] for place in new], new, act), strict=True):
        done[place] = Written(stay.pk, stay.version)
    for place, finding in enumerate(findings):
        if place not in done:
            done[place] = _change(finding, place, act)
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
        return mobilities.register_all(stays, by=act.by, now=act.now, overruled=overruled)
    except CannotRegister as why:
        raise Moved(places[number] for number in why.rows) from why
    except (Doubted, Gone) as why:  # something else is unusual now, or a person was merged with another
        raise Moved(places) from why


def _new(finding: Finding) -> tuple[NewStay, Newcomer | None]:
    act = finding.act
    assert isinstance(act, tuple)  # noqa: S101 as the check has made it
    return act


def _register_people(acts: Sequence[tuple[NewStay, Newcomer | None]], by: User) -> dict[int, Person]:
    """Key below zero → the new person; of several rows of one newcomer the first tells the names."""
    new: dict[int, Newcomer] = {}
    for stay, newcomer in acts:
        if stay.person.pk < 0 and newcomer is not None:
            new.setdefault(stay.person.pk, newcomer)
    if not new:
        return {}
    return dict(zip(new, people.register_all(list(new.values()), by=by), strict=True))


def _change(finding: Finding, place: int, act: Act) -> Written:
    stay, values = _known(finding)
    before = {name: change.old for name, change in zip(values, finding.changes, strict=True)}
    try:
        edited = mobilities.edit(
            stay, values, by=act.by, version=finding.version or 0, overruled=frozenset(finding.doubts)
        )
    except (Refused, StaleEdit, Gone, Doubted) as why:
        raise Moved([place]) from why
    return Written(edited.pk, edited.version, before)


# --- Taken back --------------------------------------------------------------------------------------------------------


def undo(written: Sequence[Written], act: Act) -> Mapping[int, Unread]:
    """Void what was registered, give back what was changed; what somebody edited since stays as it is."""
    rows = Mobility.objects.select_for_update(of=("self",)).filter(pk__in=[one.record for one in written])
    stays = {stay.pk: stay for stay in rows.order_by("pk")}
    left = {}
    for one in written:
        stay = stays.get(one.record)
        if stay is None or stay.version != one.version:
            left[one.record] = Unread("undo.edited")
        elif why := _take_back(stay, one, act):
            left[one.record] = why
    return left


def _take_back(stay: Mobility, written: Written, act: Act) -> Unread | None:
    """Why not, or nothing."""
    try:
        if written.before is None:
            reason = _("The import of %(source)s was undone.") % {"source": act.source}
            moves.move(stay, "void", Step(reason_code="mistake", reason=reason), by=act.by, now=act.now)
        else:
            values = {name: imports.restored(value) for name, value in written.before.items()}
            mobilities.edit(stay, values, by=act.by, version=written.version, overruled=None)
    except (Refused, StaleEdit, MoveRefused) as why:
        return imports.rule(dict.fromkeys(LANGUAGES, str(why)))
    return None


# --- The kind ------------------------------------------------------------------------------------------------------------

STAYS = Kind(
    code="stays",
    title=gettext_lazy("Mobility records"),
    columns=COLUMNS,
    may=permissions.may_register,
    check=check,
    write=write,
    undo=undo,
    of_title=of_title,
    notes=NOTES,
    reasons=REASONS,
)
"""Mobilities, one row a stay."""
