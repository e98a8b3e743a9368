"""The portal's knowledge of people and places beside the stays to be written: loaded once, for 1 or for 300 of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kanazawa_exchange.accounts.models import Person, User
from kanazawa_exchange.accounts.services.editing import Gone
from partners.models import AgreementParty, Institution
from programs.models import ProgramRun

from ..facts import NewStay
from ..models import Mobility
from ..queries.directions import HomeSides, home_sides
from ..queries.stages import Links, Stages, joined, links_of
from ..states import LIVE

READ = ("run__program", "sending__city", "receiving__city")
"""What is read along with a record that rules look at."""


@dataclass(frozen=True)
class Known:
    """Everything that the checks of a stay ask; they never ask the database."""

    home_sides: HomeSides
    institutions: Mapping[int, Institution]
    runs: Mapping[int, ProgramRun]
    parties: Mapping[int, frozenset[int]]
    neighbours: dict[int, list[Mobility]]
    links: Links
    stages: Stages
    reader: User | None = None
    """Who hears of refusals: of stays in programmes that are not theirs people are told that they are, and no more."""

    def ours_on(self, run: ProgramRun, day: date) -> frozenset[int]:
        """The institutions of our side on a day, in the project of that run."""
        project = run.program.project_id
        return self.home_sides.on(project, day)

    def others_of(self, stay: Mobility) -> list[Mobility]:
        """The other stays of the same person, those registered a moment ago included."""
        return [other for other in self.neighbours.get(stay.person_id, []) if other.pk is None or other.pk != stay.pk]


def known_for(stays: Iterable[NewStay], *, by: User | None = None, locks: bool = True) -> Known:
    """What is known about new stays. The rows of their runs are locked: that serialises closing a run with entering in it;
    and those of their people: of two stays entered at once one sees the other. Who writes nothing `locks` nothing.

    Call inside a transaction where it locks. Seven queries, whatever the number of stays.
    """
    rows = list(stays)
    people = {row.person.pk for row in rows if (row.person.pk or 0) > 0}  # of those who are new nothing is known
    places = {place.pk for row in rows for place in (row.places.sending, row.places.receiving)}
    return _load(
        people=people,
        institutions=places,
        runs={row.facts.run.pk for row in rows},
        agreements={row.facts.agreement.pk for row in rows if row.facts.agreement is not None},
        locks_runs=locks,
        locks_people=locks,
        reader=by,
    )


def known_about(stay: Mobility, *, enters_run: bool = False, by: User | None = None) -> Known:
    """The same for one record that changes; its run is locked only when it `enters_run`."""
    return _load(
        people={stay.person_id},
        institutions={stay.sending_id, stay.receiving_id},
        runs={stay.run_id},
        agreements={stay.agreement_id} if stay.agreement_id else set(),
        locks_runs=enters_run,
        reader=by,
    )


def known_about_all(stays: Iterable[Mobility], *, agreements: Iterable[int], by: User | None = None) -> Known:
    """The same for many that keep their runs and come under these agreements, for whoever writes nothing."""
    rows = list(stays)
    return _load(
        people={stay.person_id for stay in rows},
        institutions={place for stay in rows for place in (stay.sending_id, stay.receiving_id)},
        runs={stay.run_id for stay in rows},
        agreements={*agreements},
        locks_runs=False,
        locks_people=False,
        reader=by,
    )


def _load(
    *,
    people: set[int],
    institutions: set[int],
    runs: set[int],
    agreements: set[int],
    locks_runs: bool = True,
    locks_people: bool = True,
    reader: User | None = None,
) -> Known:
    asked = ProgramRun.objects.select_related("program").filter(pk__in=runs).order_by("pk")
    by_run = {run.pk: run for run in (asked.select_for_update(of=("self",), no_key=True) if locks_runs else asked)}
    if locks_people:
        lock_people(people)
    parties: dict[int, set[int]] = defaultdict(set)
    rows = AgreementParty.objects.filter(agreement_id__in=agreements)
    for agreement, institution in rows.values_list("agreement_id", "institution_id"):
        parties[agreement].add(institution)
    neighbours: dict[int, list[Mobility]] = defaultdict(list)
    for other in Mobility.objects.filter(person_id__in=people, status__in=LIVE).select_related("receiving", "run"):
        neighbours[other.person_id].append(other)
    links = links_of(people)
    return Known(
        home_sides=home_sides(*{run.program.project_id for run in by_run.values()}),
        institutions=Institution.objects.select_related("city").in_bulk(institutions),
        runs=by_run,
        parties={agreement: frozenset(names) for agreement, names in parties.items()},
        neighbours=neighbours,
        links=links,
        stages=joined(links),
        reader=reader,
    )


def lock_people(people: Iterable[int]) -> None:
    """Until the transaction ends nobody else changes on which days these people are where.

    Errors: Gone for an entry that was merged with another one meanwhile.
    """
    rows = Person.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=people)
    if any(into is not None for _pk, into in rows.order_by("pk").values_list("pk", "merged_into_id")):
        raise Gone
