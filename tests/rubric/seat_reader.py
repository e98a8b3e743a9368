"""What a member of a committee sees of the survey: the pages and files of every filter that they offer, put together."""

import io
import re
from itertools import product
from typing import Any

from django.test import Client
from openpyxl import load_workbook

from programs.models import Program
from tests.list_files import content_of, csv_rows
from tests.markup import compact
from tests.rubric.public_reader import Figures, Seen, Where, options

AT = "/en/rubric/cohorts/"
FILES = ("csv", "xlsx", "pdf")


def everything(client: Client) -> Seen:
    """Every year, direction and programme, on three pages and in two files; the document has the figures of the workbook."""
    seen = Seen({}, {})
    first = client.get(AT).content.decode()
    words = ("fy", "direction", "program")
    for chosen in product(*(options(first, word) for word in words)):
        query = dict(zip(words, chosen, strict=True))
        _read_page(client, query, seen)
        _read_comparisons(client, query, seen)
        seen.addresses += 1
    return seen


def _where(query: dict[str, str]) -> Where:
    return f"russia-{query['fy']}", query["direction"], query["program"]


def _read_page(client: Client, query: dict[str, str], seen: Seen) -> None:
    """The page, and its file for machines, which there is exactly when the page shows figures."""
    page = compact(client.get(AT, query).content.decode())
    whole = [int(number) for number in re.findall(r"(\d+) pairs?, \d+ missing", page)]
    pairs = whole or [int(number) for number in re.findall(r"Pairs: (\d+)", page)]
    assert not whole or query["direction"] == query["program"] == ""  # of no other group it is public who is missing
    file = client.get(f"{AT}csv/", query)
    assert (file.status_code == 200) is bool(pairs), query
    if not pairs:
        assert not re.search(r"\d+ (people|pairs)", page.split("</form>")[-1])
        return
    rows = csv_rows(client, f"{AT}csv/", **query)
    figures = tuple(_figures([row for row in rows if row["ability"] == code]) for code in _in_order(rows))
    assert [each.n for each in figures] == pairs
    seen.note(_where(query), figures)


def _in_order(rows: list[dict[str, str]]) -> list[str]:
    return list(dict.fromkeys(row["ability"] for row in rows))


def _figures(rows: list[dict[str, str]]) -> Figures:
    both = [row for row in rows if row["before"] and row["after"]]
    assert not [
        row for row in rows if bool(row["before"]) != bool(row["after"])
    ]  # of those who answered once nothing is told
    levels = [
        tuple(sum(int(row["people"]) for row in both if row[when] == str(level)) for level in range(4))
        for when in ("before", "after")
    ]
    moved = [(int(row["after"]) - int(row["before"]), int(row["people"])) for row in both]
    ways = tuple(sum(people for way, people in moved if (way > 0) - (way < 0) == sign) for sign in (1, 0, -1))
    return Figures(sum(levels[0]), *levels, moved=ways)


def _read_comparisons(client: Client, query: dict[str, str], seen: Seen) -> None:
    """Programmes and years side by side: which stand there, and with how many pairs."""
    file = client.get(f"{AT}xlsx/", query)
    if file.status_code == 400:
        _read_programs_page(client, query, seen)
        return
    book = load_workbook(io.BytesIO(content_of(file)))
    names = {program.name_en: program.slug for program in Program.objects.all()}
    assert len(book.worksheets) == 4  # no finer cells
    for label, pairs in _beside(book.worksheets[2]):
        seen.count(_where({**query, "program": names[label]}), pairs)
    for label, pairs in _beside(book.worksheets[3]):
        seen.count(_where({**query, "fy": label.removeprefix("FY")}), pairs)
    _read_programs_page(client, query, seen)


def _beside(sheet: Any) -> list[tuple[str, int]]:
    rows = sheet.iter_rows(min_row=4, max_col=3, values_only=True)
    return [(str(row[1]), row[2]) for row in rows if row[1] and isinstance(row[2], int)]


def _read_programs_page(client: Client, query: dict[str, str], seen: Seen) -> None:
    """A withheld programme is not named in the tables of either page."""
    page = compact(client.get(f"{AT}programs/", query).content.decode())
    for row in re.findall(r'<tr role="row">.*?</tr>', page):
        if found := re.search(r"[?;&]program=([\w-]+)\">", row):
            (number,) = re.findall(r'data-l="Pairs">(\d+)<', row)
            seen.count(_where({**query, "program": found.group(1)}), int(number))
    page = compact(client.get(f"{AT}years/", query).content.decode())
    for year, pairs in re.findall(r">(\d{4})</a>.*?<td class=\"n\">(\d+)</td>", page):
        seen.count(_where({**query, "fy": year}), int(pairs))
