"""Every awkward text of the corpus comes in by the form and by every kind of table, is stored and found, and goes out unchanged."""

import csv
import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from kanazawa_exchange.accounts.models import PersonName
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.cells.names import in_one_cell
from kanazawa_exchange.lib.cells.scripts import script_of
from kanazawa_exchange.lib.imports import mapped
from kanazawa_exchange.lib.names import CYRILLIC, LATIN, Spelling
from kanazawa_exchange.lib.tables import Table, table, tables
from kanazawa_exchange.lib.tables.refusals import NotInEncoding
from kanazawa_exchange.lib.workbook import csv_bytes
from mobility.models import Mobility
from mobility.services import imports
from mobility.services.import_stays import STAYS
from mobility.services.imports.tables import sheet_of
from tests.factories import InstitutionFactory
from tests.lib import corpus
from tests.list_files import csv_rows, sheet_rows

from .tables import problems
from .test_pages import dispatch

Item = dict[str, Any]


def of(outcome: str, *kinds: str) -> list[Item]:
    """The items of these fields whose outcome begins so."""
    return [item for item in corpus.ITEMS if item["field"] in kinds and item["checks"]["outcome"].startswith(outcome)]


NAMES, TEXTS = of("accept", "person_name", "passport_name"), of("accept", "free_text")
REFUSED_NAMES, REFUSED_TEXTS = of("refuse", "person_name"), of("refuse", "free_text")
HEADS = ("student_number", "fiscal_year", "program", "direction", "partner", "starts_on", "ends_on", "note")
PARTS = ("kanji_family", "kana_family", "latin_family", "latin_given", "cyrillic_family")
STAY = ("2018", "cultural", "outbound", "kazan-federal-university", "2018-08-20", "2018-09-03")


def script(item: Item) -> str:
    known = script_of(corpus.value(item))
    return known or (CYRILLIC if item["group"] == "cyrillic" else LATIN)


def part(item: Item) -> str:
    """The column of the name: its family name, unless it has none."""
    return f"{script(item)}_{'given' if 'family_name_empty' in item['checks'] else 'family'}"


def kept(item: Item) -> str:
    """What is stored of the item; white space around a text is none of it."""
    return str(item["checks"].get("stored", corpus.value(item).strip()))


def rows() -> list[tuple[str, ...]]:
    """A row for each name with a text in its note; some texts stand twice."""
    lines = []
    for number, item in enumerate(NAMES):
        name = tuple(corpus.value(item) if column == part(item) else "" for column in PARTS)
        lines.append((item["id"], *name, *STAY, corpus.value(TEXTS[number % len(TEXTS)])))
    return lines


ALL = ("student_number", *PARTS, *HEADS[1:])


def sayable(lines: list[tuple[str, ...]], encoding: str) -> list[tuple[str, ...]]:
    """The rows that the encoding gives back."""
    return [line for line in lines if all(text.encode(encoding, "replace").decode(encoding) == text for text in line)]


def as_workbook(lines: list[tuple[str, ...]]) -> Table:
    book = Workbook(write_only=True)
    page = book.create_sheet()
    for line in (ALL, *lines):
        cells = [WriteOnlyCell(page, value=text.replace("\r", "_x000D_")) for text in line]
        for cell in cells:
            cell.data_type = "s"  # as a cell that is formatted as text
        page.append(cells)
    out = io.BytesIO()
    book.save(out)
    (only,) = tables(out, "corpus.xlsx")
    return only


def as_csv(encoding: str) -> Callable[[list[tuple[str, ...]]], Table]:
    def written(lines: list[tuple[str, ...]]) -> Table:
        text = csv_bytes([ALL, *lines], bom=False).decode()
        (only,) = tables(io.BytesIO(text.encode(encoding)), "corpus.csv")
        return only

    return written


def as_paste(lines: list[tuple[str, ...]]) -> Table:
    """As a spreadsheet program copies: quoted where it must be, tabs between."""
    out = io.StringIO(newline="")
    csv.writer(out, "excel-tab").writerows([ALL, *lines])
    return table(out.getvalue())


WAYS: dict[str, tuple[Callable[[list[tuple[str, ...]]], Table], str]] = {
    "workbook": (as_workbook, "utf-8"),
    "csv": (as_csv("utf-8-sig"), "utf-8"),
    "csv without mark": (as_csv("utf-8"), "utf-8"),
    "csv in UTF-16": (as_csv("utf-16"), "utf-8"),
    "csv of a Japanese office": (as_csv("cp932"), "cp932"),
    "paste": (as_paste, "utf-8"),
}


