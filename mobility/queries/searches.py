"""The search among records: by everything for whoever keeps them, for others by the names that the list prints."""

from collections.abc import Iterable

from django.db.models import Q

from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.accounts.queries.search import Search, found_by
from kanazawa_exchange.lib.names import ShownName
from kanazawa_exchange.lib.viewer import Viewer
from programs.queries import coordinated_program_ids

from ..models import Mobility
from .runs import Runs


def found(user: Viewer, text: str, runs: Runs) -> Q:
    """The records of people who have all these words."""
    if not text.strip():
        return Q()
    whole, printed = (Search.of(text, printed=only).exactly("person_id") for only in (False, True))
    return _as_kept(user, runs, whole, printed)


def nearly_found(user: Viewer, text: str, runs: Runs) -> Q:
    """The records of people of similar names, those of `found` left out."""
    if not text.strip():
        return Q(pk__in=[])
    whole, printed = (Search.of(text, printed=only).nearly("person_id") for only in (False, True))
    return _as_kept(user, runs, whole, printed) & ~found(user, text, runs)


def told(user: Viewer, text: str, runs: Runs, names: dict[int, str]) -> dict[int, tuple[ShownName, ...]]:
    """Record → the spellings, former names and numbers by which it is found; for a reader who does not keep it the reading.

    `names`: record → the name that the list prints.
    """
    if not text.strip():
        return {}
    person_of = dict(Mobility.objects.filter(pk__in=names).values_list("pk", "person_id"))
    kept = kept_among(user, names, runs)
    found: dict[int, tuple[ShownName, ...]] = {}
    for printed, stays in ((False, kept), (True, person_of.keys() - kept)):
        by_person = found_by({person_of[pk]: names[pk] for pk in stays}, Search.of(text, printed=printed))
        found |= {pk: by_person.get(person_of[pk], ()) for pk in stays}
    return found


def kept_among(user: Viewer, ids: Iterable[int], runs: Runs) -> set[int]:
    """Those of these records that this user keeps."""
    return set(Mobility.objects.filter(_kept(user, runs), pk__in=ids).values_list("pk", flat=True))


def _as_kept(user: Viewer, runs: Runs, whole: Q, printed: Q) -> Q:
    """Whole names for the keeper of a record, printed ones for other readers."""
    if is_office(user):
        return whole
    return _kept(user, runs) & whole | printed if coordinated_program_ids(user) else printed


def _kept(user: Viewer, runs: Runs) -> Q:
    """The records whose people this user may know in full."""
    if is_office(user):
        return Q()
    programs = coordinated_program_ids(user)
    return Q(run_id__in=[run.pk for run in runs.rows if run.program_id in programs])
