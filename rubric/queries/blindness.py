"""What a reader of a call's ranking must not see yet, or never: blind until the own reviews are in, and never as an applicant."""

from dataclasses import dataclass

from kanazawa_exchange.lib.viewer import Viewer, member
from mobility.permissions import competes_in
from programs.models import Call

from ..models import Review
from .review_work import to_do_among


@dataclass(frozen=True)
class Sight:
    """Whether a reader sees the ranking of a call. `to_do`: own reviews in it that are not finished yet."""

    is_applicant: bool = False
    to_do: int = 0

    @property
    def is_clear(self) -> bool:
        return not self.is_applicant and not self.to_do


def sight(user: Viewer, call: Call) -> Sight:
    """Two queries. Whoever is no known person sees nothing at all; the pages ask who may enter before."""
    account = member(user)
    if account is None:
        return Sight(is_applicant=True)
    own = Review.objects.filter(application__call=call, reviewer__person_id=account.person_id)
    return Sight(competes_in(user, call.pk), to_do_among(own).count())
