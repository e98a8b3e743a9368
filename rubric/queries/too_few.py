"""Which applications of a call have fewer reviewers than the others, because somebody has left them."""

from collections import Counter
from collections.abc import Collection, Iterable

from ..models import Review, ReviewStatus

LEFT = (ReviewStatus.CONFLICT, ReviewStatus.WITHDRAWN)


def with_too_few_reviewers(reviews: Iterable[Review], among: Collection[int]) -> frozenset[int]:
    """The keys of those among these applications that a reviewer has left, and that nobody was found for; no query.

    They are compared with what is usual: the number of reviewers that most of those have that nobody has left, the higher one where
    two are as frequent; where somebody has left each, the most that one has.
    """
    staying, leaving = Counter[int](), set()
    for review in reviews:
        if review.status in LEFT:
            leaving.add(review.application_id)
        else:
            staying[review.application_id] += 1
    usual = _usual([staying[pk] for pk in among if pk not in leaving and staying[pk]], staying.values())
    return frozenset(pk for pk in among if pk in leaving and staying[pk] < usual)


def _usual(whole: Iterable[int], every: Iterable[int]) -> int:
    numbers = Counter(whole)
    if not numbers:
        return max(every, default=1)
    return max(numbers, key=lambda number: (numbers[number], number))
