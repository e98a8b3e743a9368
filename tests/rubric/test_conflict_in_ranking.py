"""A case about which the reader has declared a conflict of interest keeps its place by rank, and shows nothing that it states."""

import csv
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from mobility.models import Application
from mobility.services.selection import deciding, releasing
from mobility.services.selection.deciding import Wanted
from rubric.permissions import conflicts_of
from rubric.queries.deciding import board
from rubric.queries.selection import selection
from rubric.services import reviews
from tests.factories import RoleGrantFactory

from .reviewing import NOW, assign
from .test_deciding import boxes, offer, page, reviewed
from .test_reviews import CONFLICT


@pytest.fixture
def abe(call, world, kazan, suzuki, sato) -> Application:
    """The first by rank; sato keeps away from it."""
    RoleGrantFactory(person=sato.person, role="reviewer")
    case = reviewed(call, world, suzuki, "Abe", 5, [kazan])
    (own,) = assign(case, sato)
    reviews.move(own, "declare_conflict", CONFLICT, by=sato, now=NOW)
    return case


@pytest.fixture
def baba(call, world, kazan, suzuki, abe) -> Application:
    return reviewed(call, world, suzuki, "Baba", 4, [kazan], grade_index=Decimal("2.75"))


def shown(browser: Any, address: str) -> str:
    text: str = browser.get(address).content.decode()
    return text


def test_its_place_by_rank_is_proposed_to_nobody_else(call, kazan, baba, sato, sign_in):
    with translation.override("en"):
        found = board(call, barred=conflicts_of(sato))
        assert {one.name.text: one.proposed for one in found.candidates} == {"BABA Test": "waitlist"}
        everybody = {one.name.text: one.proposed for one in board(call).candidates}
    assert everybody == {"ABE Test": offer(kazan), "BABA Test": "waitlist"}
    text = shown(sign_in(sato), page("deciding", call.uid))
    assert "1 application that is left to somebody else comes first by rank for a free place" in text
    assert "ABE Test" in text


def test_where_a_place_is_left_for_it_the_next_one_is_offered_another(call, kazan, baba, sato):
    kazan.places = 2
    kazan.save()
    assert [one.proposed for one in board(call, barred=conflicts_of(sato)).candidates] == [offer(kazan)]


@pytest.mark.parametrize("wishes_it", [True, False])
def test_the_preview_names_it_before_who_gets_the_last_place_whatever_it_wishes_for(
    call, kazan, abe, baba, sato, sign_in, wishes_it
):
    if not wishes_it:
        abe.choices.all().delete()
    browser, sent = sign_in(sato), boxes([baba], offer(kazan))
    text = browser.post(page("deciding", call.uid), sent).content.decode()
    assert "Above it, and left to somebody else: ABE Test" in text
    assert "wished for the same" not in text
    kazan.places = 2
    kazan.save()
    assert "Above it" not in browser.post(page("deciding", call.uid), sent).content.decode()


def test_of_one_that_waits_neither_its_destination_nor_a_wish_is_told(call, kazan, abe, baba, sato, sign_in):
    deciding.decide([Wanted(abe, "waitlist", None, 1)], by=None, now=NOW)
    browser = sign_in(sato)
    found = browser.get(page("deciding", call.uid)).context["board"]
    assert [(name.text, where) for name, where in found.kept] == [("ABE Test", None)]
    text = browser.post(page("deciding", call.uid), boxes([baba], offer(kazan))).content.decode()
    assert "Above it, and left to somebody else: ABE Test" in text
    assert "wished for the same" not in text


def test_the_ranking_its_file_and_the_meeting_show_nothing_that_it_states(call, kazan, baba, sato, sign_in):
    browser = sign_in(sato)
    for name, facts in (("ranking", 1), ("selection_meeting", 3)):
        text = shown(browser, page(name, call.uid))
        assert text.count("neither its points nor what it states are shown to you") == facts // 2 + 1
        assert text.count("Bachelor") == facts // 2 + 1
    meeting = shown(browser, page("selection_meeting", call.uid))
    assert meeting.count("2.75") == 1
    assert "2.50" not in meeting
    file = browser.get(page("ranking_csv", call.uid))
    rows = csv.DictReader(b"".join(file).decode("utf-8-sig").splitlines())
    heads = ("Level", "Home institution", "Grade index", "Preferred destinations")
    assert {row["Applicant"]: [row[head] for head in heads] for row in rows} == {
        "ABE Test": ["", "", "", ""],
        "BABA Test": ["Bachelor's level", "Kanazawa University", "2.75", "Kazan Federal University"],
    }


@pytest.mark.parametrize("is_decided", [True, False])
def test_the_board_of_the_places_tells_a_destination_only_where_it_was_decided(
    call, kazan, abe, baba, sato, sign_in, is_decided
):
    where = kazan if is_decided else None
    deciding.decide([Wanted(abe, "waitlist", where, 1), Wanted(baba, "waitlist", None, 2)], by=None, now=NOW)
    releasing.release(call, by=None, now=NOW)
    found = sign_in(sato).get(page("place_board", call.uid, space="mobility")).context["board"]
    wishes = {one.name.text: len(one.wishes) for one in found.waiting}
    assert wishes == {"ABE Test": int(is_decided), "BABA Test": 1}


def test_the_rule_that_told_it_from_an_equal_one_would_tell_its_points(call, world, kazan, suzuki, abe, sato, admin):
    call.ties = ["grade_index"]
    call.save()
    reviewed(call, world, suzuki, "Chiba", 5, [kazan], grade_index=Decimal("1.50"))
    with translation.override("en"):
        told = {user: {line.uid: line.decided_by for line in selection(call, user).lines} for user in (sato, admin)}
    assert told[admin][abe.uid], "control: equal points, told apart by a rule"
    assert told[sato][abe.uid] == ()


@pytest.mark.parametrize("ties", [[], ["grade_index"]])
def test_the_neighbour_does_not_tell_that_it_has_as_many_points(call, world, kazan, suzuki, abe, sato, admin, ties):
    """Neither by a shared rank nor by the rule that told the two apart: what is said of the others is said of them alone."""
    call.ties = ties
    call.save()
    chiba = reviewed(call, world, suzuki, "Chiba", 5, [kazan], grade_index=Decimal("2.60"))
    doi = reviewed(call, world, suzuki, "Doi", 3, [kazan])
    with translation.override("en"):
        lines = {user: {line.uid: line for line in selection(call, user).lines} for user in (sato, admin)}
        told = {user: (lines[user][chiba.uid].rank_words, bool(lines[user][chiba.uid].decided_by)) for user in lines}
        assert told == {admin: ("1", True) if ties else ("1=", False), sato: ("1", False)}
        assert [lines[sato][one.uid].rank_words for one in (abe, doi)] == ["2", "3"]
        candidates = {one.name.text: one for one in board(call, barred=conflicts_of(sato)).candidates}
        assert candidates["CHIBA Test"].rank_words == "1"
        if not ties:
            assert (
                candidates["CHIBA Test"].why
                == "Whether a place is left rests on an application that is left to somebody else."
            )
            openly = {one.name.text: one for one in board(call).candidates}["CHIBA Test"]
            assert (openly.rank_words, "share this rank" in openly.why) == ("1=", True)


def test_those_whom_the_reader_knows_share_their_rank_as_before(call, world, kazan, suzuki, abe, sato):
    two = [reviewed(call, world, suzuki, name, 5, [kazan]) for name in ("Chiba", "Doi")]
    lines = {line.uid: line.rank_words for line in selection(call, sato).lines}
    assert lines == {two[0].uid: "1=", two[1].uid: "1=", abe.uid: "3"}
