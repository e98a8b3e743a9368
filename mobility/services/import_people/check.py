"""What each row of a table of people would do, and what stands against it. Writes nothing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import Person, User
from kanazawa_exchange.accounts.permissions import is_office, may_correct_person
from kanazawa_exchange.accounts.queries.namesakes import Newcomer
from kanazawa_exchange.accounts.services.people_words import NameParts, parts_of
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.imports import Act, Finding, Line, Plain
from kanazawa_exchange.lib.languages import in_every_language
from kanazawa_exchange.lib.name_doubts import odd_parts
from kanazawa_exchange.lib.names import CYRILLIC, Spelling, spoken

from ...person_sheets import FACTS, FORMER, UNTIL
from ...queries.known_people import lost_zeros
from ...queries.people import people_visible_to
from ...sheets import NAMES, PARTS
from ..initials import is_short, shortens
from .drafts import Draft, drafted
from .recognise import recognise


def check(lines: Sequence[Line], act: Act) -> list[Finding]:
    """As many queries for 300 rows as for 3."""
    drafts = [drafted(line) for line in lines]
    earlier = recognise(drafts, act)
    corrected = _corrected_by(act.by, [draft.person.pk for draft in drafts if draft.person is not None])
    for draft in drafts:
        _look_over(draft, clock.tokyo_date(act.now))
        if draft.person is None:
            draft.finding.act = (draft.newcomer, _entries(draft.former, draft.until))
            if draft.former and not is_office(act.by):
                draft.fault(FORMER, "former.by_office")
        else:
            _compare(draft, draft.person, earlier.get(draft.person.pk, {}), act)
            if draft.finding.changes and draft.person.pk not in corrected:
                draft.fault("", "person.by_office")
    return [_finding(draft) for draft in drafts]


def _corrected_by(user: User, people: Collection[int]) -> set[int]:
    """Those of these people whom the user may know; somebody whom an own import has entered is not one of them by that alone."""
    known = people_visible_to(user).filter(pk__in=people) if people else Person.objects.none()
    return set(known.values_list("pk", flat=True))


def _look_over(draft: Draft, today: date) -> None:
    born = draft.newcomer.birth_date
    if born is not None and born > today:
        draft.refuse("birth_date", lambda: _("This day has not come yet. Enter a day up to today."))
    if draft.until is not None and not draft.former:
        draft.fault(UNTIL, "former.when")


def _finding(draft: Draft) -> Finding:
    finding = draft.found()
    finding.about |= {"person": str(draft.person.uid) if draft.person else "", "new": draft.person is None}
    finding.doubts |= _odd_letters([parts for column, parts in draft.spelt.values() if _is_written(draft, column)])
    return finding


def _is_written(draft: Draft, column: str) -> bool:
    return draft.person is None or any(change.column == column for change in draft.finding.changes)


def _odd_letters(names: Sequence[NameParts]) -> Mapping[str, Mapping[str, str]]:
    told = in_every_language(lambda: {part.doubt.code: part.doubt.text for part in odd_parts(names)})
    codes = next(iter(told.values()))
    return {code: {language: said[code] for language, said in told.items()} for code in codes}


# --- Compared with what is known -----------------------------------------------------------------------------------------


def _compare(draft: Draft, person: Person, earlier: Mapping[str, Plain], act: Act) -> None:
    """Cell by cell; a name that is not told stays, and so does a patronymic beside a name that is."""
    facts = {name: getattr(person, name) for name in FACTS}
    for name in FACTS:
        if name == "student_number" and lost_zeros(str(draft.said.get(name, "")), person):
            draft.note(name, "zeros_of_record", person.student_number)
        elif name in draft.said and draft.changes(name, facts[name], draft.said[name], earlier.get(name)):
            facts[name] = draft.said[name]
    names = {parts[0]: parts for parts in parts_of(person.names.all())}
    for script, (column, parts) in draft.spelt.items():
        old = names.get(script, (script, "", "", ""))
        if column in NAMES and is_short(parts) and old != parts:
            if shortens(parts, old):
                draft.note(column, "short", _shown(old))
            else:
                draft.fault(column, "name.initials", text=_shown(parts))
            continue
        new = (*parts[:3], parts[3] or old[3])
        if draft.changes(column, _shown(old), _shown(new), _told_before(earlier, column, new)):
            names[script] = new
    former = _entries(_unknown(draft, person), draft.until)
    if former:
        draft.changes(FORMER, "", "; ".join(_shown(one) for one, _until in former))
    if draft.finding.changes and act.by.person_id == person.pk and not may_correct_person(act.by, person):
        draft.fault("", "person.of_others")
    newcomer = Newcomer(list(names.values()), **_any(facts))
    draft.finding.act = (person, newcomer, former) if draft.finding.changes else None


def _any(facts: Mapping[str, object]) -> Any:
    return facts


def _unknown(draft: Draft, person: Person) -> Iterable[NameParts]:
    """The former names of the row that the record does not have."""
    kept = {*parts_of(person.names.all()), *parts_of(person.former_names.all())}
    return [parts for parts in draft.former if parts not in kept]


def _entries(former: Iterable[NameParts], until: date | None) -> list[tuple[NameParts, date | None]]:
    """Several names of before have no day in common: it is that of the last one."""
    names = list(former)
    return [(parts, until if parts == names[-1] else None) for parts in names]


def _shown(parts: NameParts) -> str:
    return spoken(Spelling(*parts)) if any(parts[1:]) else ""


def _told_before(earlier: Mapping[str, Plain], column: str, new: NameParts) -> str | None:
    """What the last import said of the name in this script, in one cell or in several."""
    if column in NAMES:
        rows: Any = earlier.get(column, ())
        found = [Spelling(*row) for row in rows if row[0] == new[0]]
    else:
        cells = PARTS[new[0]] if column in PARTS[new[0]] else PARTS[""]
        family, given, patronymic = (str(earlier.get(part, "")) for part in cells)
        told = Spelling(new[0], family, given, patronymic if new[0] == CYRILLIC else "")
        found = [told] if family or given else []
    return spoken(replace(found[0], patronymic=found[0].patronymic or new[3])) if found else None
