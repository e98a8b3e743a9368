"""What survey and reviews say when two entries shall be one person: nobody is rated or reviewed by themselves."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.services.references import Knowledge, Pair
from kanazawa_exchange.lib.localized import localized
from mobility.services.merging import called

from ..models import Rater, Response, Review


def clashes(pair: Pair) -> Iterator[str]:
    """Stays that somebody of the other entry has rated as a teacher or staff member."""
    one, other = pair.kept, pair.absorbed
    rated = Q(mobility__person=one, rated_by__person=other) | Q(mobility__person=other, rated_by__person=one)
    rows = Response.objects.filter(rated, rater=Rater.STAFF).select_related("mobility__receiving")
    for row in rows.order_by("pk"):
        sentence = _("The account of one entry has rated a stay of the other one: %(stay)s. These are two people.")
        yield sentence % {"stay": called(row.mobility)}
    yield from _reviewed(pair)


def _reviewed(pair: Pair) -> Iterator[str]:
    """Applications of one entry that the account of the other one reviews."""
    one, other = pair.kept, pair.absorbed
    by_each_other = Q(application__person=one, reviewer__person=other) | Q(
        application__person=other, reviewer__person=one
    )
    for row in Review.objects.filter(by_each_other).select_related("application__call").order_by("pk"):
        sentence = _(
            "The account of one entry reviews an application of the other one: %(call)s. These are two people."
        )
        yield sentence % {"call": localized(row.application.call, "title")}


KNOWLEDGE = Knowledge(clashes=clashes)
