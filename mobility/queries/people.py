"""The people whom a user may know."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.lib.viewer import Viewer, member
from programs.queries import coordinated_program_ids

from ..models import BatchState, ImportRow, Mobility


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


def people_told_in_imports(user: Viewer) -> QuerySet[Person]:
    """Whom a table of this user may mean: people whom the user may know, and those whom an own import has registered.

    Of the latter nothing is told but what the user wrote: as soon as somebody else has changed one, that one is known no longer.
    """
    account = member(user)
    if account is None or is_office(user):
        return people_visible_to(user)
    rows = ImportRow.objects.filter(
        batch__owner__person=account.person_id, batch__kind="people", batch__state=BatchState.APPLIED
    )
    own = rows.filter(is_written=True, record_id=OuterRef("pk"), record_version=OuterRef("version"))
    return Person.objects.standing().filter(Q(pk__in=people_visible_to(user).values("pk")) | Exists(own))
