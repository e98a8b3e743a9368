"""What each row of a table of nominations would do, and what stands against it. Writes nothing."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kanazawa_exchange.lib import clock, formats, import_values
from kanazawa_exchange.lib.imports import Act, Finding, Line, Plain
from kanazawa_exchange.lib.name_doubts import odd_parts

from ...models import Nomination, SenderStatus
from ...nomination_moves import WRITABLE, agreement_fault
from ...nomination_sheets import FACTS
from ...queries.nominations.agreements import none_in_force
from ..nominations.nominating import Nominee
from .desk import Desk
from .drafts import Draft, drafted, look_over, of_run, run_column
from .recognise import is_one, own_of, recognise, stands


def check(lines: Sequence[Line], act: Act) -> list[Finding]:
    """As many queries for 300 rows as for 3."""
    if "desk" not in act.kept:
        act.kept["desk"] = Desk.read(act.by)
    desk, today = act.kept["desk"], clock.tokyo_date(act.now)
    drafts = [drafted(line, desk, today) for line in lines]
    known = recognise(drafts, act)
    taken: set[int] = set()
    for draft in drafts:
        if draft.person is not None:
            _find(draft, own_of(draft, draft.person, known), taken)
        elif draft.called_off:
            draft.fault(next(iter(draft.called_off)), "nomination.called_off")
    _tell_twice([draft for draft in drafts if draft.facts.get("email")])
    told = act.earlier({draft.record.pk for draft in drafts if draft.record is not None})
    for draft in drafts:
        if draft.record is not None:
            _compare(draft, draft.record, told.get(draft.record.pk, {}))
        elif not draft.called_off:
            _look_over(draft, desk, today)
    return [_finding(draft) for draft in drafts]


def _find(draft: Draft, own: Sequence[Nomination], taken: set[int]) -> None:
    """The nomination that the row tells of, if there is one; one that was rejected is not made again by a table."""
    if off := draft.called_off:
        same = [one for one in own if all(getattr(one, name) == state for name, state in off.items())]
        left = [one for one in same if one.pk not in taken]
        if not left:
            draft.fault(next(iter(off)), "nomination.called_off")
            return
        draft.record = left[0]
    elif standing := [one for one in own if stands(one)]:
        draft.record = standing[0]
        if draft.record.sender_status == SenderStatus.DRAFT:
            draft.fault("", "nomination.draft")
    elif any(one.receiver_status == "rejected" for one in own):
        draft.fault("", "nomination.rejected")
    elif own:
        draft.note(draft.name_column, "nominated_again")
    if draft.record is not None:
        taken.add(draft.record.pk)
        draft.known(draft.record.pk, draft.record.version)


def _tell_twice(drafts: Sequence[Draft]) -> None:
    """A new row with an address that another one gives for another student: of one that is nominated already, or above it.

    Whose it is in the portal is for no table to tell.
    """
    before: dict[str, Draft] = {}
    for draft in sorted(drafts, key=lambda one: one.record is None):
        other = before.setdefault(draft.facts["email"], draft)
        if draft.record is None and other is not draft and not is_one(draft, other):
            draft.fault("email", "email.twice", row=other.line.number)


# --- Nominated already ---------------------------------------------------------------------------------------------------


def _compare(draft: Draft, record: Nomination, told: Mapping[str, Plain]) -> None:
    """Cell by cell. What is sent is locked, and a table corrects nothing of it: it says what stands there. What was corrected since
    the table was sent, and that the table still says as before, stays."""
    if draft.called_off:
        return
    for name in FACTS:
        old, new = getattr(record, name), draft.facts.get(name)
        if new is None or new == old:
            continue
        if told.get(name) == import_values.stored(new):
            draft.note(name, "kept")
        else:
            draft.refuse(draft.column_of(name), lambda name=name: _differs(record, name))  # type: ignore[misc]


def _differs(record: Nomination, name: str) -> str:
    value = getattr(record, name)
    shown = formats.table_date(value) if isinstance(value, date) else _words(record, name)
    if record.sender_status in WRITABLE:
        words = _("The nomination says: %(old)s. Correct it on its own page and send it again from there.")
    else:
        words = _("The nomination is sent and says: %(old)s. To change it, ask on its page to unlock it.")
    return words % {"old": shown}


def _words(record: Nomination, name: str) -> str:
    label = getattr(record, f"get_{name}_display", None)
    return str(label() if label else getattr(record, name) or "") or "—"


# --- New -----------------------------------------------------------------------------------------------------------------


def _look_over(draft: Draft, desk: Desk, today: date) -> None:
    run = draft.run
    if run is not None:
        of_run(draft, run)
        if desk.why_refused(run, today):
            draft.refuse(run_column(draft), lambda: desk.why_refused(run, today))
    places = draft.places
    agreement = desk.agreement(places, today) if places is not None else None

    def fault() -> str:
        assert places is not None  # noqa: S101 asked where both are known
        if agreement is None:
            return none_in_force()
        record = Nomination(sending=places.sending, receiving=places.receiving, agreement=agreement)
        return agreement_fault(record, today)

    look_over(draft, today, fault)
    if draft.person is None:
        _refuse_odd_letters(draft)
    if draft.run is not None and places is not None:
        values = {**draft.facts, "agreement": agreement}
        draft.finding.act = Nominee(draft.newcomer, draft.run, places, values, draft.person)


def _finding(draft: Draft) -> Finding:
    finding = draft.found()
    finding.about |= {"person": str(draft.person.uid) if draft.person else "", "new": draft.person is None}
    finding.about |= {"run": draft.run.pk if draft.run else None, "agreement": _agreement(finding.act)}
    return finding


def _agreement(act: Any) -> Plain:
    """So that what is sent is what was looked at."""
    agreement = act.values["agreement"] if act else None
    return agreement.pk if agreement else None


def _refuse_odd_letters(draft: Draft) -> None:
    """As in the form: the name of a student goes on into tickets and visas, so letters of another script are no question."""
    for column, names in draft.names.items():
        if odd_parts(names):
            draft.refuse(column, lambda names=names: formats.sentences(*(part.doubt.text for part in odd_parts(names))))  # type: ignore[misc]
