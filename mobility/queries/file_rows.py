"""What a file of records holds of each: its line, and what the record's page shows beyond it to this reader."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from kanazawa_exchange.accounts.queries.names import spellings_of
from kanazawa_exchange.lib.cells import names as name_cells
from kanazawa_exchange.lib.gazetteer import Gazetteer, T
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.names import READINGS, Spelling, printed_scripts, screen_of, spoken
from kanazawa_exchange.lib.paging import Order
from kanazawa_exchange.lib.viewer import Viewer
from partners.models import Agreement
from partners.queries.names import institutions_by_name
from programs.models import Program

from .. import permissions
from ..facts import FundingValues
from ..models import Funding, Mobility
from . import lists, searches
from .atlas import programmes
from .fact_lines import funding_lines
from .filters import Filters
from .rows import ListRow, rows_of
from .runs import Runs


@dataclass(frozen=True)
class Papers:
    """What a reader who keeps a record learns of it beyond others: who the person is, the papers of the stay, and its note."""

    student_number: str = ""
    birth_date: date | None = None
    agreement: str = ""
    funding: tuple[str, ...] = ()
    credits_expected: Decimal | None = None
    credits_recognised: Decimal | None = None
    residence_status: str = ""
    note: str = ""


NOTHING = Papers()


@dataclass(frozen=True)
class FileRow:
    """One record in a file. `names`: script → the name as it was typed, those that this reader may see, each as a table of stays
    reads it back; `program`, `sending`, `receiving`: as such a table finds them; `facts`: column → its value."""

    line: ListRow
    program: str
    sending: str
    receiving: str
    facts: Mapping[str, Any]
    names: Mapping[str, str]
    papers: Papers


def scripts_of(user: Viewer) -> frozenset[str] | None:
    """The scripts whose spellings a file has columns for; None: all of them, since this reader keeps records.

    Others read one name, and behind it the reading that a Japanese screen prints in brackets.
    """
    if permissions.may_register(user):
        return None
    return READINGS if screen_of() == "ja" else frozenset()


def every_row(user: Viewer, filters: Filters, runs: Runs, *, order: Order) -> Iterator[FileRow]:
    """The whole list, some rows at a time; the same few queries for one of them and for a thousand."""
    called = Called(institutions_by_name(), programmes(runs.programs.values()))
    for ids in lists.every_key(user, filters, runs, order=order):
        yield from _told(user, ids, runs, called)


FACTS = (
    "run__direction", "run__term", "level", "activity", "planned_starts_on", "planned_ends_on", "actual_starts_on",
    "actual_ends_on", "leads_to_degree", "enrolled_on",
)  # fmt: skip
PAPERS = ("credits_expected", "credits_recognised", "residence_status", "note")
COLUMNS = (
    "pk", "person_id", "sending_id", "receiving_id", "agreement_id", "run__program_id", "person__student_number",
    "person__birth_date", *FACTS, *PAPERS,
)  # fmt: skip


@dataclass(frozen=True)
class Called:
    """What places and programmes are called in a file: their names on this screen, by which a table finds them again."""

    institutions: Gazetteer[Any]
    programmes: Gazetteer[Program]

    def place(self, pk: int) -> str:
        return _name(self.institutions, pk)

    def programme(self, pk: int) -> str:
        return _name(self.programmes, pk)


def _name(among: Gazetteer[T], pk: int) -> str:
    thing = among.things[pk]
    return among.called_safely(thing, str(localized(thing, "name")))


def _told(user: Viewer, ids: Sequence[int], runs: Runs, called: Called) -> Iterator[FileRow]:
    stays = {row["pk"]: row for row in Mobility.objects.filter(pk__in=ids).values(*COLUMNS)}
    kept = searches.kept_among(user, ids, runs)
    spelt = spellings_of(row["person_id"] for row in stays.values())
    papers = _papers({pk: stays[pk] for pk in kept})
    lines = rows_of(ids, runs)
    for pk, line in zip(ids, lines, strict=True):
        stay = stays[pk]
        yield FileRow(
            line=line,
            program=called.programme(stay["run__program_id"]),
            sending=called.place(stay["sending_id"]),
            receiving=called.place(stay["receiving_id"]),
            facts={name.removeprefix("run__"): stay[name] for name in FACTS},
            names=_names(spelt.get(stay["person_id"], []), whole=pk in kept),
            papers=papers.get(pk, NOTHING),
        )


def _names(spellings: Sequence[Spelling], *, whole: bool) -> dict[str, str]:
    known = {one.script: name_cells.in_one_cell(one) for one in spellings if spoken(one)}
    return known if whole else {script: known[script] for script in printed_scripts(known, screen_of())}


def _papers(stays: Mapping[int, Mapping[str, Any]]) -> dict[int, Papers]:
    """Record → its papers. Two queries for any number of records."""
    agreements = Agreement.objects.in_bulk({row["agreement_id"] for row in stays.values()} - {None})
    funded: dict[int, list[FundingValues]] = {pk: [] for pk in stays}
    for money in Funding.objects.filter(mobility_id__in=stays).order_by("pk"):
        funded[money.mobility_id].append(FundingValues(money.source, money.monthly_yen))
    return {
        pk: Papers(
            student_number=row["person__student_number"],
            birth_date=row["person__birth_date"],
            agreement=str(localized(agreements[row["agreement_id"]], "title")) if row["agreement_id"] else "",
            funding=funding_lines(funded[pk]),
            **{name: row[name] for name in PAPERS},
        )
        for pk, row in stays.items()
    }
