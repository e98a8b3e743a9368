"""The people whom a user may know."""

from django.db.models import Q, QuerySet

from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.lib.viewer import Viewer, member
from programs.queries import coordinated_program_ids

from ..models import Mobility


def people_visible_to(user: Viewer) -> QuerySet[Person]:
    """Everybody for the office, the travellers of the own programmes for their coordinator, oneself for everyone.

    Committee members and representatives read names on the records they may see; a page of a person is more than that.
    """
    people = Person.objects.standing()
    account = member(user)
    if account is None:
        return people.none()
    if is_office(user):
        return people
    scope = Q(pk=account.person_id)
    if programs := coordinated_program_ids(user):
        scope |= Q(pk__in=Mobility.objects.filter(run__program_id__in=programs).values("person_id"))
    return people.filter(scope)
