"""Whose application rests: the person has withdrawn the consent to the handling of the data, and has not given it again.

Until then the office goes on with nothing: no review, no decision, no letter about one, no offer, no nomination. Withdrawing and
cancelling, refusing a place, taking a decision back, returning for correction and writing to the applicant stay possible, and so
does reading for the person and for whoever has to end the case.
"""

from collections.abc import Iterable

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import Person, Purpose
from kanazawa_exchange.accounts.queries.consents import taken_back

PURPOSE, SCOPE = Purpose.PROCESSING, ""
"""What rests on which consent: everything on the one to the handling of the data, which is given once and for all."""


def rests(person: str = "person") -> Q:
    """Rows that lead to such a person, at the end of the path `person`."""
    return taken_back(PURPOSE, SCOPE, person)


def resting(person: str = "person") -> ExpressionWrapper:
    """The same as a column of a list."""
    return ExpressionWrapper(rests(person), BooleanField())


def stopped(people: Iterable[int]) -> frozenset[int]:
    """Which of these keys are of such people; one query."""
    return frozenset(Person.objects.filter(rests("pk"), pk__in=list(people)).values_list("pk", flat=True))


def why() -> str:
    """Why a row is left out, in a few words."""
    return _("consent to the handling of the data withdrawn")


def why_and_what_helps() -> str:
    """Why the office does not go on, and what it can do."""
    return _(
        "This person has withdrawn the consent to the handling of the data. Nothing goes on before the person agrees again: on the"
        " page “My consents”, or on paper, which the office records. Otherwise cancel the application or withdraw the nomination."
    )
