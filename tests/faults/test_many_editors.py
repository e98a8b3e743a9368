"""Fifty coordinators at once: no edit is lost, every save has its line of history, one stay is registered once."""

import re

import pytest

from .clients import Crowd
from .supervisor import Browser, Portal, suite_database

pytestmark = pytest.mark.servers
RECORDS, EDITORS, EACH = 20, 50, 2
WORLD = "from tests.faults import labour; labour.say(labour.world(int(sys.argv[1]), 8))"
WRITE = "from tests.faults import labour; labour.say(labour.register(json.loads(sys.argv[1]), 2))"
SAME = "from tests.faults import labour; labour.say(labour.same_person(sys.argv[1], int(sys.argv[2])))"
EDIT = "from tests.faults import labour; labour.say(labour.edit_everything(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == 'careless'))"
TALLY = "from tests.faults import labour; labour.say(labour.tally())"


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    with Portal(tmp_path_factory.mktemp("editors") / "portal", **suite_database()).prepare() as portal:
        yield portal


@pytest.fixture(scope="module")
def world(portal):
    import json

    world = portal.python(WORLD, str(RECORDS + 1))
    outcome = portal.python(WRITE, json.dumps(world["persons"][:RECORDS]))
    assert outcome == {"written": RECORDS, "locked": 0}
    return world


def words(records: dict) -> set[str]:
    """Every word that stands in some note."""
    return set(re.findall(r"w\d+-\d+", " ".join(record["note"] for record in records.values())))


EVERY_WORD = {f"w{number}-{turn}" for number in range(EDITORS) for turn in range(EACH)}


def test_no_edit_is_lost_and_each_save_has_its_line_of_history(portal, world):
    outcome = portal.python(EDIT, str(EDITORS), str(EACH), "honest")
    assert outcome["saved"] == EDITORS * EACH
    assert outcome["conflicts"] > 0, "they must have met"
    assert words(outcome["records"]) == EVERY_WORD
    assert all(record["lines"] == record["version"] for record in outcome["records"].values())
    assert sum(record["version"] - 1 for record in outcome["records"].values()) == EDITORS * EACH


def test_control_without_the_comparison_of_versions_words_are_lost(portal, world):
    before = portal.python("from tests.faults import labour; labour.say(labour.forget_notes())")
    outcome = portal.python(EDIT, str(EDITORS), str(EACH), "careless")
    assert before == RECORDS
    assert outcome["conflicts"] == 0
    assert words(outcome["records"]) < EVERY_WORD


def test_fifty_people_register_the_same_stay_and_one_is_written(portal, world):
    outcome = portal.python(SAME, world["persons"][RECORDS], str(EDITORS))
    assert outcome == {"written": 1, "refused": EDITORS - 1}
    stored = portal.python(TALLY)
    assert (stored["records"], stored["twice"]) == (RECORDS + 1, 0)


def test_the_second_of_two_browsers_is_shown_both_texts(portal, world):
    portal.start("web")
    person = portal.python("from tests.faults import labour; labour.say(labour.edits())")
    page = f"/en/mobility-records/{next(iter(person))}/edit/"
    one, other = world["sessions"][:2]
    with Browser(portal.address, one) as first, Browser(portal.address, other) as second:
        sent = [form_of(browser.get(page)[2]) for browser in (first, second)]
        assert first.post(page, **(sent[0] | {"note": "the first note"}))[0] == 302
        status, _, text = second.post(page, **(sent[1] | {"note": "the second note"}))
        assert status == 409
        assert "the first note" in text
        assert "the second note" in text
        assert second.post(page, **(form_of(text) | {"note": "both notes"}))[0] == 302


def form_of(page: str) -> dict[str, str]:
    """The fields of the edit form as the page holds them."""
    from .fuzzer import Forms

    parser = Forms()
    parser.feed(page)
    [form] = [form for form in parser.forms if "version" in form["fields"]]
    return {name: text for name, text in form["fields"].items() if text and name != "csrfmiddlewaretoken"}


def test_the_crowd_of_browsers_is_counted_once_each(portal, world):
    """The clients of the other fault runs tell the truth: a stay that is there already counts as done."""
    crowd = Crowd(portal.address, world, world["persons"][:4], browsers=2).start()
    crowd.finish()
    assert crowd.refused == 4
    assert not crowd.unexpected
