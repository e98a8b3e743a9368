"""What the survey says when two entries shall be one person: answers hang on stays, and nobody is rated by themselves."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.services.references import Knowledge, Pair
from mobility.services.merging import called

from ..models import Rater, Response


def clashes(pair: Pair) -> Iterator[str]:
    """Stays that somebody of the other entry has rated as a teacher or staff member."""
    one, other = pair.kept, pair.absorbed
    rated = Q(mobility__person=one, rated_by__person=other) | Q(mobility__person=other, rated_by__person=one)
    rows = Response.objects.filter(rated, rater=Rater.STAFF).select_related("mobility__receiving")
    for row in rows.order_by("pk"):
        sentence = _("The account of one entry has rated a stay of the other one: %(stay)s. These are two people.")
        yield sentence % {"stay": called(row.mobility)}


KNOWLEDGE = Knowledge(clashes=clashes)
