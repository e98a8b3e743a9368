"""What the processes of a killed import do inside Django: take in a long table, register it, count what is stored."""

import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kanazawa_exchange.accounts.models import JobPart, Person, PersonName, Transition, User
from kanazawa_exchange.lib import clock
from mobility.models import ImportBatch, ImportRow, Mobility
from mobility.services import imports
from mobility.services.import_stays import STAYS
from mobility.services.imports import Sheet, SheetRow, applying
from tests import factories
from tests.bench import stay_table

HEADS = ("学籍番号", "ローマ字", "年度", "プログラム", "派遣／受入", "相手大学", "出発", "帰国")
STAY = ("2018", "文化交流プログラム", "派遣", "カザン連邦大学", "2018/8/20", "2018/9/3")


def say(told: Any) -> None:
    print(json.dumps(told))


def _office() -> User:
    return User.objects.filter(email__startswith="sato").first() or factories.World.build().user(
        "sato", role="coordinator"
    )


def make(first: int, count: int) -> dict[str, Any]:
    """A table of so many new people, taken in and checked."""
    by = _office()

    def rows() -> Iterator[SheetRow]:
        for number in range(first, first + count):
            yield SheetRow(number + 2, (f"K{number:07}", stay_table.latin_name(number), *STAY))

    batch = imports.take(STAYS, Sheet("killed.xlsx", HEADS, rows()), by=by, now=clock.now())
    batch = imports.check(batch, by=by, now=clock.now())
    return {"import": str(batch.uid), "counts": batch.counts}


def _batch(uid: str) -> ImportBatch:
    return ImportBatch.objects.get(uid=uid)


def tell_lots(steps: Path) -> None:
    """Each lot that was written leaves a sign, for whoever wants to strike then."""
    honest = applying._apply_lot

    def told(*words: Any) -> int:
        written = honest(*words)
        with steps.open("a") as file:
            file.write(".")
        return written

    applying._apply_lot = told


def apply(uid: str, steps: str) -> None:
    """Register the table, all rows in one transaction."""
    tell_lots(Path(steps))
    imports.apply(_batch(uid), by=_office(), now=clock.now())


def apply_without_its_transaction(uid: str, steps: str) -> None:
    """The control: every lot is committed by itself."""
    tell_lots(Path(steps))
    applying.locked = lambda batch, *_words: (batch, STAYS)  # type: ignore[assignment]  # no row is locked where no transaction is
    inspect.unwrap(applying.apply)(_batch(uid), by=_office(), now=clock.now())  # whatever stands around it


def begin(uid: str) -> None:
    imports.begin(_batch(uid), "apply", by=_office(), now=clock.now())


def is_held() -> bool:
    return JobPart.objects.filter(lease__isnull=False).exists()


def end_leases() -> None:
    """As if the time had passed after which a part is given to another worker."""
    JobPart.objects.filter(lease__isnull=False).update(leased_until=clock.now())


def stored(uid: str) -> dict[str, Any]:
    """What stands of this import, in numbers."""
    numbers = list(ImportRow.objects.filter(batch__uid=uid).values_list("cells", flat=True))
    people = Person.objects.filter(student_number__in=[cells[0] for cells in numbers])
    stays = Mobility.objects.filter(person__in=people)
    return {
        "rows": len(numbers),
        "people": people.count(),
        "names": PersonName.objects.filter(person__in=people).count(),
        "stays": stays.count(),
        "travellers": stays.values("person").distinct().count(),
        "lines of history": Mobility.history.filter(person__in=people).count(),
        "moves": Transition.objects.filter(record_type="mobility", record_id__in=stays.values("pk")).count(),
        "written": ImportRow.objects.filter(batch__uid=uid, is_written=True).count(),
        "state": _batch(uid).state,
    }


def job_ended() -> bool:
    return not JobPart.objects.filter(state="waiting").exists()