def brought_in(by: Any, given: Table) -> Any:
    batch = imports.check(
        imports.take(STAYS, sheet_of(given, STAYS, "corpus"), by=by, now=clock.now()), by=by, now=clock.now()
    )
    assert problems(batch) == {}
    return imports.apply(batch, by=by, now=clock.now())


def stored() -> Iterator[tuple[str, str, str]]:
    """Number of the person, the one spelling, the note of the stay."""
    for stay in Mobility.objects.select_related("person").order_by("person__student_number"):
        (name,) = PersonName.objects.filter(person=stay.person)
        yield stay.person.student_number, name.family or name.given, stay.note


def expected(lines: list[tuple[str, ...]]) -> list[tuple[str, str, str]]:
    texts = {corpus.value(item): kept(item) for item in TEXTS}
    names = {item["id"]: kept(item) for item in NAMES}
    return sorted((line[0], names[line[0]], texts[line[-1]]) for line in lines)


@pytest.mark.parametrize("way", WAYS)
def test_a_table_brings_every_text_in_unchanged(world: Any, sato: Any, way: str) -> None:
    write, encoding = WAYS[way]
    lines = sayable(rows(), encoding)
    brought_in(sato, write(lines))
    assert list(stored()) == expected(lines)
    assert len(lines) > 20


@pytest.mark.parametrize("item", NAMES, ids=corpus.name_of)
def test_the_form_takes_every_name(world: Any, sato: Any, sign_in: Any, item: Item) -> None:
    typed = dispatch(world, actual_starts_on="2018-08-20", actual_ends_on="2018-09-03")
    typed |= {"latin_family": "", "latin_given": "", part(item): corpus.value(item)}
    browser = sign_in(sato)
    page = browser.post("/en/mobility-records/register/", typed)
    if page.status_code == 200:  # asked first
        asked = " ".join(doubt.code for doubt in page.context["doubts"])
        page = browser.post("/en/mobility-records/register/", typed | {"overruled": asked})
    assert page.status_code == 302
    assert [name for _number, name, _note in stored()] == [kept(item)]
    assert item["checks"]["outcome"] == "accept" or asked


@pytest.mark.parametrize("item", TEXTS, ids=corpus.name_of)
def test_the_form_takes_every_text(world: Any, sato: Any, sign_in: Any, item: Item) -> None:
    typed = dispatch(world, actual_starts_on="2018-08-20", actual_ends_on="2018-09-03", note=corpus.value(item))
    assert sign_in(sato).post("/en/mobility-records/register/", typed).status_code == 302
    assert Mobility.objects.get().note == kept(item)


@pytest.mark.parametrize("item", [*REFUSED_NAMES, *REFUSED_TEXTS], ids=corpus.name_of)
def test_what_the_corpus_refuses_is_refused_with_a_sentence(world: Any, sato: Any, sign_in: Any, item: Item) -> None:
    box = "latin_family" if item in REFUSED_NAMES else "note"
    typed = dispatch(world, actual_starts_on="2018-08-20", actual_ends_on="2018-09-03") | {box: corpus.value(item)}
    page = sign_in(sato).post("/en/mobility-records/register/", typed)
    assert page.status_code == 200
    assert 'class="error-summary"' in page.text
    text = corpus.value(item)
    if "\0" not in text and len(text) <= 32_000:
        row = dict.fromkeys(ALL, "") | dict(zip(HEADS, ("X1", *STAY, ""), strict=True))
        row |= {"latin_given": "Anna", box: text}
        heads = tuple(row)
        given = imports.Sheet("corpus", heads, [imports.SheetRow(2, tuple(row.values()))])
        batch = imports.check(imports.take(STAYS, given, by=sato, now=clock.now()), by=sato, now=clock.now())
        assert [column for column, _code in problems(batch)[2]] == [box]
    assert Mobility.objects.count() == 0


def test_every_name_is_found_by_what_people_type(world: Any, sato: Any, sign_in: Any) -> None:
    brought_in(sato, as_workbook(rows()))
    browser, wrong = sign_in(sato), []
    for item in NAMES:
        for words, is_found in (("found_by", True), ("not_found_by", False)):
            for typed in item["checks"].get(words, ()):
                found = {row["Student number"] for row in csv_rows(browser, "/en/mobility-records/csv/", q=typed)}
                if (item["id"] in found) is not is_found:
                    wrong.append((item["id"], words, typed))
    assert wrong == []


