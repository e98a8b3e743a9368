"""The order and the search words of all people, written anew as long work, some hundreds of people at a time."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.jobs import Held, Kind, ranges

from ..models import Job, Person, User
from ..permissions import is_administrator
from . import jobs
from .people import rebuild_keys
from .permits import refuse_unless

AT_ONCE = 500


def _store(held: Held, outcome: Any) -> None:
    bounds = held.part.about
    rebuild_keys(Person.objects.filter(pk__range=(bounds["first"], bounds["last"])))


KIND = Kind(
    "search_words",
    _("Search words of people"),
    _store,
    address=lambda parameters: reverse("mobility:person_list"),
    may=lambda user, parameters: is_administrator(user),
    steered=lambda user: Q() if is_administrator(user) else Q(pk__in=[]),
)


def start(*, by: User | None, now: datetime) -> Job:
    """Everybody's words anew; a reader may go on searching meanwhile."""
    refuse_unless(is_administrator, by)
    keys = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    return jobs.start(KIND, {}, ranges(keys, AT_ONCE), by=by, now=now)
