"""What the ranking tells of the end: what became of each application, and where the places of the call are used up."""

import csv
import io
from typing import Any

import pytest
from django.utils.translation import override
from openpyxl import load_workbook

from mobility.models import Application
from mobility.services.selection import deciding, offers, releasing
from mobility.services.selection.deciding import Wanted
from partners.queries.names import short_name
from rubric.queries.selection import selection
from rubric.services import reviews
from tests.factories import PersonFactory, RoleGrantFactory

from .reviewing import NOW, applied, assign, finish, place
from .test_deciding import page, reviewed
from .test_selection import CONFLICT

CUT = 'class="cut"'


@pytest.fixture
def kazan(call: Any, world: Any) -> Any:
    return place(call, world, places=2)


def cases_of(call: Any, world: Any, suzuki: Any, kazan: Any, *points: int) -> list[Application]:
    names = ("Abe", "Baba", "Chiba", "Doi", "Endo")
    return [reviewed(call, world, suzuki, name, given, [kazan]) for name, given in zip(names, points, strict=False)]


def told(call: Any, reader: Any) -> dict[str, tuple[str, str]]:
    return {
        str(line.uid): (line.outcome.words, str(line.outcome.place or "")) if line.outcome else ("", "")
        for line in selection(call, reader).lines
    }


def test_every_state_has_its_words(call, world, suzuki, kazan, sato, sign_in, django_user_model):
    abe, baba, chiba, doi = cases_of(call, world, suzuki, kazan, 5, 4, 3, 2)
    browser = sign_in(sato)
    assert "Outcome" in browser.get(page("ranking", call.uid)).content.decode()
    deciding.decide(
        [Wanted(abe, "offer", kazan), Wanted(baba, "offer", kazan), Wanted(chiba, "waitlist", None, 1)],
        by=None,
        now=NOW,
    )
    releasing.release(call, by=None, now=NOW, applications=[abe, chiba])
    account = django_user_model.objects.create_user(email="abe@example.org", person=abe.person)
    offers.refuse(Application.objects.get(pk=abe.pk), by=account, now=NOW)
    with override("en"):
        found = told(call, sato)
    with override("en"):
        kept = str(short_name(kazan.institution))
    assert found == {
        str(abe.uid): ("Place refused", kept),
        str(baba.uid): ("Decided, not released: Offer", kept),
        str(chiba.uid): ("Waitlisted", ""),
        str(doi.uid): ("", ""),
    }
    shown = browser.get(page("ranking", call.uid)).content.decode()
    assert "Decided, not released: Offer" in shown
    assert "Place refused" in shown


def test_a_reader_with_a_conflict_of_interest_is_told_no_outcome(call, world, suzuki, kazan, sato):
    [abe] = cases_of(call, world, suzuki, kazan, 5)
    own = world.user("mixed", role="coordinator")
    RoleGrantFactory(person=own.person, role="reviewer")
    reviews.move(assign(abe, own)[0], "declare_conflict", CONFLICT, by=own, now=NOW)
    deciding.decide([Wanted(Application.objects.get(pk=abe.pk), "decline")], by=None, now=NOW)
    assert told(call, sato)[str(abe.uid)][0] != ""
    assert told(call, own)[str(abe.uid)] == ("", "")


@pytest.mark.parametrize(
    ("points", "within", "is_among_equals"),
    [
        ((5, 4, 3), 2, False),
        ((5, 4, 4, 3), 3, True),
        ((5, 4), 2, False),
        ((4, 4, 4), 3, True),
        ((5,), 1, False),
    ],
)
def test_the_line_stands_where_the_places_end(
    call, world, suzuki, kazan, sato, sign_in, points, within, is_among_equals
):
    cases_of(call, world, suzuki, kazan, *points)
    found = selection(call, sato)
    assert [line.is_below for line in found.lines] == [False] * within + [True] * (len(points) - within)
    assert found.is_cut_among_equals is is_among_equals
    browser = sign_in(sato)
    for name in ("ranking", "selection_meeting"):
        text = browser.get(page(name, call.uid)).content.decode()
        assert text.count(CUT) == (1 if within < len(points) else 0), name
        if within < len(points):
            above, below = text.split(CUT)
            assert above.count('class="ranked"') == within
            assert below.count('class="ranked"') == len(points) - within
            assert ("cannot all have one" in below) is is_among_equals


def test_without_places_no_line_is_drawn(call, world, suzuki, sato, sign_in):
    finish(assign(applied(call, world, PersonFactory()), suzuki)[0], 4, 5)
    assert [line.is_below for line in selection(call, sato).lines] == [False]
    assert CUT not in sign_in(sato).get(page("ranking", call.uid)).content.decode()


def test_whoever_has_no_rank_stands_below(call, world, suzuki, kazan, sato):
    cases_of(call, world, suzuki, kazan, 5)
    assign(applied(call, world, PersonFactory()), suzuki)
    assert [(line.rank, line.is_below) for line in selection(call, sato).lines] == [(1, False), (None, True)]


def test_the_files_say_who_is_within_and_draw_the_line(call, world, suzuki, kazan, sato, sign_in):
    cases_of(call, world, suzuki, kazan, 5, 4, 4, 3)
    browser = sign_in(sato)
    text = b"".join(browser.get(page("ranking_csv", call.uid)).streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["Within the places"] for row in rows] == ["yes", "not all of them", "not all of them", "no"]
    assert [row["Outcome"] for row in rows] == [""] * 4
    answer = browser.get(page("ranking_xlsx", call.uid))
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    head = next(number for number, row in enumerate(sheet.iter_rows(values_only=True), 1) if "Applicant" in row)
    assert [sheet.cell(head + n, 1).border.top.style for n in (1, 2, 3, 4)] == ["thin", "thin", "thin", "medium"]