@pytest.mark.parametrize("language", ["ja", "en", "ru"])
def test_every_text_goes_out_unchanged(world: Any, sato: Any, sign_in: Any, language: str) -> None:
    lines = rows()
    brought_in(sato, as_workbook(lines))
    browser, address = sign_in(sato), f"/{language}/mobility-records"
    (of_csv,) = tables(io.BytesIO(b"".join(browser.get(f"{address}/csv/").streaming_content)), "records.csv")
    head, *cells = [row.cells for row in of_csv.rows]
    place = mapped(STAYS.columns, [str(text) for text in head]).positions
    of_sheet = sheet_rows(browser, f"{address}/xlsx/", len(head))
    names = {item["id"]: Spelling(script(item), **{part(item).partition("_")[2]: kept(item)}) for item in NAMES}
    for found in (cells, of_sheet):
        told = [(row[place["student_number"]], _name(row, place), row[place["note"]] or "") for row in found]
        assert sorted(told) == [(number, in_one_cell(names[number]), note) for number, _text, note in expected(lines)]


def _name(row: Any, place: dict[str, int]) -> str:
    (name,) = [row[at] for key, at in place.items() if key.startswith("name_") and row[at]]
    return str(name)


# --- Days, numbers, years, places, files ---------------------------------------------------------------------------------


def read_in(by: Any, heads: tuple[str, ...], lines: list[tuple[str, ...]], way: str) -> list[Any]:
    """The rows of a table as they were read."""
    if way == "workbook":
        book = Workbook()
        for line in (heads, *lines):
            book.active.append(line)
        out = io.BytesIO()
        book.save(out)
        (only,) = tables(out, "corpus.xlsx")
    else:
        (only,) = tables(io.BytesIO(csv_bytes([heads, *lines], bom=True)), "corpus.csv")
    taken = imports.take(STAYS, sheet_of(only, STAYS, "corpus"), by=by, now=clock.now())
    return list(imports.check(taken, by=by, now=clock.now()).rows.order_by("number"))


@pytest.mark.parametrize("way", ["workbook", "csv"])
@pytest.mark.parametrize(
    ("column", "field", "check"),
    [
        ("enrolled_on", "date", "iso"),
        ("fiscal_year", "fiscal_year", "fiscal_year"),
        ("credits_expected", "number", "number"),
    ],
)
def test_days_years_and_numbers_are_read_or_told(world: Any, sato: Any, column: str, field: str, check: str, way: str):
    """Only a table knows the number of a day in a spreadsheet, and the order in which its column writes days: both are noted."""
    items = [item for item in corpus.ITEMS if item["field"] == field and item["kind"] in ("date", "text", "number")]
    items = [item for item in items if field != "fiscal_year" or item["kind"] == "text"]
    heads = ("student_number", column, "latin_family", "latin_given")
    lines = [(item["id"], corpus.value(item), "Testova", f"An{chr(97 + at)}") for at, item in enumerate(items)]
    for item, row in zip(items, read_in(sato, heads, lines, way), strict=True):
        said, wanted = row.said.get(column), item["checks"].get(check, item["checks"].get("spreadsheet_serial"))
        if wanted is None:
            assert item["checks"]["outcome"] == "refuse"
            told = "order_of_column" in row.notes.get(column, "")
            assert told or column in [problem["column"] for problem in row.problems]
        else:
            assert str(next(iter(said.values())) if isinstance(said, dict) else said) in (str(wanted), f"{wanted}.0")
            assert item["checks"]["outcome"] == "accept" or row.notes[column] == "serial"


@pytest.mark.parametrize("item", of("accept", "place_name", "organisation_name"), ids=corpus.name_of)
def test_a_place_is_found_by_its_name_and_written_out_by_it(world: Any, sato: Any, sign_in: Any, item: Item) -> None:
    InstitutionFactory(name_en=corpus.value(item))
    world.sent(receiving=InstitutionFactory(name_en=f"{corpus.value(item)} 2"))
    (row,) = read_in(sato, HEADS, [("X1", *STAY[:3], corpus.value(item), *STAY[4:], "")], "csv")
    assert "partner" not in [problem["column"] for problem in row.problems]
    told = csv_rows(sign_in(sato), "/en/mobility-records/csv/")[0]
    assert told["Receiving institution"] == f"{corpus.value(item)} 2"


@pytest.mark.parametrize("item", of("", "import_file"), ids=corpus.name_of)
def test_bytes_are_read_in_the_encoding_that_is_chosen_or_refused(item: Item) -> None:
    data = bytes.fromhex(item["value"])
    for encoding, text in item["checks"].get("decodes", {}).items():
        chosen = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(encoding, encoding)
        (only,) = tables(io.BytesIO(data), "corpus.csv", encoding=chosen)
        assert [row.cells for row in only.rows] == [(text,)]
    if item["checks"]["outcome"] == "refuse":
        with pytest.raises(NotInEncoding):
            tables(io.BytesIO(data), "corpus.csv", encoding="utf-8")
