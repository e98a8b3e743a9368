"""Whoever can answer a wave is asked by mail, once, and reminded; by the calendar, or by those who keep the wave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.queries.names import spellings_of
from kanazawa_exchange.accounts.services import outbox
from kanazawa_exchange.accounts.services.editing import lock_for_edit
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.mails import MailKind
from kanazawa_exchange.lib.refusals import Refused

from ..mail_kinds import SURVEY_INVITATION, SURVEY_REMINDER
from ..models import Ask, SurveyWave
from ..moves import WaveStatus
from ..permissions import may_keep_wave
from ..queries.letters import told_of
from ..queries.participation import Participation, participations

REMINDED_BEFORE = (timedelta(days=7), timedelta(days=2))
"""So long before the end of their time people are reminded who have not answered."""
REST = timedelta(days=1)
"""Nobody is reminded by the calendar within a day of the last letter."""


@dataclass(frozen=True)
class Told:
    """How many people were written to in one act."""

    asked: int = 0
    reminded: int = 0


@retried
@transaction.atomic
def tell_due(wave: SurveyWave, *, now: datetime) -> Told:
    """What the calendar does for one wave: ask those whose time has come, remind those whose time ends."""
    current = _locked(wave)
    if current.status != WaveStatus.OPEN:
        return Told()
    rows = participations([current], now)[current.pk]
    return _tell(current, [row for row in rows if is_due(row, now)], by=None, now=now)


def is_due(row: Participation, now: datetime) -> bool:
    """Whether the calendar writes to somebody: who was never asked, or has not heard of it since a reminder was due."""
    if row.window is None or not row.may_be_told(now):
        return False
    if row.ask is None:
        return True
    last = row.ask.reminded_at or row.ask.asked_at
    moments = [row.window.closes_at - before for before in REMINDED_BEFORE]
    come = [moment for moment in moments if moment <= now]
    return bool(come) and last < max(come) and now - last >= REST


@retried
@transaction.atomic
def remind(wave: SurveyWave, number: int, *, by: User | None, now: datetime, mobility: UUID | None = None) -> Told:
    """Remind everybody who is missing and can answer now, or the one with this stay; whoever was never asked is asked.

    `number` is how many were shown: nobody else is written to. Errors: PermissionDenied, Refused.
    """
    refuse_unless(may_keep_wave, by, wave)
    current = _locked(wave)
    if current.status != WaveStatus.OPEN:
        raise Refused(_("The wave is not open, so nobody can be reminded."))
    rows = [row for row in participations([current], now)[current.pk] if row.may_be_told(now)]
    rows = [row for row in rows if mobility in (None, row.stay.uid)]
    if not rows:
        raise Refused(_("Nobody is left who could be reminded now."))
    if len(rows) != number:
        words = ngettext(
            "Meanwhile there is %(n)s person to remind. Look at the page once more.",
            "Meanwhile there are %(n)s people to remind. Look at the page once more.",
            len(rows),
        )
        raise Refused(words % {"n": formats.number(len(rows))})
    return _tell(current, rows, by=by, now=now)


def _locked(wave: SurveyWave) -> SurveyWave:
    """The wave, which two acts at one moment look at one after the other."""
    return lock_for_edit(SurveyWave.objects.select_related("run__program", "instrument"), wave.pk, None)


def _tell(wave: SurveyWave, rows: Sequence[Participation], *, by: User | None, now: datetime) -> Told:
    """Write down who is asked or reminded, and the letters; as many queries for 300 as for 3."""
    new = [row for row in rows if row.ask is None]
    again = [row for row in rows if row.ask is not None]
    Ask.objects.bulk_create(Ask(wave=wave, mobility_id=row.stay.pk, asked_at=now) for row in new)
    asks = [row.ask for row in again if row.ask is not None]
    for ask in asks:
        ask.reminders, ask.reminded_at = ask.reminders + 1, now
    Ask.objects.bulk_update(asks, ["reminders", "reminded_at"], batch_size=500)
    _write(SURVEY_INVITATION, wave, new, by=by, now=now)
    _write(SURVEY_REMINDER, wave, again, by=by, now=now)
    return Told(len(new), len(again))


def _write(kind: MailKind, wave: SurveyWave, rows: Sequence[Participation], *, by: User | None, now: datetime) -> None:
    """The letters of one kind: each stay has one invitation, and one letter for each number of a reminder."""
    people = [row.stay.person_id for row in rows]
    users = {user.person_id: user for user in User.objects.filter(person__in=people, is_active=True)}
    names = spellings_of(people)
    drafts = [
        outbox.Draft(
            to=users[row.stay.person_id],
            ref=f"{wave.uid} {row.stay.uid} {row.ask.reminders if row.ask else 0}",
            values=told_of(wave, row.stay, names[row.stay.person_id], row.window),
            until=row.window.closes_at,
        )
        for row in rows
        if row.window is not None and row.stay.person_id in users
    ]
    outbox.write_many(kind, drafts, by=by, now=now)
