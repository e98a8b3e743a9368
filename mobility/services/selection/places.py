"""Places are given under the lock of their destination: as many as there are, whoever gives them at the same moment.

A place is taken from the decision on, while the applicant knows nothing yet, until it is given back.
"""

from programs.models import CallPlace

from ...queries.selection.places import taken


def locked(**which: object) -> list[CallPlace]:
    """The destinations that these conditions name, locked in the order of their keys for the caller's transaction.

    What is locked here is never locked by the choice of a destination: applicants save theirs while the office decides.
    """
    rows = CallPlace.objects.select_for_update(of=("self",), no_key=True).select_related("call__run", "institution")
    return list(rows.filter(**which).order_by("pk"))


def free(place: CallPlace) -> int:
    """How many can still be given; exact for whoever holds the lock, and never less than none."""
    return max(0, place.places - taken([place.pk])[place.pk])
