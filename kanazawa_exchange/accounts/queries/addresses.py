"""Whose an e-mail address is, and where somebody may be invited to. A page says that an address is taken, and never by whom."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from allauth.account.models import EmailAddress

from ..models import Invitation, Person, User

Suggest = Callable[[Person], Mapping[str, str]]
_suggestions: list[Suggest] = []


def suggest_by(suggest: Suggest) -> None:
    """An app above knows `email` and `language` of somebody to be invited, or nothing (called once, when the apps are ready)."""
    if suggest not in _suggestions:
        _suggestions.append(suggest)


def suggested(person: Person) -> Mapping[str, str]:
    """What the boxes of an invitation hold before anybody has typed in them."""
    return next(filter(None, (suggest(person) for suggest in _suggestions)), {})


def holders(emails: Collection[str], now: datetime | None = None) -> Mapping[str, Collection[int]]:
    """Address in lower case → keys of the people whose account it opens; with `now` also those who have an invitation to it that
    is open then. Two or three queries for however many."""
    asked = {email.lower() for email in emails if email}
    if not asked:
        return {}
    rows = [
        User.objects.filter(email__in=asked).values_list("email", "person"),
        EmailAddress.objects.filter(email__in=asked).values_list("email", "user__person"),
    ]
    if now is not None:
        rows.append(Invitation.objects.open(now).filter(email__in=asked).values_list("email", "person"))
    found: dict[str, set[int]] = defaultdict(set)
    for email, person in (row for part in rows for row in part):
        found[email].add(person)
    return found
