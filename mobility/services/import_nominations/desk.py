"""What a table of nominations speaks of: the institutions of its sender, the runs that take students in, and our side of each."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.cells.words import word_key
from kanazawa_exchange.lib.gazetteer import Gazetteer
from kanazawa_exchange.lib.languages import in_every_language
from partners.models import Agreement, Institution
from partners.permissions import represented_institution_ids
from partners.queries.names import names_of
from programs.models import Direction, Program, ProgramRun
from programs.queries.labels import run_label

from ...facts import Places
from ...permissions import may_register_in
from ...queries.atlas import programmes
from ...queries.directions import HomeSides, home_sides
from ...queries.nominations.agreements import agreement_between
from ...queries.nominees import is_over, runs_of


def _label_keys(run: ProgramRun) -> set[str]:
    """Under which words a table names a run: as the form that nominates calls it, and as the office does."""
    labels = [in_every_language(partial(run_label, run, in_places=way)).values() for way in (True, False)]
    return {word_key(text) for texts in labels for text in texts}


@dataclass(frozen=True)
class Desk:
    """Read once for a whole table. `own`: the institutions for which its sender speaks, and no others; `runs`: those that are
    inbound, by what they are called in any language."""

    by: User
    own: Gazetteer[Institution]
    hosts: Gazetteer[Institution]
    programs: Gazetteer[Program]
    by_uid: Mapping[str, ProgramRun]
    by_label: Mapping[str, Sequence[ProgramRun]]
    by_program: Mapping[int, Sequence[ProgramRun]]
    homes: HomeSides
    agreements: dict[Places, Agreement | None] = field(default_factory=dict)

    @classmethod
    def read(cls, by: User) -> "Desk":
        """Four queries."""
        by_uid: dict[str, ProgramRun] = {}
        by_label: dict[str, list[ProgramRun]] = defaultdict(list)
        by_program: dict[int, list[ProgramRun]] = defaultdict(list)
        for run in runs_of(Direction.INBOUND):  # closed ones, too: their nominations may stand in the table
            by_uid[str(run.uid)] = run
            by_program[run.program_id].append(run)
            for key in _label_keys(run):
                by_label[key].append(run)
        homes = home_sides()
        ours = {institution for terms in homes.terms.values() for institution, _start, _end in terms}
        places = Institution.objects.select_related("city").order_by("-is_home", "pk")
        return cls(
            by,
            Gazetteer.of(places.filter(pk__in=represented_institution_ids(by)), names_of),
            Gazetteer.of(places.filter(pk__in=ours), names_of),
            programmes({run.program_id: run.program for run in by_uid.values()}.values()),
            by_uid,
            by_label,
            by_program,
            homes,
        )

    def called(self, text: str) -> Sequence[ProgramRun]:
        """The runs of this label, or of this public id."""
        return (self.by_uid[text],) if text in self.by_uid else self.by_label.get(word_key(text), ())

    def runs_of(self, program: Program, year: int, term: str) -> Sequence[ProgramRun]:
        """Those of a year; of several those of the semester, where one is named."""
        found = [run for run in self.by_program.get(program.pk, ()) if run.fiscal_year == year]
        return [run for run in found if run.term == term] or found

    def why_refused(self, run: ProgramRun, today: date) -> str:
        """Why nobody is nominated to a run by this table, in a sentence; "" where nothing stands against it."""
        if run.is_closed:
            return _("This run is closed for new records.")
        if is_over(run, today):
            return _("This run is over. Choose one that is not.")
        if may_register_in(self.by, run.program_id):
            return _("You keep this programme for Kanazawa University, so somebody else nominates to it.")
        return ""

    def host_of(self, run: ProgramRun, day: date) -> Institution | None:
        """Our side in the project of a run on a day: the first where there are several, as `home_of` says it."""
        ours = self.homes.on(run.program.project_id, day)
        return next((place for pk, place in self.hosts.things.items() if pk in ours), None)

    def agreement(self, places: Places, day: date) -> Agreement | None:
        """That under which the form would nominate, with its parties; two queries for each two institutions."""
        if places not in self.agreements:
            found = self.agreements[places] = agreement_between(places, day)
            prefetch_related_objects([found] if found else [], "parties")
        return self.agreements[places]
