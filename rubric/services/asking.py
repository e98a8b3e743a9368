"""Whoever can answer a wave is asked by mail, once, and reminded; by the calendar, or by those who keep the wave."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.queries.letters import overtaken
from kanazawa_exchange.accounts.queries.names import spellings_of
from kanazawa_exchange.accounts.services import outbox
from kanazawa_exchange.accounts.services.editing import lock_for_edit
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.mails import MailKind
from kanazawa_exchange.lib.refusals import Refused
from mobility.models import Mobility

from ..mail_kinds import LETTERS, SURVEY_INVITATION, SURVEY_REMINDER
from ..models import Ask, SurveyWave
from ..moves import WaveStatus
from ..permissions import may_keep_wave
from ..queries.letters import act_of, last_act, told_of
from ..queries.participation import RESTS_FOR, Participation, participations

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
    back = coming_back(current, rows, overtaken(LETTERS, {str(current.uid)}), now)
    _write_anew(current, back, now=now)
    return _tell(current, [row for row in rows if is_due(row, now)], by=None, now=now)


def coming_back(wave: SurveyWave, rows: Sequence[Participation], acts: Set[str], now: datetime) -> list[Participation]:
    """Who is asked again after their letter (one of `acts`) was withdrawn: of a stay that was restored, an account opened again."""
    return [
        row
        for row in rows
        if row.ask is not None and row.may_be_told(now) and not is_due(row, now) and last_act(wave, row) in acts
    ]


def is_due(row: Participation, now: datetime) -> bool:
    """Whether the calendar writes to somebody: who was never asked, or has not heard of it since a reminder was due."""
    if row.window is None or not row.may_be_told(now):
        return False
    if row.ask is None:
        return True
    last = row.ask.reminded_at or row.ask.asked_at
    moments = [row.window.closes_at - before for before in REMINDED_BEFORE]
    come = [moment for moment in moments if moment <= now]
    return bool(come) and last < max(come) and now - last >= REST and not row.rests(now)


@retried
@transaction.atomic
def remind(wave: SurveyWave, number: int, *, by: User | None, now: datetime, mobility: UUID | None = None) -> Told:
    """Remind everybody who is missing and can answer now, or the one with this stay; whoever was never asked is asked.

    Whoever was reminded a short while ago is left out. `number` is how many were shown: nobody else is written to. Errors:
    PermissionDenied, Refused.
    """
    refuse_unless(may_keep_wave, by, wave)
    current = _locked(wave)
    if current.status != WaveStatus.OPEN:
        raise Refused(_("The wave is not open, so nobody can be reminded."))
    rows = [row for row in participations([current], now)[current.pk] if row.may_be_told(now)]
    rows = [row for row in rows if mobility in (None, row.stay.uid)]
    awake = [row for row in rows if not row.rests(now)]
    _refuse_another_number(rows, awake, number)
    return _tell(current, awake, by=by, now=now)


def _refuse_another_number(rows: Sequence[Participation], awake: Sequence[Participation], number: int) -> None:
    """Nobody is left, or others than the page has shown. Errors: Refused."""
    if rows and not awake:
        words = _("Everybody who could be reminded was reminded within the last %(n)s days.")
        raise Refused(words % {"n": formats.number(RESTS_FOR.days)})
    if not awake:
        raise Refused(_("Nobody is left who could be reminded now."))
    if len(awake) != number:
        words = ngettext(
            "Meanwhile there is %(n)s person to remind. Look at the page once more.",
            "Meanwhile there are %(n)s people to remind. Look at the page once more.",
            len(awake),
        )
        raise Refused(words % {"n": formats.number(len(awake))})


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
    outbox.write_many(kind, _drafts(wave, rows), by=by, now=now)


def _drafts(wave: SurveyWave, rows: Sequence[Participation]) -> list[outbox.Draft]:
    people = [row.stay.person_id for row in rows]
    users = {user.person_id: user for user in User.objects.filter(person__in=people, is_active=True)}
    names = spellings_of(people)
    return [
        outbox.Draft(
            to=users[row.stay.person_id],
            ref=last_act(wave, row),
            values=told_of(wave, row.stay, names[row.stay.person_id], row.window),
            until=row.window.closes_at,
        )
        for row in rows
        if row.window is not None and row.stay.person_id in users
    ]


# --- Letters that have not left --------------------------------------------------------------------------------------


def letters_follow(wave: SurveyWave, *, now: datetime) -> None:
    """Letters that have not left go along with the wave: of one that is open they name its days, of any other none leaves.

    Call within the transaction of the move, whose service has asked who may.
    """
    if wave.status != WaveStatus.OPEN:
        outbox.withdraw_all(LETTERS, f"{wave.uid} ", now=now)
        return
    rows = [row for row in participations([wave], now)[wave.pk] if row.ask is not None and row.may_be_told(now)]
    _write_anew(wave, rows, now=now)


def _write_anew(wave: SurveyWave, rows: Sequence[Participation], *, now: datetime) -> None:
    """The last letter to each, with the words of now, where it has not left."""
    first = [row for row in rows if row.ask is not None and not row.ask.reminders]
    later = [row for row in rows if row.ask is not None and row.ask.reminders]
    outbox.write_anew(SURVEY_INVITATION, _drafts(wave, first), now=now)
    outbox.write_anew(SURVEY_REMINDER, _drafts(wave, later), now=now)


def has_answered(wave: SurveyWave, stay: Mobility, *, now: datetime) -> None:
    """No letter leaves any more to somebody who has answered. Call within the transaction of the answer."""
    outbox.withdraw_all(LETTERS, act_of(wave, stay), now=now)
