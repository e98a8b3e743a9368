"""What a reader of the public results sees: every page of every filter in every language, and the file, put together."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from django.test import Client

from tests.markup import compact

Where = tuple[str, str, str]
"""Year, direction, programme; empty is all of them."""
Numbers = tuple[int, ...]


@dataclass(frozen=True)
class Figures:
    """What stands on a page about one ability: pairs, levels before and after, rose, stayed, fell."""

    n: int
    before: Numbers
    after: Numbers
    moved: Numbers


@dataclass
class Seen:
    """Everything that was published, by group; a group that is shown twice is shown alike."""

    pairs: dict[Where, int]
    figures: dict[Where, tuple[Figures, ...]]
    addresses: int = 0

    def note(self, where: Where, figures: tuple[Figures, ...]) -> None:
        assert self.figures.setdefault(where, figures) == figures, where
        self.count(where, max(each.n for each in figures))

    def count(self, where: Where, pairs: int) -> None:
        assert self.pairs.setdefault(where, pairs) == pairs, where


Words = dict[str, str]


def everything(
    client: Client, languages: tuple[str, ...] = ("ja", "en", "ru"), beside: tuple[Words, ...] = ({},)
) -> Seen:
    """Every filter that the page offers, with these further words in its address."""
    seen = Seen({}, {})
    for language in languages:
        first = client.get(f"/{language}/results/abilities/").content.decode()
        offered = [options(first, name) for name in ("year", "direction", "program")]
        for year in offered[0]:
            of_year = client.get(f"/{language}/results/abilities/", {"year": year}).content.decode()
            for direction, program in product(options(of_year, "direction"), options(of_year, "program")):
                query = {"year": year, "direction": direction, "program": program}
                for further in beside:
                    page = client.get(f"/{language}/results/abilities/", {**query, **further})
                    assert page.status_code == 200
                    _read_page(compact(page.content.decode()), (year, direction, program), seen)
        _read_file(client.get(f"/{language}/results/abilities/csv/").content.decode("utf-8-sig"), seen)
    return seen


def options(page: str, name: str) -> list[str]:
    """The values of one box of the filter."""
    box = re.search(rf'<select name="{name}".*?</select>', page, re.S)
    return re.findall(r'<option value="([^"]*)"', box.group(0)) if box else []


def _read_page(page: str, where: Where, seen: Seen) -> None:
    if figures := tuple(_abilities(page)):
        seen.note(where, figures)
    for query, number in re.findall(
        r'<td role="cell" class="n" data-l="[^"]*"><a href="\?([^"]*)">(\d+)</a></td>', page
    ):
        words = dict(part.split("=") for part in query.replace("&amp;", "&").split("&"))
        seen.count((words["year"], words.get("direction", ""), words.get("program", "")), int(number))
    seen.addresses += 1


def _abilities(page: str) -> Iterator[Figures]:
    """The levels from the table of numbers, who moved from the chart; what the chart says of the levels must agree."""
    chart, numbers = (
        re.search(rf'<{tag} id="{name}-caption".*?</table>', page)
        for tag, name in (("strong", "abilities"), ("caption", "numbers"))
    )
    if chart is None or numbers is None:
        return
    bodies = (re.findall(r"<tbody[^>]*>.*?</tbody>", part.group(0)) for part in (chart, numbers))
    for drawn, body in zip(*bodies, strict=True):
        before, after = (_numbers(row) for row in re.findall(r"<tr><td>.*?</tr>", body))
        said = [_numbers(counts)[1:] for counts in re.findall(r'</svg><span class="vh">([^<]*)', drawn)]
        assert said == [before[:-1], after[:-1]], "the chart says other numbers than the table"
        moved = re.search(r'class="mv".*?</td>', drawn)
        *ends, same = _numbers(re.sub(r'<span class="vh">.*', "", moved.group(0))) if moved else (0,)
        fell, rose = ends or (0, 0)
        yield Figures(before[-1], before[:-1], after[:-1], (rose, same, fell))


def _numbers(text: str) -> Numbers:
    return tuple(map(int, re.findall(r"\d+", re.sub(r"<[^>]*>", " ", text))))


def _read_file(text: str, seen: Seen) -> None:
    found: dict[Where, list[Figures]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        everybody = {"all": ""}
        direction, program = (everybody.get(row[name], row[name]) for name in ("direction", "programme"))
        where = (f"{row['project']}-{row['fiscal_year']}", direction, program)
        if row["state"] == "published":
            levels = [tuple(int(row[f"{when}_{level}"]) for level in range(4)) for when in ("before", "after")]
            moved = tuple(int(row[name]) for name in ("rose", "same", "fell"))
            found.setdefault(where, []).append(Figures(int(row["n"]), levels[0], levels[1], moved))
        else:
            assert not any(row[name] for name in row if name == "n" or name[:4] in ("befo", "afte", "rose", "fell"))
    for where, figures in found.items():
        seen.note(where, tuple(figures))
