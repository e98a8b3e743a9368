"""The rows of a table of people made true: new people as a whole, known ones one by one, as the forms do it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from kanazawa_exchange.accounts.models import FormerName, Person, PersonName, User
from kanazawa_exchange.accounts.services import former_names, people
from kanazawa_exchange.accounts.services.editing import StaleEdit
from kanazawa_exchange.accounts.services.people_words import NameParts, parts_of
from kanazawa_exchange.lib import import_values
from kanazawa_exchange.lib.imports import NEW, Act, Finding, Moved, Plain, Written
from kanazawa_exchange.lib.refusals import Refused


def write(findings: Sequence[Finding], act: Act) -> list[Written]:
    """Errors: Moved, by place."""
    new = [place for place, finding in enumerate(findings) if finding.verdict == NEW]
    acts = [_act(findings[place]) for place in new]
    written = people.register_all([newcomer for newcomer, _former in acts], by=act.by) if new else []
    done = {}
    for place, person, (_newcomer, former) in zip(new, written, acts, strict=True):
        done[place] = Written(person.pk, _with_former(person, former, act.by, place))
    for place, finding in enumerate(findings):
        if place not in done:
            done[place] = _changed(finding, place, act)
    return [done[place] for place in range(len(findings))]


def _act(finding: Finding) -> Any:
    return finding.act


def _changed(finding: Finding, place: int, act: Act) -> Written:
    person, changed, former = _act(finding)
    before = state_of(person)
    try:
        edited = people.edit(person, changed, by=act.by, version=finding.version or 0)
    except (Refused, StaleEdit) as why:
        raise Moved([place]) from why
    return Written(edited.pk, _with_former(edited, former, act.by, place), before)


def _with_former(person: Person, former: Sequence[tuple[NameParts, date | None]], by: User, place: int) -> int:
    """Enter the names that were borne before; the version of the person in the end."""
    for (script, family, given, patronymic), until in former:
        values = {"script": script, "family": family, "given": given, "patronymic": patronymic, "until": until}
        try:
            former_names.enter(person, values, by=by)
        except Refused as why:
            raise Moved([place]) from why
    if former:
        person.refresh_from_db(fields=["version"])
    return person.version


def state_of(person: Person) -> dict[str, Plain]:
    """Facts and names as they stand, as JSON."""
    named: Any = {"names": PersonName, "former_names": FormerName}
    names = {
        key: [list(parts) for parts in parts_of(model.objects.filter(person=person))] for key, model in named.items()
    }
    facts = {
        name: import_values.stored(getattr(person, name)) for name in ("student_number", "birth_date", "nationality")
    }
    return {**facts, **names}
