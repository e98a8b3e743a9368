"""Two worlds that differ only within withheld groups read alike, byte for byte, wherever a visitor or a member of a committee looks.

Whatever tells them apart (a length, a header, a cell of a workbook, a refusal) would be a way to the answers of a few.
"""

import io
import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from kanazawa_exchange.accounts.models import User
from programs.models import Program
from rubric.models import RubricVersion
from rubric.queries import cohort_readers
from rubric.scoring.tables import JointTable
from rubric.suppression import publication
from rubric.suppression.marks import SMALLEST, Marks
from tests import factories
from tests.list_files import content_of
from tests.rubric import versions
from tests.rubric.publishing import asked, counted, pairs, published, run_of
from tests.rubric.seat_reader import AT

pytestmark = pytest.mark.django_db
Levels = tuple[int, int]
ROSE: Levels = (1, 2)
ODD: Levels = (2, 2)
PLAIN = {
    ("outbound", "cultural"): [ROSE] * 9,
    ("outbound", "basic"): [ROSE] * 3,
    ("outbound", "advanced"): [ROSE] * 5 + [ODD],
    ("inbound", "cultural"): [ROSE] * 8,
    ("inbound", "basic"): [ROSE] * 6 + [ODD],
    ("inbound", "advanced"): [ROSE] * 5,
}
"""Outbound, three people of a programme are withheld, and with them what adds up with them."""
TURNED = {
    **PLAIN,
    ("outbound", "basic"): [ROSE] * 3 + [ODD],
    ("outbound", "advanced"): [ROSE] * 5,
    ("inbound", "basic"): [ROSE] * 6,
    ("inbound", "advanced"): [ROSE] * 5 + [ODD],
}
"""Somebody who stayed on a level stands in the small group, and somebody else in the last one: every sum is as before."""
TURNED_BY_ONE = {
    **PLAIN,
    ("outbound", "basic"): [ROSE, ROSE, ODD],
    ("outbound", "advanced"): [ROSE] * 6,
    ("inbound", "basic"): [ROSE] * 7,
    ("inbound", "advanced"): [ROSE] * 4 + [ODD],
}
"""Nobody is more or fewer anywhere, but whose answer it was."""
World = dict[tuple[str, str], list[Levels]]
Page = tuple[str, str]


def runs_everywhere(world: Any) -> None:
    """The programmes and their runs, which are there in every world."""
    for code in dict.fromkeys(program for _direction, program in PLAIN):
        program = Program.objects.filter(code=code).first() or factories.ProgramFactory(
            project=world.project, code=code
        )
        for direction in ("outbound", "inbound"):
            run_of(program, direction)


@pytest.fixture
def version(world: Any, sato: User) -> RubricVersion:
    runs_everywhere(world)
    return versions.first(sato)


def brought_out(version: RubricVersion, people: World) -> None:
    """FY2018; of each cell one person more answered before only, who stands at level 0."""
    cells = {}
    for (direction, program), levels in people.items():
        run = run_of(Program.objects.get(code=program), direction)
        asked(version, run)
        both = pairs(*levels)
        table = JointTable(both.both, (1, 0, 0, 0), both.post_only)
        cells[run] = {ability.code: table for ability in version.abilities.all()}
    published(counted(version, cells))


def visited(client: Client) -> Iterator[Page]:
    words = {"year": ["", "russia-2017"]}
    words |= {"direction": ["", "outbound", "inbound", "x"], "program": ["", *slugs(), "none"]}
    for chosen in product(*words.values()):
        yield from read(client, "/ru/results/abilities/", dict(zip(words, chosen, strict=True)))
    yield from read(client, "/en/results/abilities/csv/", {})


def slugs() -> list[str]:
    return list(Program.objects.filter(code__in=("cultural", "basic", "advanced")).values_list("slug", flat=True))


def seated(client: Client) -> Iterator[Page]:
    for fy, direction, program in product(("", "2017"), ("", "outbound", "inbound"), ("", *slugs())):
        query = {"fy": fy, "direction": direction, "program": program}
        for part in ("", "programs/", "years/", "csv/", "xlsx/"):
            yield from read(client, f"{AT}{part}", query)
    yield from read(client, f"{AT}pdf/", {"direction": "outbound"})


def read(client: Client, address: str, query: dict[str, str]) -> Iterator[Page]:
    """What comes back: the status, the headers, and the text of whatever it is."""
    answer = client.get(address, query)
    headers = sorted(f"{name}: {value}" for name, value in answer.headers.items() if name not in CHANGING)
    yield f"{address} {query}", plain(f"{answer.status_code} {headers} {text_of(answer)}")


CHANGING = {"Content-Security-Policy", "X-Request-ID", "Content-Length"}
"""A new nonce each time, whose length is the same; lengths of pages are those of their texts."""


def text_of(answer: HttpResponse) -> str:
    kind = answer.headers.get("Content-Type", "")
    content = content_of(answer)
    if not content or "html" in kind or "csv" in kind:
        return content.decode()
    if "pdf" in kind:
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return str(
        [[list(row) for row in sheet.iter_rows(values_only=True)] for sheet in load_workbook(io.BytesIO(content))]
    )


def plain(text: str) -> str:
    """Without what is drawn anew each time: keys of the run, tokens, moments."""
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}", "uid", text)
    text = re.sub(r'(csrfmiddlewaretoken" value|form_mark" value|nonce|content)="[^"]*"', "", text)
    return re.sub(r"\d{1,2}:\d{2}(:\d{2})?(\.\d+)?", "time", text)


def seen(version: RubricVersion, seat: Client | None, people: World) -> dict[str, str]:
    """All that visitors and a member of a committee read of a world, which is gone afterwards."""
    with transaction.atomic():
        point = transaction.savepoint()
        brought_out(version, people)
        found = dict(visited(Client())) | (dict(seated(seat)) if seat else {})
        transaction.savepoint_rollback(point)
    return found


def told_apart(one: dict[str, str], other: dict[str, str]) -> set[str]:
    return {address for address in one if one[address] != other[address]}


@pytest.mark.parametrize("people", [TURNED, TURNED_BY_ONE], ids=["turned", "turned_by_one"])
def test_nothing_tells_them_apart(version: RubricVersion, mori: User, sign_in: Any, people: World) -> None:
    seat = sign_in(mori)
    first = seen(version, seat, PLAIN)
    assert len(first) == 2 * 4 * 5 + 1 + 2 * 3 * 4 * 5 + 1
    assert told_apart(first, seen(version, seat, people)) == set()
    assert sum("withheld" in text or "не публикуются" in text for text in first.values()) > 20


def test_control_without_complementary_groups_they_are_told_apart(
    version: RubricVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publication, "marked", lambda groups: Marks(groups.small(SMALLEST), frozenset(), 0))
    monkeypatch.setattr(publication, "recoverable", lambda groups, hidden: frozenset())
    apart = told_apart(seen(version, None, PLAIN), seen(version, None, TURNED_BY_ONE))
    assert {"/en/results/abilities/csv/ {}"} < apart


def test_control_with_hidden_groups_among_those_side_by_side_they_are_told_apart(
    version: RubricVersion, mori: User, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard off: the table of programmes shows members of committees every group that was counted."""
    monkeypatch.setattr(
        cohort_readers.PublishedFigures,
        "by_program",
        lambda self, scale: cohort_readers.by_program(self.run, self.filters, scale, self.programs),
    )
    seat = sign_in(mori)
    apart = told_apart(seen(version, seat, PLAIN), seen(version, seat, TURNED_BY_ONE))
    assert apart
    assert not any("/results/abilities/" in address for address in apart)
