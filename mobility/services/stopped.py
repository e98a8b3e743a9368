"""The door of every act that goes on with what somebody has applied with: closed to whoever has withdrawn the consent to its handling.

It is asked under the lock of the consents, in the transaction of the act: a withdrawal comes either before, and is seen, or after it.
Whoever locks the person, too, does so before.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.services.consents import lock_taken_back
from kanazawa_exchange.lib.states import MoveRefused

from ..queries.stopped import PURPOSE, SCOPE, why_and_what_helps


class Stopped(MoveRefused):
    """The person has withdrawn the consent to the handling of the data."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence or why_and_what_helps())


def lock_stopped(people: Iterable[int]) -> frozenset[int]:
    """Which of these keys of people are of those with whom nobody goes on; two queries, none for nobody."""
    return lock_taken_back(people, PURPOSE, SCOPE)


def refuse_stopped(person: int, sentence: str = "") -> None:
    """`sentence`: for whom the words of the office are not meant. Errors: Stopped."""
    if lock_stopped([person]):
        raise Stopped(sentence)


def told_to_applicant() -> str:
    return _(
        "You have withdrawn your consent to the handling of your data. Agree again on the page “My consents” before you accept"
        " the place."
    )
