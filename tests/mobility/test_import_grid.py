"""The page of a table that is typed: its boxes, what is wrong in each, and what a browser saves by itself."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.lib import clock
from mobility.forms.import_grid import touched
from mobility.models import ImportBatch
from mobility.queries import import_grid
from mobility.services import imports
from mobility.services.import_stays import STAYS
from mobility.services.imports import Cell
from programs.queries.labels import run_label

from .tables import HANA, TARO, applied, checked, many, rows_of, with_cell


def path(name, *args):
    with override("en"):
        return reverse(f"mobility:{name}", args=args)


def opened(by, columns=("name", "note")):
    return imports.open_empty(STAYS, columns, {}, source="Typed", by=by, now=clock.now())


def type_in(batch, by, *cells):
    return imports.type_in(batch, [Cell(*cell) for cell in cells], by=by, now=clock.now())


def test_a_table_is_begun_with_its_columns(world, sato, sign_in):
    browser = sign_in(sato)
    answer = browser.post(path("import_grid_new"), {"source": "", "columns": ["note", "name"]}, follow=True)
    batch = ImportBatch.objects.get()
    assert (sorted(batch.mapping), batch.source) == (["name", "note"], "@typed")
    assert answer.text.count('name="c-5-note"') == 1
    assert "<h1>Type in a table</h1>" in answer.text
    assert "Choose at least one column." in browser.post(path("import_grid_new"), {"columns": []}).text


def test_a_form_saves_the_boxes_that_were_touched(world, sato, sign_in):
    batch = checked(sato, HANA)
    address = path("import_grid", batch.uid)
    page = sign_in(sato).get(address)
    shown = json.loads(page.context["grid"].shown)
    assert shown["c-2-student_number"] == "1712"
    assert "<h1>Correct in a grid</h1>" in page.text
    answer = sign_in(sato).post(
        address, {"shown": json.dumps(shown), "c-2-student_number": "1712", "c-2-note": "Typed"}
    )
    assert answer.status_code == 302
    assert rows_of(batch)[0].fixes == {"note": "Typed"}


def test_an_emptied_row_goes_only_if_it_was_typed(world, sato):
    batch = checked(sato, ("1712", "Yamada Hana", "further"), heads=("学籍番号", "ローマ字", "zzz"))
    type_in(batch, sato, (2, "student_number", "1712", ""), (2, "name_latin", "Yamada Hana", ""))
    assert [row.cells[2] for row in rows_of(batch)] == ["further"]
    typed = opened(sato)
    type_in(typed, sato, (1, "note", "", "A"))
    type_in(typed, sato, (1, "note", "A", ""))
    assert rows_of(typed) == []


def test_both_texts_are_shown_when_somebody_else_was_faster(world, sato, sign_in):
    batch = opened(sato)
    type_in(batch, sato, (1, "note", "", "theirs"))
    answer = sign_in(sato).post(path("import_grid", batch.uid), {"shown": "{}", "c-1-note": "mine", "c-2-note": "new"})
    assert answer.status_code == 409
    assert ">\nmine</textarea>" in answer.text
    assert "Somebody else has typed “theirs” here." in answer.text
    assert [row.fixes["note"] for row in rows_of(batch)] == ["theirs", "new"]
    again = {"shown": answer.context["grid"].shown, "c-1-note": "mine"}
    assert sign_in(sato).post(path("import_grid", batch.uid), again).status_code == 302
    assert rows_of(batch)[0].fixes["note"] == "mine"


def test_what_is_wrong_stands_at_its_cell_in_words(world, sato, sign_in):
    batch = checked(sato, with_cell(HANA, "出発", "8/32"))
    page = sign_in(sato).get(path("import_grid", batch.uid)).text
    assert 'aria-describedby="e-c-2-starts_on"' in page
    assert "There is no day 32 in month 8" in page


def test_what_is_near_is_called_as_the_reader_knows_it(world, sato, sign_in):
    batch = checked(sato, with_cell(HANA, "相手大学", "Kazan Federal Univercity"))
    page = sign_in(sato).get(path("import_grid", batch.uid))
    assert f"Nearest: {world.kazan.name_en}" in page.text
    assert world.kazan.name_en in page.context["grid"].columns[5].offered


def test_a_browser_saves_by_itself_and_is_told_of_all_rows(world, sato, sign_in):
    batch = checked(sato, HANA, with_cell(TARO, "出発", "8/32"))
    cells = [["c-2-note", "", "Typed"], ["c-2-moon", "", ""], ["c-3-student_number", "9", "8"]]
    told = sign_in(sato).post(path("import_grid_save", batch.uid), {"cells": json.dumps(cells)}).json()
    assert told["rows"]["2"] == {"look": "now", "words": "New", "faults": [], "cells": {}}
    assert list(told["rows"]["3"]["cells"]) == ["starts_on"]
    assert told["elsewhere"] == [[3, "student_number", "1715"]]
    assert told["counts"] == [["New", 1], ["To be corrected", 1]]


@pytest.mark.parametrize("cells", ["", "{}", "[1]", '[["a", 1, ""]]', '[["c-1-note", "x"]]'])
def test_what_no_browser_of_ours_sends_is_refused(world, sato, sign_in, cells):
    assert sign_in(sato).post(path("import_grid_save", opened(sato).uid), {"cells": cells}).status_code == 400


def test_boxes_of_questions_are_typed_too():
    """The columns of a questionnaire have digits and hyphens in their names."""
    cells = touched({"c-1-q_ability-2": "3", "c-1-q_ability-2; x": "3"}, "{}")
    assert cells == [Cell(1, "q_ability-2", "", "3")]


def test_a_long_table_saves_no_cell_by_itself(world, sato, sign_in, monkeypatch):
    batch = checked(sato, HANA)
    monkeypatch.setattr("mobility.services.imports.MOST_TYPED", 0)
    answer = sign_in(sato).post(path("import_grid_save", batch.uid), {"cells": json.dumps([["c-2-note", "", "x"]])})
    assert (answer.status_code, "too long" in answer.json()["refused"]) == (409, True)
    assert rows_of(batch)[0].fixes == {}


def test_a_row_far_below_the_table_draws_no_million_rows(world, sato, sign_in, monkeypatch):
    monkeypatch.setattr(import_grid, "FARTHEST", 7)
    batch = opened(sato)
    answer = sign_in(sato).post(path("import_grid", batch.uid), {"shown": "{}", "c-999999-note": "x" * 40_000})
    assert (answer.status_code, len(answer.context["grid"].rows), batch.rows.count()) == (409, 7, 0)


def test_a_table_that_is_registered_or_long_is_not_typed_in(world, sato, sign_in, monkeypatch):
    batch = applied(sato, HANA)
    browser = sign_in(sato)
    assert browser.get(path("import_grid", batch.uid)).status_code == 302
    answer = browser.post(path("import_grid_save", batch.uid), {"cells": '[["c-2-note", "", "x"]]'})
    assert (answer.status_code, "refused" in answer.json()) == (409, True)
    monkeypatch.setattr(imports, "MOST_TYPED", 0)
    assert browser.get(path("import_grid", checked(sato, TARO).uid)).status_code == 302


def test_a_long_table_has_pages_and_grows_on_the_last_one(world, sato, sign_in, monkeypatch):
    monkeypatch.setattr(import_grid, "MOST_ROWS", 2)
    batch = checked(sato, *many(3))
    browser = sign_in(sato)
    first, last = (browser.get(path("import_grid", batch.uid), {"page": page}).context["grid"] for page in ("1", "9"))
    assert ([row.id for row in first.rows], first.is_last) == (["2", "3"], False)
    assert ([row.id for row in last.rows], last.number) == (["4", *"56789"], 2)


def test_what_holds_for_all_rows_is_said_above_them(world, sato, sign_in):
    given = {"direction": "outbound", "run": str(world.outbound.uid), "fiscal_year": "2018"}
    batch = imports.open_empty(STAYS, ["name"], given, source="Typed", by=sato, now=clock.now())
    told = sign_in(sato).get(path("import_grid", batch.uid)).context["grid"].given
    assert [label for label, _words in told] == ["Programme run", "Fiscal year", "Direction"]
    assert told[0][1] == run_label(world.outbound)
    assert told[2][1] == "Outbound"


def test_columns_and_rows_are_added(world, sato, sign_in):
    batch = opened(sato)
    told = sign_in(sato).get(path("import_grid", batch.uid), {"with": ["level", "moon"], "spare": "7"}).context["grid"]
    assert [column.key for column in told.columns] == ["name", "note", "level"]
    assert "Master's level" in told.columns[2].offered
    assert len(told.rows) == 7
    assert "run" not in {column.key for column in told.further}


def test_one_row_and_three_cost_the_same_queries(world, sato, sign_in):
    browser = sign_in(sato)
    counts = []
    for rows in (many(1), many(3)):
        batch = checked(sato, *rows)
        with CaptureQueriesContext(connection) as queries:
            browser.get(path("import_grid", batch.uid))
        counts.append(len(queries))
    assert counts[0] == counts[1]
