"""What a file of records holds of each: its line, and what the record's page shows beyond it to this reader."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kanazawa_exchange.accounts.queries.names import spellings_of
from kanazawa_exchange.lib.localized import Localized, localized
from kanazawa_exchange.lib.names import READINGS, Spelling, printed_scripts, screen_of, spoken
from kanazawa_exchange.lib.paging import Order
from kanazawa_exchange.lib.viewer import Viewer
from partners.models import Agreement, Institution
from programs.models import Level

from .. import permissions
from ..facts import FundingValues
from ..models import Funding, Mobility
from . import lists, searches
from .fact_lines import funding_lines
from .filters import Filters
from .rows import ListRow, rows_of
from .runs import Runs


@dataclass(frozen=True)
class Papers:
    """What a reader who keeps a record learns of it beyond others: the number of the person, and the papers of the stay."""

    student_number: str = ""
    agreement: str = ""
    funding: tuple[str, ...] = ()
    credits_expected: Decimal | None = None
    credits_recognised: Decimal | None = None


NOTHING = Papers()


@dataclass(frozen=True)
class FileRow:
    """One record in a file. `names`: script → the name as it was typed, those that this reader may see."""

    line: ListRow
    sending: Localized
    receiving: Localized
    level: str
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
    for ids in lists.every_key(user, filters, runs, order=order):
        yield from _told(user, ids, runs)


COLUMNS = (
    "pk",
    "person_id",
    "sending_id",
    "receiving_id",
    "agreement_id",
    "level",
    "credits_expected",
    "credits_recognised",
    "person__student_number",
)


def _told(user: Viewer, ids: Sequence[int], runs: Runs) -> Iterator[FileRow]:
    stays = {row["pk"]: row for row in Mobility.objects.filter(pk__in=ids).values(*COLUMNS)}
    kept = searches.kept_among(user, ids, runs)
    spelt = spellings_of(row["person_id"] for row in stays.values())
    places = Institution.objects.in_bulk(
        {row[side] for row in stays.values() for side in ("sending_id", "receiving_id")}
    )
    papers = _papers({pk: stays[pk] for pk in kept})
    lines = rows_of(ids, runs)
    for pk, line in zip(ids, lines, strict=True):
        stay = stays[pk]
        yield FileRow(
            line=line,
            sending=localized(places[stay["sending_id"]], "name"),
            receiving=localized(places[stay["receiving_id"]], "name"),
            level=str(Level(stay["level"]).label) if stay["level"] else "",
            names=_names(spelt.get(stay["person_id"], []), whole=pk in kept),
            papers=papers.get(pk, NOTHING),
        )


def _names(spellings: Sequence[Spelling], *, whole: bool) -> dict[str, str]:
    known = {one.script: spoken(one) for one in spellings if spoken(one)}
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
            agreement=str(localized(agreements[row["agreement_id"]], "title")) if row["agreement_id"] else "",
            funding=funding_lines(funded[pk]),
            credits_expected=row["credits_expected"],
            credits_recognised=row["credits_recognised"],
        )
        for pk, row in stays.items()
    }
