"""Tables that become records: whoever keeps records imports some, and sees the own imports; the office sees all of them, but not
what a partner's representative has pasted: the own nominations, and nothing else."""

from datetime import date
from typing import Any

from kanazawa_exchange.lib import clock
from mobility.models import ImportBatch
from mobility.services import imports
from mobility.services.import_nominations import NOMINATIONS
from mobility.services.import_stays import STAYS
from mobility.services.imports import Sheet, SheetRow
from tests import factories
from tests.permission_rows import OFFICE, Row, only

KEEPERS = (*OFFICE, "program_coordinator")
MARKS = {"": "MARKOWNTABLE", "other_": "MARKSTRANGETABLE"}
NOMINEES = {"": "MARKOWNNOMINEES", "other_": "MARKSTRANGENOMINEES"}
NOMINATION_HEADS = ("Name in Latin letters", "Level", "Programme", "Fiscal year", "Planned start", "Planned end")
HEADS = ("学籍番号", "ローマ字", "年度", "プログラム", "派遣／受入", "相手大学", "出発", "帰国")


def build(world: Any) -> None:
    """Of the programme coordinator and of somebody in the office: an import that is checked, one that is registered, one draft."""
    for prefix, role in (("", "program_coordinator"), ("other_", "coordinator")):
        mark = MARKS[prefix]
        for state in ("draft", "checked", "applied"):
            setattr(world, f"{prefix}{state}_import", _batch(world, world.users[role], f"{mark}{state}", state))
    inbound = world.places.inbound
    inbound.starts_on, inbound.ends_on = (
        date(inbound.fiscal_year, 9, 1),
        date(2099, 3, 20),
    )  # nobody is nominated for what is over
    inbound.save()
    colleague = factories.UserFactory(email="foreign-partner@roles.example.org")
    world.places.speaks_for(colleague, world.other_partner)
    for prefix, by in (("", world.users["partner"]), ("other_", colleague)):
        for state in ("draft", "checked", "applied"):
            source = f"{NOMINEES[prefix]}{state}"
            setattr(world, f"{prefix}{state}_nominees", _nominees(world, by, source, state))


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


def _nominees(world: Any, by: Any, source: str, state: str) -> ImportBatch:
    """Students whom a partner nominates; the right one is sent where the import is applied."""
    year = world.places.inbound.fiscal_year
    row = (f"Nominated {source}", "bachelor", world.program.name_en, year, f"{year}-09-01", f"{year + 1}-01-31")
    rows = [SheetRow(2, row), SheetRow(3, (f"Other {source}", *row[1:4], "8/32", row[5]))]
    sheet = Sheet(source, NOMINATION_HEADS, rows if state == "checked" else rows[:1])
    batch = imports.take(NOMINATIONS, sheet, by=by, now=clock.now())
    if state == "draft":
        return batch
    batch = imports.check(batch, by=by, now=clock.now())
    return imports.apply(batch, by=by, now=clock.now()) if state == "applied" else batch


def _rows(prefix: str, who: tuple[str, ...], relation: str, kind: str = "import") -> list[Row]:
    """The pages of one import, for those who may see it; whoever imports something else finds nothing there."""

    def of(state: str) -> Any:
        return lambda w: {"uid": getattr(w, f"{prefix}{state}_{kind}").uid}

    may = {role: 404 for role in (*KEEPERS, "partner") if role not in who}
    common: dict[str, Any] = {"relation": relation, "otherwise": 403}
    mark, column = (MARKS[prefix], "starts_on") if kind == "import" else (NOMINEES[prefix], "planned_starts_on")
    return [
        Row("mobility:import_preview", "GET", only(who) | may, kwargs=of("checked"), marker=lambda w: mark, **common),
        Row(
            "mobility:import_preview",
            "POST",
            only(who, status=302) | may,
            kwargs=of("checked"),
            data=lambda w: {"act": "check", f"c-3-{column}": "8/31", "shown": f'{{"c-3-{column}": "8/32"}}'},
            **common,
        ),
        Row("mobility:import_columns", "GET POST", only(who) | may, kwargs=of("draft"), **common),
        Row("mobility:import_wrong_xlsx", "GET", only(who) | may, kwargs=of("checked"), **common),
        Row("mobility:import_wrong_csv", "GET", only(who) | may, kwargs=of("checked"), **common),
        Row("mobility:import_undo", "POST", only(who, status=302) | may, kwargs=of("applied"), **common),
        Row("mobility:import_go_on", "POST", only(who, status=302) | may, kwargs=of("applied"), **common),
        Row("mobility:import_discard", "POST", only(who, status=302) | may, kwargs=of("checked"), **common),
    ]


SENDERS = (*KEEPERS, "partner")
SEEN = ((MARKS[""], KEEPERS), (MARKS["other_"], OFFICE), (NOMINEES[""], ("partner",)), (NOMINEES["other_"], ()))
"""Part of the name of a table, and on whose list it stands."""
ROWS = [
    *(
        Row(
            "mobility:import_list",
            "GET",
            only(SENDERS),
            relation="own" if mark in (MARKS[""], NOMINEES[""]) else "foreign",
            marker=lambda w, mark=mark: f"{mark}draft",
            sees=who,
        )
        for mark, who in SEEN
    ),
    Row("mobility:import_start", "GET POST", only(SENDERS)),
    Row("mobility:import_sheets", "GET POST", only(SENDERS, status=302)),
    *_rows("", KEEPERS, "own"),
    *_rows("other_", OFFICE, "foreign"),
    *_rows("", ("partner",), "own", "nominees"),
    *_rows("other_", (), "foreign", "nominees"),
]
