"""The button that a notice carries for some seconds: it undoes the move that the notice tells of."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

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
