"""Tables that become records: whoever keeps records imports some, and sees the own imports; the office sees all of them."""

from typing import Any

from kanazawa_exchange.lib import clock
from mobility.models import ImportBatch
from mobility.services import imports
from mobility.services.import_stays import STAYS
from mobility.services.imports import Sheet, SheetRow
from tests.permission_rows import OFFICE, Row, only

KEEPERS = (*OFFICE, "program_coordinator")
MARKS = {"": "MARKOWNTABLE", "other_": "MARKSTRANGETABLE"}
HEADS = ("学籍番号", "ローマ字", "年度", "プログラム", "派遣／受入", "相手大学", "出発", "帰国")


def build(world: Any) -> None:
    """Of the programme coordinator and of somebody in the office: an import that is checked, one that is registered, one draft."""
    for prefix, role in (("", "program_coordinator"), ("other_", "coordinator")):
        mark = MARKS[prefix]
        for state in ("draft", "checked", "applied"):
            setattr(world, f"{prefix}{state}_import", _batch(world, world.users[role], f"{mark}{state}", state))


def _batch(world: Any, by: Any, source: str, state: str) -> ImportBatch:
    year, day = str(world.run.fiscal_year), f"{world.run.fiscal_year}/8/20"
    cells = ("", f"Imported {source}", year, world.program.name_ja, "派遣", "カザン連邦大学", day, "")
    wrong = (*cells[:6], "8/32", "")
    rows = [SheetRow(2, cells), SheetRow(3, wrong)] if state == "checked" else [SheetRow(2, cells)]
    batch = imports.take(STAYS, Sheet(source, HEADS, rows), by=by, now=clock.now())
    if state == "draft":
        return batch
    batch = imports.check(batch, by=by, now=clock.now())
    return imports.apply(batch, by=by, now=clock.now()) if state == "applied" else batch


def _rows(prefix: str, who: tuple[str, ...], relation: str) -> list[Row]:
    """The pages of one import, for those who may see it."""

    def of(state: str) -> Any:
        return lambda w: {"uid": getattr(w, f"{prefix}{state}_import").uid}

    may = {"program_coordinator": 404} if relation == "foreign" else {}
    common: dict[str, Any] = {"relation": relation, "otherwise": 403}
    mark = MARKS[prefix]
    return [
        Row("mobility:import_preview", "GET", only(who) | may, kwargs=of("checked"), marker=lambda w: mark, **common),
        Row(
            "mobility:import_preview",
            "POST",
            only(who, status=302) | may,
            kwargs=of("checked"),
            data=lambda w: {"act": "check", "c-3-starts_on": "8/31", "shown": '{"c-3-starts_on": "8/32"}'},
            **common,
        ),
        Row("mobility:import_columns", "GET POST", only(who) | may, kwargs=of("draft"), **common),
        Row("mobility:import_wrong_xlsx", "GET", only(who) | may, kwargs=of("checked"), **common),
        Row("mobility:import_wrong_csv", "GET", only(who) | may, kwargs=of("checked"), **common),
        Row("mobility:import_undo", "POST", only(who, status=302) | may, kwargs=of("applied"), **common),
        Row("mobility:import_go_on", "POST", only(who, status=302) | may, kwargs=of("applied"), **common),
        Row("mobility:import_discard", "POST", only(who, status=302) | may, kwargs=of("checked"), **common),
    ]


ROWS = [
    Row("mobility:import_list", "GET", only(KEEPERS), marker=lambda w: f"{MARKS['']}draft"),
    Row(
        "mobility:import_list",
        "GET",
        only(KEEPERS),
        relation="foreign",
        marker=lambda w: f"{MARKS['other_']}draft",
        sees=OFFICE,
    ),
    Row("mobility:import_start", "GET POST", only(KEEPERS)),
    Row("mobility:import_sheets", "GET POST", only(KEEPERS, status=302)),
    *_rows("", KEEPERS, "own"),
    *_rows("other_", OFFICE, "foreign"),
]
