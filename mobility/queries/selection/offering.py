"""What would happen if a free place were offered by hand: to whom, which one, with which letter in which language, and who comes before."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.lib.languages import language_name
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.names import ShownName
from kanazawa_exchange.lib.states import MoveRefused
from programs.models import CallPlace, CallStatus

from ...application_moves import APPLICATION_MOVES
from ...models import Application
from ...selection_mails import PROMOTED
from ..applications.moments import deadline_words
from ..stopped import stopped, why_and_what_helps
from .deadlines import offer_until
from .places import taken
from .waitlist import can_take, numbers


@dataclass(frozen=True)
class Offering:
    """The page before a place is offered. `number`: that on the waitlist, 0 for one who is not told to wait."""

    name: ShownName
    number: int
    place: Localized
    free: int
    places: int
    until: str
    """By when the offer is to be answered, where it is made now."""
    letter: str
    language: str
    """Of the letter; empty where there is no account, and no letter is written."""
    before: ShownName | None
    """The next in line, where that is somebody else."""
    is_next: bool
    refusal: str
    """Why nothing can be offered here, whoever asks; empty where it can."""

    @property
    def language_name(self) -> str:
        return language_name(self.language)


def offering(application: Application, place: CallPlace, now: datetime) -> Offering:
    """Seven queries at most, whoever waits."""
    free = place.places - taken([place.pk])[place.pk]
    following = can_take(place).first()
    is_next = following == application
    names = shown_names({application.person_id, *([following.person_id] if following else [])})
    languages = User.objects.filter(person=application.person_id, is_active=True).values_list("language", flat=True)
    return Offering(
        name=names[application.person_id],
        number=numbers([application]).get(application.pk, 0),
        place=localized(place.institution, "name"),
        free=max(free, 0),
        places=place.places,
        until=deadline_words(offer_until(place.call, now)),
        letter=str(PROMOTED.title),
        language=languages.first() or "",
        before=names[following.person_id] if following and not is_next else None,
        is_next=is_next,
        refusal=why_none(place, free) or _why_not_this(application),
    )


def why_none(place: CallPlace, free: int) -> str:
    """Why nobody can be offered this place, of which so many are free, in a sentence; empty where somebody can."""
    if place.call.status != CallStatus.ANNOUNCED:
        return _("The call was called off.")
    return "" if free > 0 else _("No place is free any more. Look at the page once more.")


def _why_not_this(application: Application) -> str:
    """The same of one application: its state, or that nobody goes on with it."""
    try:
        APPLICATION_MOVES.check(application.status, "promote")
    except MoveRefused as refusal:
        return str(refusal)
    return why_and_what_helps() if stopped([application.person_id]) else ""
