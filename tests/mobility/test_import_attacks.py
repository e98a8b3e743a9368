"""What nobody types and no page sends, against the pages of imports: a refusal, and nothing that could not be shown again."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from kanazawa_exchange.lib import imports as kinds
from tests.lib.tables import making

from .tables import HANA, checked, rows_of

DEEP = "[" * 200_000
LONG, LARGE = "9" * 5000, "9" * 25
NO_TEXTS = ("a\0b", "x" * 40_000)


def path(name, *args):
    with override("en"):
        return reverse(f"mobility:{name}", args=args)


@pytest.fixture
def batch(world, sato):
    return checked(sato, HANA)


@pytest.fixture
def desk(sato, sign_in):
    return sign_in(sato)


@pytest.mark.parametrize(
    "sent",
    [
        {"shown": DEEP, "act": "check"},
        {"act": "check", "answer": f"{LONG}|note|x"},
        {"act": "check", "answer": f"{LARGE}|note|x"},
        {"act": "register_chosen", "row": LONG},
        {"act": "register_chosen", "row": LARGE},
        *({"act": "check", "c-2-note": text} for text in NO_TEXTS),
        *({"act": "check", "answer": f"2|note|{text}"} for text in NO_TEXTS),
    ],
)
def test_the_preview_takes_nothing_that_it_could_not_show(batch, desk, sent):
    answer = desk.post(path("import_preview", batch.uid), sent)
    assert answer.status_code in (200, 302)
    assert rows_of(batch)[0].fixes == {}
    batch.refresh_from_db()
    assert batch.state == "checked"


@pytest.mark.parametrize(
    "sent", [DEEP, LONG, *(json.dumps([["c-2-note", "", text]]) for text in (*NO_TEXTS, "\ud800"))]
)
def test_the_grid_takes_nothing_that_it_could_not_show(batch, desk, sent):
    answer = desk.post(path("import_grid_save", batch.uid), {"cells": sent})
    assert answer.status_code == 400 or [name for name, _why in answer.json()["impossible"]] == ["c-2-note"]
    assert rows_of(batch)[0].fixes == {}
    assert desk.get(path("import_grid", batch.uid)).status_code == 200


def test_what_was_shown_before_is_read_as_far_as_it_can_be(batch, desk):
    answer = desk.post(path("import_grid", batch.uid), {"shown": DEEP, "c-2-note": "Typed"})
    assert answer.status_code == 302
    assert rows_of(batch)[0].fixes == {"note": "Typed"}


def test_a_table_of_a_kind_that_is_not_known_any_more_is_not_typed_in(batch, desk, monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", {code: kind for code, kind in kinds._kinds.items() if code != "stays"})
    assert desk.get(path("import_grid", batch.uid)).status_code == 404


@pytest.mark.parametrize("number", ["nan", "1e999", "-inf", "9" * 400])
def test_a_number_that_is_none_is_no_cell(world, desk, number):
    rows = f'<row><c t="inlineStr"><is><t>学籍番号</t></is></c></row><row><c><v>{number}</v></c></row>'.encode()
    file = SimpleUploadedFile("stays.xlsx", making.with_sheet(making.sheet(rows)))
    answer = desk.post(path("import_start"), {"kind": "stays", "text": "", "file": file})
    assert answer.text.count("errorlist") == 1
