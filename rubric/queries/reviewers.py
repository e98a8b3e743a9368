"""Who reviews: the people who hold the role today, how they are called, and how many cases they have."""

from collections.abc import Iterable

from django.db.models import Count, Q

from kanazawa_exchange.accounts.models import Role, RoleGrant, User
from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.names import ShownName
from mobility.models import Application, ApplicationStatus
from partners.models import Representative

from ..models import Review, ReviewStatus


def reviewers() -> list[User]:
    """The accounts of those who hold the role of a reviewer today and speak for no partner, in a fixed order; one query."""
    grants = RoleGrant.objects.on(clock.today()).filter(role=Role.REVIEWER).values("person_id")
    partners = Representative.objects.on(clock.today()).values("person_id")
    rows = User.objects.filter(is_active=True, person_id__in=grants).exclude(person_id__in=partners)
    return list(rows.order_by("pk"))


def applicants_among(users: Iterable[User], calls: Iterable[int]) -> frozenset[tuple[int, int]]:
    """(call, person) of those among these accounts who have applied to these calls; one query."""
    rows = Application.objects.filter(call__in=calls, person__in=[user.person_id for user in users if user.person_id])
    return frozenset(rows.exclude(status=ApplicationStatus.DRAFT).order_by().values_list("call_id", "person_id"))


def names_of(users: Iterable[User]) -> dict[int, ShownName]:
    """By the key of the account: the name of its person on this screen; one query."""
    people = {user.pk: user.person_id for user in users if user.person_id is not None}
    names = shown_names(people.values(), reading=False)
    return {pk: names[person] for pk, person in people.items()}


def names_in_sentence(users: Iterable[User]) -> str:
    found = names_of(users)
    return formats.listed(sorted({name.text for name in found.values()}))


def loads() -> dict[int, tuple[int, int]]:
    """By the key of the account: cases that are to do now, and those that are finished and still in review; one query."""
    rows = Review.objects.filter(application__status=ApplicationStatus.IN_REVIEW).order_by().values("reviewer_id")
    counted = rows.annotate(
        to_do=Count("pk", filter=Q(status=ReviewStatus.ASSIGNED)), done=Count("pk", filter=Q(status=ReviewStatus.DONE))
    )
    return {row["reviewer_id"]: (row["to_do"], row["done"]) for row in counted}
