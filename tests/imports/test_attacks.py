"""Files made to do harm are refused by the command in a sentence of the reader's language, in flat memory, and leave nothing."""

import time
import tracemalloc

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from kanazawa_exchange.lib.languages import LANGUAGES
from kanazawa_exchange.lib.tables import limits
from mobility.models import ImportBatch
from tests.lib.tables import making
from tests.lib.tables.attacks import FLAT, MEGABYTE

from .corruptions import HEADS
from .digests import differing, digests

OF_SESSIONS = {"django_session", "portal_cache"}
HEAD = tuple(HEADS.values())
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'


def of_a_million_rows() -> bytes:
    rows = b"".join(
        b'<row r="%d"><c r="A%d"><v>1</v></c><c r="B%d"><v>2</v></c></row>' % (n, n, n) for n in range(1, 2**20)
    )
    return making.with_sheet(making.sheet(rows, dimension="A1"))


def of_two_cells() -> bytes:
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="B1048576"><v>2</v></c></row>'
    return making.with_sheet(making.sheet(rows, dimension="A1"))


def of_one_text() -> bytes:
    """Eight kilobytes that would become three hundred megabytes of rows."""
    return making.with_texts(HEAD, *(["字" * 30_000] * 2 for _row in range(5_000)))


def of_long_first_rows() -> bytes:
    """A header whose rows, held to look for it, would be half a gigabyte."""
    long = ["x" * 32_000 + str(number) for number in range(3)]
    return making.with_texts(HEAD, *([text for text in long for _time in range(66)] for _row in range(300)))


def of_long_labels() -> bytes:
    """Texts that stand alone in their rows, and are none of a table."""
    return making.with_texts(HEAD, *(["字" * 30_000 + str(number % 50)] for number in range(5_000)))


def beside(parts: dict[str, bytes]) -> bytes:
    return making.repacked(making.workbook([HEAD, ["a"]]), parts)


ATTACKS = {
    "a zip bomb": lambda: beside({f"xl/media/{place}.png": b"\0" * 60 * MEGABYTE for place in range(10)}),
    "a million rows of two cells": of_a_million_rows,
    "two cells a million rows apart": of_two_cells,
    "one long text in every cell": of_one_text,
    "long texts beside the table": of_long_first_rows,
    "long labels": of_long_labels,
    "values of other files": lambda: beside({"xl/externalLinks/externalLink1.xml": b"<x/>"}),
    "macros": lambda: beside({"xl/vbaProject.bin": b"x"}),
    "entities": lambda: making.with_sheet(BOMB + making.sheet(b"")),
    "elements within elements": lambda: beside({"xl/styles.xml": b"<x>" * 300_000 + b"</x>" * 300_000}),
    "fifty megabytes in one line": lambda: b"a," * 25 * MEGABYTE,
    "a web page": lambda: b"<html><table><tr><td>a</td></tr></table></html>",
}


@pytest.mark.parametrize("name", ATTACKS)
def test_the_command_refuses_it_in_three_languages(name, world, sato, tmp_path):
    data = ATTACKS[name]()
    path = tmp_path / ("x.xlsx" if data.startswith(b"PK") else "x.csv")
    path.write_bytes(data)
    before = digests()
    said = {}
    for language in LANGUAGES:
        tracemalloc.start()
        began = time.process_time()
        try:
            with pytest.raises(CommandError) as refusal:
                call_command("import_mobilities", str(path), "--by", "sato@example.org", "--lang", language)
            took, peak = time.process_time() - began, tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        said[language] = str(refusal.value)
    print(
        f"{name}: {len(data) / MEGABYTE:.2f} MB refused after {took:.2f} s with {peak / MEGABYTE:.1f} MB: {said['en']}"
    )
    assert len(set(said.values())) == 3
    assert all(sentence.rstrip().endswith((".", "。", ")")) for sentence in said.values()), said
    assert peak < 3 * FLAT
    assert differing(before, digests()) == set()
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("name", [name for name in ATTACKS if name != "fifty megabytes in one line"])
def test_the_page_refuses_it_at_its_box(name, world, sato, sign_in):
    data = ATTACKS[name]()
    browser = sign_in(sato)
    before = digests()
    for language in LANGUAGES:
        address = reverse("mobility:import_start").replace("/ja/", f"/{language}/", 1)
        file = SimpleUploadedFile("x.xlsx" if data.startswith(b"PK") else "x.csv", data)
        tracemalloc.start()
        try:
            page = browser.post(address, {"kind": "stays", "file": file})
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert page.status_code == 200
        assert page.context["form"].errors.keys() == {"file"}
    print(f"{name}: {len(data) / MEGABYTE:.2f} MB refused by the page with {peak / MEGABYTE:.1f} MB")
    assert peak < 3 * FLAT + 2 * len(data)
    assert differing(before, digests()) <= OF_SESSIONS
    assert not ImportBatch.objects.exists()


def test_fifty_megabytes_do_not_come_as_far_as_the_page(world, sato, sign_in):
    file = SimpleUploadedFile("x.csv", b"a," * 25 * MEGABYTE)
    page = sign_in(sato).post(reverse("mobility:import_start"), {"kind": "stays", "file": file})
    assert page.status_code == 413
    assert not ImportBatch.objects.exists()


def test_sheets_that_each_hold_a_little_less_are_too_much_together(world, sato, sign_in, monkeypatch):
    book = making.workbook(*([HEAD, ["字" * 10_000] * 5] for _sheet in range(4)))
    monkeypatch.setattr(limits, "TEXT", 210_000)
    browser = sign_in(sato)

    def sent():
        file = SimpleUploadedFile("x.xlsx", book)
        return browser.post(reverse("mobility:import_start"), {"kind": "stays", "file": file})

    assert sent().status_code == 302
    ImportBatch.objects.all().delete()
    monkeypatch.setattr(limits, "TEXT", 190_000)  # control and guard: one of them would still fit
    assert sent().context["form"].errors.keys() == {"file"}
    assert not ImportBatch.objects.exists()
