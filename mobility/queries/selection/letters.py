"""What a letter about a decision or a place says, and whether it still says something."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.mails import Values
from kanazawa_exchange.lib.names import Spelling, display

from ...application_moves import APPLICATION_MOVES
from ...application_states import ApplicationStatus
from ...models import Application
from ..applications.letters import address_of, number_of
from ..applications.moments import cities_around, deadline_words


def told_to_applicant(application: Application, names: Iterable[Spelling], number: int = 0) -> Values:
    """All variables of these letters, each in the language of its reader. `number` is that on the waitlist."""
    spellings, until = list(names), application.offer_until
    return {
        **_of_the_place(application),
        "name": lambda: display(spellings, reading=False),
        "until": lambda: deadline_words(until, cities_around(application)) if until else "",
        "rank": lambda: formats.number(number),
        "link": lambda: address_of(application),
    }


def told_to_office(application: Application, move: str) -> Values:
    return {
        **_of_the_place(application),
        "answer": lambda: APPLICATION_MOVES.done(move),
        "link": lambda: office_link(application),
    }


def _of_the_place(application: Application) -> Values:
    place = application.place
    return {
        "call": lambda: str(localized(application.call, "title")),
        "number": lambda: number_of(application),
        "place": lambda: str(localized(place.institution, "name")) if place else "",
    }


def office_link(application: Application) -> str:
    path = reverse("mobility:application_detail", args=[application.uid])
    return settings.PORTAL_URL.rstrip("/") + path


# --- Whether it still says something ----------------------------------------------------------------------------------


def act_of(application: Application) -> str:
    """How the outbox calls what was told of an application in its present state: the next move is another act."""
    return f"{application.uid} {application.revision}"


def is_answered(act: str, now: datetime) -> bool:
    """Whether the offer that an act made is answered, ended or over: nobody is asked any more."""
    uid, _space, revision = act.partition(" ")
    rows = Application.objects.filter(uid=UUID(uid), revision=int(revision), status=ApplicationStatus.OFFERED)
    return not rows.filter(offer_until__gt=now).exists()
