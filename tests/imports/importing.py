"""The world of which the workbooks of offices speak, and what becomes of a table that is imported into it."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock, imports
from kanazawa_exchange.lib.tables import Table, tables
from kanazawa_exchange.lib.tables import table as pasted
from mobility.models import ImportBatch, Mobility
from mobility.services.import_stays import STAYS
from mobility.services.imports import check, take
from mobility.services.imports.tables import sheet_of
from partners.models import Agreement, AgreementParty
from tests.factories import World

from .corruptions import AGREEMENT, workbook
from .office import Office, Person

PROGRAM = "文化交流プログラム"
SLUGS = {"KFU": "kazan-federal-university", "ISU": "irkutsk-state-university"}


def furnish(world: World) -> None:
    """The partners have the short names that offices write."""
    world.kazan.aliases = "KFU\nКФУ"
    world.kazan.save()
    world.irkutsk.aliases = "ISU\nイルクーツク国立大学"
    world.irkutsk.save()
    agreement = Agreement.objects.create(
        title_ja=AGREEMENT, title_en="Student exchange", type="exchange", scope="university"
    )
    for institution in (world.kanazawa, world.kazan, world.irkutsk):
        AgreementParty.objects.create(agreement=agreement, institution=institution)


def table_of(office: Office) -> Table:
    return tables(io.BytesIO(office.data), office.file)[office.table]


def checked(office: Office, table: Table, by: User) -> ImportBatch:
    """As whoever imports does it: the programme is said of all rows, and what else the table does not tell."""
    sheet = sheet_of(table, STAYS, office.file, {"program": PROGRAM, **office.given})
    mapping = dict(imports.mapped(STAYS.columns, sheet.heads).positions)
    mapping |= {column: list(sheet.heads).index(head) for head, column in office.by_hand.items()}
    batch = take(STAYS, sheet, by=by, now=clock.now(), mapping=mapping)
    return check(batch, by=by, now=clock.now())


def imported(rows: Sequence[Mapping[str, object]], by: User, source: str = "派遣2018.xlsx") -> ImportBatch:
    """A workbook of these rows, column by column, taken in and checked."""
    (table,) = tables(io.BytesIO(workbook(rows)), source)
    batch = take(STAYS, sheet_of(table, STAYS, source), by=by, now=clock.now())
    return check(batch, by=by, now=clock.now())


def told(batch: ImportBatch) -> set[tuple[int, str, str]]:
    """Number of the row, column and code of everything that is wrong."""
    return {(row.number, one["column"], one["code"]) for row in batch.rows.all() for one in row.problems}


def wrong(batch: ImportBatch) -> dict[tuple[int, str], str]:
    """(Number of the row, heading of the cell, nothing for the row itself) → code of what is the matter, of every problem."""
    heads = {column: str(batch.heads[place]) for column, place in batch.mapping.items()}
    return {
        (row.number, heads.get(one["column"], one["column"])): one["code"]
        for row in batch.rows.order_by("number")
        for one in row.problems
    }


Told = tuple[str, frozenset[tuple[str, str]], str, str, object, object]


def registered() -> set[Told]:
    """Of every record: number, names, direction, partner and confirmed days."""
    stays = Mobility.objects.select_related("person", "run", "sending", "receiving")
    return {
        (
            stay.person.student_number,
            frozenset((name.script, f"{name.family} {name.given}") for name in stay.person.names.all()),
            stay.run.direction,
            (stay.receiving if stay.run.direction == "outbound" else stay.sending).slug,
            stay.actual_starts_on,
            stay.actual_ends_on,
        )
        for stay in stays
    }


def expected(office: Office) -> set[Told]:
    return {_told(person, office.scripts) for person in office.people}


def _told(person: Person, scripts: tuple[str, ...]) -> Told:
    spelt = {script: getattr(person, script) for script in scripts if getattr(person, script)}
    names = frozenset((spelt or {"latin": person.latin}).items())
    partner = SLUGS[person.institution]
    return person.number, names, person.direction, partner, person.starts_on, person.ends_on


def in_text(table: Table) -> list[list[str]]:
    """The rows of a sheet as they stand in a file of text and in what is copied out of Excel: days with slashes, no merged cells."""
    rows: list[list[str]] = []
    for row in table.rows:
        rows += [[]] * (row.number - 1 - len(rows))
        rows.append([_shown(cell) for cell in row.cells])
    width = max(map(len, rows), default=0)
    return [[*cells, *[""] * (width - len(cells))] for cells in rows]


def _shown(cell: object) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y/%m/%d %H:%M}"
    return f"{cell:%Y/%m/%d}" if isinstance(cell, date) else "" if cell is None else str(cell)


def as_csv(table: Table) -> Table:
    out = io.StringIO()
    csv.writer(out).writerows(in_text(table))
    return tables(io.BytesIO(out.getvalue().encode()), "records.csv")[0]


def as_paste(table: Table) -> Table:
    """Excel puts quotation marks around cells with line breaks."""
    out = io.StringIO()
    csv.writer(out, delimiter="\t").writerows(in_text(table))
    return pasted(out.getvalue())
