"""The button that a notice carries for some seconds: it undoes the move that the notice tells of."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kanazawa_exchange.lib import clock

from ..entrance import acting
from ..services.undoing import OFFERED
from .saving import acted, sent_version


@dataclass(frozen=True)
class Offer:
    """Where the button leads, what it sends along, and for how many seconds it is shown."""

    address: str
    sent: Mapping[str, Any]
    seconds: int


def tell(request: HttpRequest, words: str, *, address: str, sent: Mapping[str, Any], made_at: datetime) -> None:
    """Say that something is done, with a button that undoes it."""
    offer = {"undo": address, "sent": dict(sent), "until": (made_at + OFFERED).timestamp()}
    messages.success(request, words, extra_tags=json.dumps(offer))


def offered(tags: str, now: datetime) -> Offer | None:
    """The offer that a message carries in its tags, as long as it stands."""
    if not (tags or "").startswith("{"):
        return None
    told = json.loads(tags)
    seconds = ceil(told["until"] - now.timestamp())
    return Offer(told["undo"], told["sent"], seconds) if seconds > 0 else None


def undone(request: HttpRequest, record: Any, service: Callable[..., Any], *, address: str) -> HttpResponse:
    """The answer to the button: `service(record, by=, now=, version=)` undoes the last move of the record."""
    by, version = acting(request), sent_version(request)
    return acted(
        request,
        lambda: service(record, by=by, now=clock.now(), version=version),
        message=_("Undone: the record is what it was before. The history keeps both lines."),
        redirect_to=address,
    )


def tell_of_group(request: HttpRequest, words: str, *, address: str, made_at: datetime) -> None:
    """The same for what was done to several records at one moment, by which they are found again."""
    tell(request, words, address=address, sent={"made_at": made_at.isoformat()}, made_at=made_at)


def group_undone(request: HttpRequest, service: Callable[..., Sequence[Any]], *, address: str) -> HttpResponse:
    """The answer to that button: `service(made_at, by=, now=)` undoes all of it or nothing."""
    by, made_at = acting(request), _sent_moment(request)
    return acted(request, lambda: service(made_at, by=by, now=clock.now()), message=_all_undone, redirect_to=address)


def _sent_moment(request: HttpRequest) -> datetime:
    """The moment a button was printed with; anything unreadable is one at which nothing was done."""
    try:
        moment = datetime.fromisoformat(request.POST.get("made_at", "")[:40])
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return datetime.min.replace(tzinfo=UTC)


def _all_undone(records: Sequence[Any]) -> str:
    words = ngettext(
        "Undone: %(n)d record is what it was before. Its history keeps both lines.",
        "Undone: %(n)d records are what they were before. Their histories keep both lines.",
        len(records),
    )
    return words % {"n": len(records)}
