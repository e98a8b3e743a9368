"""Answers to the survey: begun once, saved item by item so that the newest stays, sent once and final from then on."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib.refusals import Guards, Refused, explained
from mobility.models import Mobility

from ..models import Instrument, Rater, Response, SurveyWave
from ..permissions import may_answer, may_rate, may_write_response
from ..queries.instruments import item_in_arithmetic
from ..queries.windows import is_open_for
from ..scoring import answers as reading
from ..scoring.instruments import Answer, Unscorable
from . import asking, scoring

AHEAD = timedelta(days=1)
"""No clock of a device is believed to be further ahead: an answer with a wrong clock must not stay the newest for ever."""
LOCKED: Guards = {"survey_response_locked": ("", "")}
"""The wave was locked while the answer was on its way."""


class Closed(Refused):
    """The wave takes no answers about this stay now."""

    def __init__(self, _errors: object = None) -> None:
        super().__init__(_("The survey does not take answers now: it is not open yet, or it has closed."))


class AlreadySent(Refused):
    """What was sent is final."""

    def __init__(self) -> None:
        super().__init__(_("These answers have been sent already. They cannot be changed any more."))


@dataclass(frozen=True)
class Change:
    """One item answered anew; None takes the answer back.

    `at`: when, in milliseconds of the device; the latest stays. Without it the change was made upon the answer with the stamp
    `seen`, and counts only as long as that one stands.
    """

    key: str
    value: Answer
    at: int | None = None
    seen: int = 0


@dataclass
class Saved:
    """What became of changes: the stamps of the items that stand as they were sent, and the items where a newer answer stands."""

    stamps: dict[str, int] = field(default_factory=dict)
    newer: dict[str, Answer] = field(default_factory=dict)


# --- Beginning -------------------------------------------------------------------------------------------------------


@retried
@explained(LOCKED, Closed)
@transaction.atomic
def begin(
    wave: SurveyWave, mobility: Mobility, rater: str = Rater.SELF, *, language: str, by: User | None, now: datetime
) -> Response:
    """The answer of this rater about this stay: the one that was begun, or a new one. Errors: PermissionDenied, Closed."""
    refuse_unless(may_rate if rater == Rater.STAFF else may_answer, by, mobility)
    if not is_open_for(wave, mobility, now) or (rater == Rater.STAFF and not wave.asks_staff):
        raise Closed
    response, _is_new = Response.objects.get_or_create(
        wave=wave,
        mobility=mobility,
        rater=rater,
        defaults={
            "language": language,
            "begun_at": now,
            "saved_at": now,
            "rated_by": by if rater == Rater.STAFF else None,
        },
    )
    return response


# --- Saving ----------------------------------------------------------------------------------------------------------


@retried
@explained(LOCKED, Closed)
@transaction.atomic
def save(response: Response, changes: Iterable[Change], *, by: User | None, now: datetime) -> Saved:
    """Keep the changes that are newer than what stands, in whatever order they arrive, and however often.

    Errors: PermissionDenied, Closed, AlreadySent; Refused by the key of the item where an answer cannot be stored.
    """
    current = _for_writing(response, by, now)
    before = _contents(current)
    saved = _merged(current, _accepted(current.wave.instrument, changes, now), now)
    if _contents(current) != before:
        _keep(current, by, now)
    return saved


def _for_writing(response: Response, by: User | None, now: datetime) -> Response:
    """The answer, locked, while it may be written; its stay is locked as well, so that it goes into no other run meanwhile."""
    rows = Response.objects.select_for_update(of=("self", "mobility"), no_key=True)
    current = rows.select_related("wave__instrument__rubric_version", "mobility__run").get(pk=response.pk)
    refuse_unless(may_write_response, by, current)
    if current.sent_at is not None:
        raise AlreadySent
    if not is_open_for(current.wave, current.mobility, now):
        raise Closed
    return current


def _accepted(instrument: Instrument, changes: Iterable[Change], now: datetime) -> list[tuple[Change, bool]]:
    """The changes with answers as they are stored, and whether their items score."""
    items = {item.key: item for item in instrument.items.select_related("ability").prefetch_related("options")}
    highest = max(instrument.rubric_version.levels.values_list("number", flat=True), default=0)
    accepted, errors = [], {}
    latest = int((now + AHEAD).timestamp() * 1000)
    for change in changes:
        item = items.get(change.key)
        try:
            if item is None:
                raise Refused(_("The questionnaire has no such question. Open the page once more."))
            value = reading.accepted(item_in_arithmetic(item), highest, change.value)
            at = None if change.at is None else min(max(change.at, 1), latest)
            accepted.append((Change(change.key, value, at, change.seen), item.ability_id is not None))
        except Unscorable:
            errors[change.key] = _("This question cannot be answered so. Choose or type another answer.")
        except Refused as refusal:
            errors[change.key] = str(refusal)
    if errors:
        raise Refused(errors)
    return accepted


def _merged(current: Response, changes: list[tuple[Change, bool]], now: datetime) -> Saved:
    """Write the changes into the answer that stands, where they are newer."""
    saved, stamps = Saved(), dict(current.stamps or {})
    for change, scores in changes:
        kept = current.answers if scores else current.remarks
        standing = (stamps.get(change.key, 0), kept.get(change.key))
        stamp = _stamp(change, *standing, now)
        if stamp is None:
            saved.newer[change.key] = standing[1]
            continue
        stamps[change.key] = saved.stamps[change.key] = stamp
        kept.pop(change.key, None)
        if change.value is not None:
            kept[change.key] = change.value
    current.stamps = stamps
    return saved


def _stamp(change: Change, stamp: int, value: Answer, now: datetime) -> int | None:
    """The stamp under which a change stands from now on; None where what stands is newer.

    Of two different answers with one stamp the same one stays, whichever comes first.
    """
    if change.value == value and stamp:
        return max(stamp, change.at or 0)
    if change.at is None:
        if change.seen != stamp:
            return None
        return max(int(now.timestamp() * 1000), stamp + 1)
    newer = (change.at, json.dumps(change.value)) > (stamp, json.dumps(value)) if stamp else True
    return change.at if newer else None


def _contents(response: Response) -> tuple[dict[str, object], ...]:
    return dict(response.answers), dict(response.remarks), dict(response.stamps or {})


def _keep(current: Response, by: User | None, now: datetime) -> None:
    current.revision += 1
    current.saved_at = now
    if current.rater == Rater.STAFF and by is not None:
        current.rated_by = by
    current.save(update_fields=["answers", "remarks", "stamps", "revision", "saved_at", "rated_by"])


# --- Sending ---------------------------------------------------------------------------------------------------------


@retried
@explained(LOCKED, Closed)
@transaction.atomic
def send(response: Response, *, language: str, by: User | None, now: datetime) -> Response:
    """Make the answer final, and score it; sent once more it stays as it was sent. What was not answered stays so.

    Errors: PermissionDenied, Closed.
    """
    try:
        current = _for_writing(response, by, now)
    except AlreadySent:
        return Response.objects.get(pk=response.pk)
    current.language, current.sent_at, current.saved_at, current.stamps = language, now, now, None
    if current.rater == Rater.STAFF and by is not None:
        current.rated_by = by
    current.save(update_fields=["language", "sent_at", "saved_at", "stamps", "rated_by"])
    if current.rater == Rater.SELF:
        asking.has_answered(current.wave, current.mobility, now=now)
    scoring.score_one(current)
    return current
