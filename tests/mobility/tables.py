"""Tables of stays as an office would send them, taken in and checked."""

from collections.abc import Mapping, Sequence

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib import clock
from mobility.models import ImportBatch, ImportRow
from mobility.services import imports
from mobility.services.import_stays import STAYS
from mobility.services.imports import Sheet, SheetRow
from tests.bench import stay_table

HEADS = ("学籍番号", "ローマ字", "年度", "プログラム", "派遣／受入", "相手大学", "出発", "帰国", "備考")
HANA = ("1712", "Yamada Hana", "2018", "文化交流プログラム", "派遣", "カザン連邦大学", "2018/8/20", "2018/9/3", "")
TARO = (
    "1715",
    "Ota Taro",
    "2018",
    "文化交流プログラム",
    "派遣",
    "Irkutsk State University",
    "2018/8/20",
    "2018/9/3",
    "",
)


def sheet(*rows: Sequence[object], heads: Sequence[str] = HEADS, given: Mapping[str, str] | None = None) -> Sheet:
    """The rows stand below a head in the first line."""
    numbered = [SheetRow(number, tuple(cells)) for number, cells in enumerate(rows, start=2)]
    return Sheet("派遣2018.xlsx", heads, numbered, given)


def checked(by: User, *rows: Sequence[object], **options) -> ImportBatch:
    batch = imports.take(STAYS, sheet(*rows, **options), by=by, now=clock.now())
    return imports.check(batch, by=by, now=clock.now())


def applied(by: User, *rows: Sequence[object], **options) -> ImportBatch:
    return imports.apply(checked(by, *rows, **options), by=by, now=clock.now())


def rows_of(batch: ImportBatch) -> list[ImportRow]:
    return list(batch.rows.order_by("number"))


def verdicts(batch: ImportBatch) -> list[str]:
    return [row.verdict for row in rows_of(batch)]


def problems(batch: ImportBatch) -> dict[int, list[tuple[str, str]]]:
    """Number of the row → column and code of everything that is wrong in it."""
    return {
        row.number: [(one["column"], one["code"]) for one in row.problems] for row in rows_of(batch) if row.problems
    }


def with_cell(row: Sequence[object], head: str, value: object) -> tuple[object, ...]:
    """The same row with another value below this head."""
    place = HEADS.index(head)
    return (*row[:place], value, *row[place + 1 :])


def many(count: int) -> list[tuple[object, ...]]:
    """So many rows of different new people."""
    letters = "abcdefghij"
    return [
        (f"9{number:05}", f"Testova {''.join(letters[int(digit)] for digit in f'{number:04}')}", *HANA[2:])
        for number in range(count)
    ]


def strangers(count: int) -> list[tuple[object, ...]]:
    """The same of people of whom no two are called alike."""
    return [(f"8{number:05}", stay_table.latin_name(number), *HANA[2:]) for number in range(count)]
