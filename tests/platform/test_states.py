"""The rows of states and moves are whole, in three languages, and the page of diagrams shows them as they are."""

import pytest
from django.conf import settings
from django.utils.translation import override

from kanazawa_exchange.lib.states import NEW, Move, MoveTable
from kanazawa_exchange.templatetags.portal import GLYPHS
from tests import states

TABLES = states.tables()
STATES = [(title, state) for title, table in TABLES.items() for state in table.states]
MOVES = [(title, row) for title, table in TABLES.items() for row in table.moves.values()]


def words_of(text: object) -> dict[str, str]:
    words = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            words[language] = str(text)
    return words


def test_the_page_of_diagrams_is_up_to_date():
    assert states.PAGE.read_text(encoding="utf-8") == states.page(), "print it anew, its head says how"


@pytest.mark.parametrize(("title", "state"), STATES)
def test_each_state_has_its_words_for_both_readers_in_every_language(title: str, state: str):
    row = TABLES[title].states[state]
    for label in (row.office, row.office if row.person is None else row.person):
        words = words_of(label)
        assert all(words.values())
        assert len(set(words.values())) == len(words), "as many words as languages"


@pytest.mark.parametrize("title", TABLES)
def test_each_state_has_a_glyph_and_is_reached(title: str):
    table = TABLES[title]
    reached = {row.target for row in table.moves.values()} | {next(iter(table.states))}
    glyphs = [GLYPHS[row.kind] for row in table.states.values()]
    assert len(set(glyphs)) == len(glyphs), "told apart without colours"
    assert set(table.states) <= reached


@pytest.mark.parametrize(("title", "row"), MOVES, ids=lambda value: getattr(value, "name", value))
def test_each_move_has_its_words_in_every_language(title: str, row: Move):
    for label in (row.label, row.done or row.label, *row.reasons.values(), *([row.day.label] if row.day else [])):
        words = words_of(label)
        assert all(words.values())
        assert words["en"] != words["ja"]
        assert words["en"] != words["ru"]


@pytest.mark.parametrize(("title", "row"), MOVES, ids=lambda value: getattr(value, "name", value))
def test_a_move_is_made_by_somebody_or_asks_for_nothing(title: str, row: Move):
    """What the calendar makes, and what begins a record, asks nobody for anything."""
    if row.may is None:
        assert (row.day, row.reasons, row.reason_required, row.reason_if) == (None, {}, False, None)
        assert dict(row.questions()) == {}


@pytest.mark.parametrize("row", TABLES["Mobility"].moves.values(), ids=lambda row: row.name)
def test_the_moves_of_a_mobility_say_what_was_done_and_who_makes_them(row: Move):
    assert row.done
    assert (row.may is None) == (NEW in row.sources)


def test_a_table_with_a_hole_is_none():
    move = Move(name="leave", sources={"here"}, target="nowhere", label="Leave")
    with pytest.raises(ValueError, match="nowhere"):
        MoveTable([move], {"here": TABLES["Mobility"].states["planned"]})
