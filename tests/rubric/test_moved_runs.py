"""A run that is moved after its year was published changes nothing that a member of a committee reads: else what differs is its people."""

import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from kanazawa_exchange.accounts.models import User, tracked_writes_allowed
from programs.models import ProgramRun
from rubric.models import RubricVersion
from rubric.queries import cohort_readers
from rubric.queries.cohorts import forget
from tests.list_files import content_of
from tests.rubric import public_reader, seat_reader, versions
from tests.rubric.test_alike_worlds import PLAIN, brought_out, runs_everywhere, told_apart
from tests.rubric.test_alike_worlds import read as pages

pytestmark = pytest.mark.django_db
WHOLE = ("russia-2018", "", "")
FEW = ("outbound", "basic")
PAIRS = sum(map(len, PLAIN.values()))


@pytest.fixture
def version(world: Any, sato: User) -> RubricVersion:
    """A published year in which three people are withheld, and in every programme and direction somebody answered once."""
    runs_everywhere(world)
    found = versions.first(sato)
    brought_out(found, PLAIN)
    return found


def moved(direction: str, code: str, year: int) -> None:
    """As by a hand that does not ask: the pages refuse it since the waves of the run are locked."""
    with tracked_writes_allowed():
        ProgramRun.objects.filter(fiscal_year=2018, direction=direction, program__code=code).update(fiscal_year=year)


def read(seat: Client) -> dict[str, str]:
    """As by a process that has just begun: nothing that it added up before hides what differs."""
    forget()
    asked = [
        {"fy": "2017"},
        {},
        {"direction": "outbound"},
        {"program": "cultural"},
        dict(zip(("direction", "program"), FEW, strict=True)),
    ]
    parts = ("", "programs/", "years/", "csv/", "xlsx/")
    return {
        name: text for query in asked for part in parts for name, text in pages(seat, f"{seat_reader.AT}{part}", query)
    }


@pytest.mark.parametrize("year", [2017, 2019])
def test_the_figures_stay_those_that_are_public(
    version: RubricVersion, sato: User, mori: User, sign_in: Any, year: int
) -> None:
    seat = sign_in(mori)
    before = seat_reader.everything(seat)
    assert before.figures[WHOLE][0].n == PAIRS

    moved(*FEW, year)

    after = seat_reader.everything(seat)
    assert after.figures == before.figures
    public = public_reader.everything(Client(), ("en",))
    assert after.figures == {where: public.figures[where] for where in after.figures}


def test_every_page_and_file_reads_as_before(version: RubricVersion, mori: User, sign_in: Any) -> None:
    """Whether those who are withheld move, or a programme that is shown, with one of its runs or with all."""
    seat = sign_in(mori)
    before = read(seat)
    assert any("are withheld do not stand here" in text for text in before.values())
    for direction, code in (FEW, ("inbound", "cultural"), ("outbound", "cultural")):
        moved(direction, code, 2017)
        assert told_apart(before, read(seat)) == set(), (direction, code)


def test_how_many_are_missing_is_told_of_the_whole_year_only(
    version: RubricVersion, mori: User, sato: User, sign_in: Any
) -> None:
    seat = sign_in(mori)
    for query, told in (({}, True), ({"direction": "inbound"}, False), ({"program": "cultural"}, False)):
        page = seat.get(seat_reader.AT, query).content.decode()
        assert ("participants: " in page) is ("missing" in page) is told, query
        assert ("Pairs: " in page) is not told, query
    for name in ("programs", "years"):
        assert "Missing" not in seat.get(f"{seat_reader.AT}{name}/").content.decode()
        assert "Missing" in sign_in(sato).get(f"{seat_reader.AT}{name}/").content.decode()
        sign_in(mori)


def test_control_added_up_from_what_was_counted_the_difference_is_three_people(
    version: RubricVersion, sato: User, mori: User, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        cohort_readers.PublishedFigures, "cohort", lambda self: cohort_readers.cohort(self.run, self.filters)
    )
    moved(*FEW, 2017)
    client = sign_in(mori)
    rows = seat_reader.csv_rows(client, f"{seat_reader.AT}csv/", fy="2018")
    both = [row for row in rows if row["ability"] == rows[0]["ability"] and row["before"] and row["after"]]
    public = public_reader.everything(Client(), ("en",)).figures[WHOLE][0]
    assert public.n - sum(int(row["people"]) for row in both) == len(PLAIN[FEW]) == 3


def test_control_of_runs_as_they_stand_a_moved_programme_vanishes(
    version: RubricVersion, sato: User, mori: User, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        cohort_readers.PublishedFigures,
        "by_program",
        lambda self, scale: cohort_readers.by_program(self.run, self.filters, scale, self.programs),
    )
    seat = sign_in(mori)
    before = read(seat)
    moved("outbound", "cultural", 2017)
    assert f"{seat_reader.AT}programs/ {{}}" in told_apart(before, read(seat))


def test_the_pages_side_by_side_are_read(version: RubricVersion, mori: User, sign_in: Any) -> None:
    """Else what they tell would go unseen by every test that puts together what a member of a committee reads."""
    seen = public_reader.Seen({}, {})
    query = {"fy": "2018", "direction": "inbound", "program": ""}
    seat_reader._read_programs_page(sign_in(mori), query, seen)
    shown = {program: len(people) for (direction, program), people in PLAIN.items() if direction == "inbound"}
    assert seen.pairs["russia-2018", "inbound", ""] == sum(shown.values())
    named = {program: pairs for (_year, _direction, program), pairs in seen.pairs.items() if program}
    assert named
    assert set(named.items()) <= set(shown.items())


def test_all_years_side_by_side_are_not_called_by_one_of_them(
    version: RubricVersion, mori: User, sato: User, sign_in: Any
) -> None:
    """A seat sees every published year there; the office those that it asks for."""
    query = {"fy": "2018", "direction": "inbound"}
    for user, selection in ((mori, "Inbound"), (sato, "FY2018 · Inbound")):
        client = sign_in(user)
        assert client.get(f"{seat_reader.AT}years/", query).context["selection"] == selection
        assert client.get(f"{seat_reader.AT}programs/", query).context["selection"] == "FY2018 · Inbound"
        book = load_workbook(io.BytesIO(content_of(client.get(f"{seat_reader.AT}xlsx/", query))))
        titles = {sheet.title: sheet["A1"].value for sheet in book.worksheets}
        assert titles["Year after year"] == f"Year after year — {selection}"
